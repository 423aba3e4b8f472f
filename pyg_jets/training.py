"""Training and use of taggers; Lightning trains."""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

import torch
from sklearn.metrics import roc_auc_score
from torch import Tensor

from pyg_jets.jet_tree_dataset import JetTreeDataset
from pyg_jets.jet_tree_shards import JetTreeShards
from pyg_jets.loader import JetLoader
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.recipe import Recipe

Jets: TypeAlias = JetTreeDataset | JetTreeShards
"""Clustered jets, in memory or in many files."""


@dataclass(frozen=True)
class FitResult:
    """What :func:`fit` gives.

    Attributes:
        tagger: The tagger, with the parameters of its best epoch.
        history: For each epoch ``train_loss``, ``val_loss`` and ``val_auc``.
        best_epoch: Number of the best epoch, from 0.
    """

    tagger: Tagger
    history: list[dict[str, float]]
    best_epoch: int


def fit(
    tagger: Tagger,
    train: Jets,
    val: Jets,
    *,
    epochs: int | None = None,
    batch_size: int | None = None,
    lr: float | None = None,
    recipe: Recipe | None = None,
    seed: int = 0,
    patience: int = 10,
    directory: str | os.PathLike[str] | None = None,
    progress: bool = True,
    **flags: Any,
) -> FitResult:
    r"""Train a tagger on binary cross-entropy and keep the epoch of the best validation AUC.

    AdamW with a one-cycle learning rate (`arXiv:1708.07120 <https://arxiv.org/abs/1708.07120>`_)
    and gradients clipped at norm 1; what is not given here is the ``recipe`` of the tagger's class.
    The feature scaling is taken from ``train`` unless the tagger
    has one already. The tagger is trained in place; its initial parameters are the caller's.

    Args:
        tagger: The tagger.
        train: Training jets with labels 0 and 1.
        val: Validation jets, which choose the best epoch.
        epochs: Epochs of the whole cycle.
        batch_size: Jets in a step.
        lr: Highest learning rate of the cycle.
        recipe: Instead of the tagger's.
        seed: Of the order of the jets, of dropout and of the angles by which jets are turned.
        patience: Epochs without a better validation AUC before it stops early.
        directory: Where checkpoints are kept. An interrupted run found there goes on, and ends
            with the weights of an uninterrupted one; it must have had the same settings.
        progress: Show a progress bar.
        **flags: Lightning's own, of its ``Trainer``: ``devices=2, strategy="ddp"`` trains in two
            processes (each runs the script from its beginning), with ``num_nodes`` on several
            hosts. ``batch_size`` is then that of a process: the result is that of one process
            with as many times the jets in a step, within rounding (with batch normalisation, as in
            ParticleNet and LundNet, but nearly: each process takes it from its own jets).

    Raises:
        ValueError: If labels are missing or not both 0 and 1, if ``directory`` holds a run with
            other settings, or if the strategy starts processes that cannot give the result back.
    """
    from pyg_jets._lightning import LitTagger, best_checkpoint, make_trainer

    _check_strategy(flags.get("strategy", "auto"))
    for name, jets in (("train", train), ("val", val)):
        _check_labels(name, jets)
    if tagger.frame is None:
        tagger.fit_scaling(train)
    given = {"epochs": epochs, "batch_size": batch_size, "lr": lr}
    chosen: dict[str, Any] = {name: each for name, each in given.items() if each is not None}
    recipe = replace(recipe or tagger.recipe, **chosen)
    settings = {**asdict(recipe), "seed": seed, "jets": len(train)}
    with contextlib.ExitStack() as stack:
        if directory is None:
            directory = stack.enter_context(tempfile.TemporaryDirectory())
        last = Path(directory) / "last.ckpt"
        stack.enter_context(_quiet())
        stack.enter_context(torch.random.fork_rng())
        torch.manual_seed(seed)
        lit = LitTagger(tagger.train(), recipe, settings)
        trainer = make_trainer(last.parent, recipe.epochs, patience, progress, flags)
        settings["processes"] = trainer.num_devices * trainer.num_nodes
        _check_settings(last, settings)
        # A draw of each epoch stands between those of dropout: without it all trainings change.
        drawing: dict[str, Any] = {"generator": torch.default_generator}
        trainer.fit(
            lit,
            JetLoader(train, recipe.batch_size, shuffle=True, seed=seed, shared=True, **drawing),
            JetLoader(val, 512, shared=True, **drawing),
            ckpt_path=str(last) if last.exists() else None,
        )
        best = best_checkpoint(trainer)
    weights = {k.removeprefix("tagger."): v for k, v in best["state_dict"].items()}
    tagger.load_state_dict(weights)
    return FitResult(tagger.eval(), lit.history, int(best["epoch"]))


def predict(tagger: Tagger, jets: Jets, batch_size: int = 512) -> Tensor:
    """Probability of the signal for each jet, ``(num_jets,)``; the tagger stays as it was."""
    return predict_logits(tagger, jets, batch_size).sigmoid()


def predict_logits(tagger: Tagger, jets: Jets, batch_size: int = 512) -> Tensor:
    """Logit of the signal for each jet, ``(num_jets,)``; the tagger stays as it was."""
    return torch.cat([tagger(batch) for batch in _evaluated(tagger, jets, batch_size)])


def embed(tagger: Tagger, jets: Jets, batch_size: int = 512) -> Tensor:
    """Embedding of each jet, ``(num_jets, hidden_channels)``; the tagger stays as it was."""
    return torch.cat([tagger.embed(batch) for batch in _evaluated(tagger, jets, batch_size)])


def _evaluated(tagger: Tagger, jets: Jets, batch_size: int) -> Iterator[Any]:
    """Batches, while the tagger is in evaluation mode and no gradient is recorded."""
    training = tagger.training
    tagger.eval()
    try:
        for batch in JetLoader(jets, batch_size):
            with torch.no_grad():
                yield batch
    finally:
        tagger.train(training)


def validation_auc(logits: Tensor, labels: Tensor) -> float:
    """Area under the ROC curve, without an interval; 0.5 while the logits are not finite."""
    if not logits.isfinite().all():
        return 0.5
    return float(roc_auc_score(labels.numpy(), logits.numpy()))


def _check_labels(name: str, jets: Jets) -> None:
    found = [] if jets.y is None else jets.y.unique().tolist()
    if found != [0, 1]:
        raise ValueError(f"'{name}' must have jets of both labels 0 and 1 (got labels {found})")


def _check_strategy(strategy: Any) -> None:
    if isinstance(strategy, str) and ("spawn" in strategy or "fork" in strategy):
        raise ValueError(
            f"'strategy' must be one whose processes run the whole script, such as 'ddp' (got "
            f"'{strategy}'): the tagger trained in a spawned process would be lost"
        )


def _check_settings(last: Path, settings: dict[str, Any]) -> None:
    if last.exists():
        found = torch.load(last, weights_only=True)["settings"]
        if found != settings:
            raise ValueError(
                f"'{last.parent}' must hold a run with the same settings {settings} (got {found}):"
                " choose another folder"
            )


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Lightning without its advertisements."""
    loggers = [logging.getLogger(name) for name in ("lightning.pytorch", "lightning.fabric")]
    levels = [logger.level for logger in loggers]
    try:
        with warnings.catch_warnings():
            # Batches are made by index arithmetic: workers would only copy them.
            warnings.filterwarnings("ignore", ".*does not have many workers.*")
            warnings.filterwarnings("ignore", ".*Checkpoint directory.*exists and is not empty.*")
            warnings.filterwarnings("ignore", ".*number of training batches.*logging interval.*")
            warnings.filterwarnings("ignore", ".*isinstance.treespec, LeafSpec.*")
            # Those of a normalisation that is fixed.
            warnings.filterwarnings("ignore", "Found .* in eval mode at the start of training.*")
            for logger in loggers:
                logger.setLevel(logging.ERROR)
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)

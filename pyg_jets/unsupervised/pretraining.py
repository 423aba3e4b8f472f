"""Training an encoder without labels."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

import torch
from torch.utils.data import DataLoader

from pyg_jets.jets.trees.jet_source import Jets, jets_of, sampler_of
from pyg_jets.jets.trees.jet_tree_shards import JetTreeShards
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.recipe import Recipe
from pyg_jets.training.fitting import training_mode
from pyg_jets.training.lightning_flags import check_flags, described
from pyg_jets.training.running import identity, run_training
from pyg_jets.unsupervised.autoencoder import Autoencoder
from pyg_jets.unsupervised.contrastive import Contrastive
from pyg_jets.unsupervised.masked import MaskedSplittings
from pyg_jets.unsupervised.objective import Objective
from pyg_jets.unsupervised.pretrained import Pretrained

METHODS: dict[str, type[Objective]] = {
    "autoencoder": Autoencoder,
    "masked": MaskedSplittings,
    "contrastive": Contrastive,
}
"""Ways to learn without labels, by name."""

_HELD_OUT = 10
"""One jet of so many is held out for validation, if no others are given."""


def pretrain(
    encoder: Tagger,
    jets: Any,
    method: str | Objective = "contrastive",
    *,
    val: Any = None,
    epochs: int | None = None,
    batch_size: int | None = None,
    lr: float | None = None,
    recipe: Recipe | None = None,
    seed: int = 0,
    patience: int = 10,
    directory: str | os.PathLike[str] | None = None,
    progress: bool = True,
    **flags: Any,
) -> Pretrained:
    """Train an encoder on jets without labels, and keep the epoch of the best validation loss.

    Labels are not looked at. Optimiser, learning rate, resuming and the meaning of all arguments
    are those of :func:`pyg_jets.fit`; what is not given here is the ``recipe`` of the method.
    Where jets have weights, a jet's loss counts as its weight says.

    Args:
        encoder: Any tagger; it is trained in place, but for its head.
        jets: Training jets, or what else :func:`pyg_jets.fit` takes.
        method: ``"autoencoder"``, ``"masked"`` or ``"contrastive"``; or an objective of one's own
            on this encoder, such as ``Contrastive(encoder, temperature=0.2)``.
        val: Validation jets, which choose the best epoch; one jet in ten of ``jets`` if not given.
        epochs: Epochs of the whole cycle.
        batch_size: Jets in a step.
        lr: Highest learning rate of the cycle.
        recipe: Instead of the method's.
        seed: Of the layers that the training adds, of the order of the jets and of all changes.
        patience: Epochs without a better validation loss before it stops early.
        directory: Where checkpoints are kept, see :func:`pyg_jets.fit`.
        progress: Show a progress bar.
        **flags: Lightning's own, of its ``Trainer``.

    Raises:
        TypeError: If the jets are not clustered, or Lightning has no such flag.
        ValueError: If the method is unknown or has another encoder, there are too few jets in all
            or in a batch, a weight is negative, jets with a ``transform`` would be clustered
            again, jets in many files come without ``val``, as in :func:`pyg_jets.fit`, or if a loss
            is not finite.

    Example:
        >>> from pyg_jets.taggers import RecNN
        >>> pretrain(RecNN(), [], method="autoencodr")
        Traceback (most recent call last):
        ...
        ValueError: 'method' must be one of autoencoder, masked, contrastive (got 'autoencodr')
    """
    objective = _objective(method, encoder, seed)
    check_flags(flags, directory)
    sampler = sampler_of(jets)
    if isinstance(jets, DataLoader) and batch_size is None:
        batch_size = jets.batch_size
    train, held_out = _parts(jets, val, sampler)
    given = {"epochs": epochs, "batch_size": batch_size, "lr": lr}
    chosen: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    recipe = replace(recipe or objective.recipe, **chosen)
    _check(objective, recipe, train, held_out)
    if encoder.frame is None:
        encoder.fit_scaling(train)
    objective.prepare(train)
    settings = {**asdict(recipe), "seed": seed, **identity(objective, train, held_out)}
    settings["flags"] = described(flags)
    settings["mean_weight"] = 1.0 if train.weight is None else float(train.weight.mean())
    from pyg_jets.unsupervised.lit_pretraining import LitPretraining

    training_mode(encoder)
    with _head_at_rest(encoder):
        lit = LitPretraining(objective, recipe, settings)
        best = run_training(
            lit,
            train,
            held_out,
            sampler=sampler,
            seed=seed,
            patience=patience,
            directory=directory,
            progress=progress,
            flags=flags,
        )
    if best["state_dict"] is not None:  # else a dry run, which keeps nothing
        weights = {k.removeprefix("objective."): v for k, v in best["state_dict"].items()}
        objective.load_state_dict(weights)
    objective.eval()
    objective.finish(train)
    return Pretrained(encoder, objective, lit.history, int(best["epoch"]))


def _objective(method: str | Objective, encoder: Tagger, seed: int) -> Objective:
    """The method by its name, whose own layers depend on the seed alone; an object stays."""
    if isinstance(method, Objective):
        if method.encoder is not encoder:
            raise ValueError(
                f"'method' must be an objective on this encoder (got {type(method).__name__} on "
                "another): make it of the encoder that is trained"
            )
        return method
    if method not in METHODS:
        raise ValueError(f"'method' must be one of {', '.join(METHODS)} (got '{method}')")
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return METHODS[method](encoder)


def _parts(jets: Any, val: Any, sampler: Any) -> tuple[Jets, Jets]:
    train = jets_of("jets", jets, any_order=True)
    if val is not None:
        return train, jets_of("val", val)
    if isinstance(train, JetTreeShards) or sampler is not None:
        got = "jets in many files" if sampler is None else "a loader with a sampler"
        raise ValueError(f"'val' must be given with {got} (got none): hold some jets out yourself")
    held_out = torch.arange(len(train)) % _HELD_OUT == _HELD_OUT - 1
    if len(train) < _HELD_OUT:
        raise ValueError(
            f"'jets' must be at least {_HELD_OUT} for one in ten to be held out (got "
            f"{len(train)}): give 'val'"
        )
    return train.index_select(~held_out), train.index_select(held_out)


def _check(objective: Objective, recipe: Recipe, train: Jets, val: Jets) -> None:
    if recipe.epochs < 1:
        raise ValueError(f"'epochs' must be at least 1 (got {recipe.epochs})")
    least = 2 if isinstance(objective, Contrastive) else 1
    if recipe.batch_size < least:
        raise ValueError(
            f"'batch_size' must be at least {least} with this method (got {recipe.batch_size})"
        )
    for name, jets in (("jets", train), ("val", val)):
        if len(jets) < least:
            raise ValueError(f"'{name}' must be at least {least} (got {len(jets)})")
        if jets.weight is not None and ((jets.weight < 0).any() or jets.weight.sum() == 0):
            raise ValueError(
                f"'{name}' must have no negative weights, and some above 0 (got a sum of "
                f"{float(jets.weight.sum()):g}): leave those jets out, or reweight"
            )
        if objective.changes_jets and jets.transform is not None:
            raise ValueError(
                f"'{name}' must have no 'transform', as they are clustered again and their "
                f"features made anew (got {type(jets.transform).__name__}): pretrain with "
                "method='autoencoder', or without it"
            )


@contextlib.contextmanager
def _head_at_rest(encoder: Tagger) -> Iterator[None]:
    """No gradient for a head that no loss sees: processes would wait for it."""
    trained = [p for p in encoder.head.parameters() if p.requires_grad]
    try:
        for parameter in trained:
            parameter.requires_grad_(False)
        yield
    finally:
        for parameter in trained:
            parameter.requires_grad_(True)

"""What Lightning needs to know: the step, the optimiser, what is kept. Imported when training."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import lightning
import torch
from lightning.pytorch.callbacks import EarlyStopping, ModelCheckpoint, TQDMProgressBar
from sklearn.metrics import roc_auc_score
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from pyg_jets.taggers import Tagger
from pyg_jets.taggers.recipe import Recipe
from pyg_jets.taggers.turning import turned


class LitTagger(lightning.LightningModule):
    """A tagger under training.

    Args:
        tagger: The tagger.
        recipe: How it is trained.
        settings: What a resumed run must have in common with this one; with ``mean_weight``, that
            of the training jets.
    """

    def __init__(self, tagger: Tagger, recipe: Recipe, settings: dict[str, Any]) -> None:
        super().__init__()
        self.tagger, self.recipe, self.settings = tagger, recipe, settings
        self.history: list[dict[str, float]] = []
        self._losses: list[Tensor] = []
        self._validation: list[tuple[Tensor, Tensor, Tensor]] = []

    def training_step(self, batch: Any, _: int) -> Tensor:
        """Binary cross-entropy of one batch, by the weights of the jets over their mean.

        The gradients of several processes are averaged: each counts by its number of jets.
        """
        if self.recipe.turned:
            # Of the step alone: a resumed training turns as an uninterrupted one.
            seed = self.settings["seed"] * 1_000_003 + self.global_step
            batch = turned(batch, torch.Generator().manual_seed(seed))
        logits, labels = self._logits_and_labels(batch)
        jets = self.trainer.strategy.reduce(logits.new_tensor(len(logits)), reduce_op="mean")
        # Not by the weights of the batch: a step would depend on who else is in it.
        weight = _weights(batch, logits) / self.settings.get("mean_weight", 1.0)
        loss = binary_cross_entropy_with_logits(logits, labels, weight, reduction="sum") / jets
        self._losses.append(loss.detach())
        return loss

    def validation_step(self, batch: Any, _: int) -> None:
        """Keep logits, labels and weights until the epoch ends."""
        logits, labels = self._logits_and_labels(batch)
        self._validation.append((logits.cpu(), labels.cpu(), _weights(batch, logits).cpu()))

    def on_validation_epoch_end(self) -> None:
        """AUC and loss over all validation jets, of all processes."""
        logits, labels, weight = (torch.cat(part) for part in zip(*self._gathered(), strict=True))
        self._validation.clear()
        metrics = {
            "val_loss": float(
                binary_cross_entropy_with_logits(logits, labels, weight / weight.mean())
            ),
            "val_auc": _validation_auc(logits, labels, weight),
        }
        self.log_dict(metrics, prog_bar=True, sync_dist=True)
        losses = self.trainer.strategy.reduce(torch.stack(self._losses).mean(), reduce_op="mean")
        self._losses.clear()
        self.history.append({"train_loss": float(losses), **metrics})

    def configure_optimizers(self) -> Any:
        """AdamW with a one-cycle learning rate."""
        steps = int(self.trainer.estimated_stepping_batches)
        lr, decay = self.recipe.lr, self.recipe.weight_decay
        optimizer = torch.optim.AdamW(self.tagger.parameters(), lr=lr, weight_decay=decay)
        cycle = torch.optim.lr_scheduler.OneCycleLR(optimizer, lr, total_steps=steps)
        return [optimizer], [{"scheduler": cycle, "interval": "step"}]

    def _gathered(self) -> list[tuple[Tensor, Tensor, Tensor]]:
        """What all processes have kept: their numbers of jets may differ."""
        if self.trainer.world_size == 1:
            return self._validation
        parts: list[Any] = [None] * self.trainer.world_size
        torch.distributed.all_gather_object(parts, self._validation)
        return [kept for part in parts for kept in part]

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Settings and history go with the weights."""
        checkpoint["settings"], checkpoint["history"] = self.settings, list(self.history)

    def on_load_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """The history goes on where it was."""
        self.history = list(checkpoint["history"])

    def _logits_and_labels(self, batch: Any) -> tuple[Tensor, Tensor]:
        logits = self.tagger(batch)
        return logits, batch.y.to(logits.dtype)


class _ProgressBar(TQDMProgressBar):
    """On standard error: standard output is for results."""

    def init_train_tqdm(self) -> Any:
        """The bar of an epoch."""
        with redirect_stdout(sys.stderr):
            return super().init_train_tqdm()

    def init_validation_tqdm(self) -> Any:
        """The bar of its validation."""
        with redirect_stdout(sys.stderr):
            return super().init_validation_tqdm()


def make_trainer(
    directory: Path, epochs: int, patience: int, progress: bool, flags: Mapping[str, Any]
) -> Any:
    """A Lightning trainer that keeps the best and the last epoch in ``directory``."""
    kept: dict[str, Any] = {
        "dirpath": directory,
        "save_on_train_epoch_end": True,
        "enable_version_counter": False,
    }
    callbacks: list[Any] = [
        ModelCheckpoint(filename="best", monitor="val_auc", mode="max", **kept),
        # Not ModelCheckpoint's save_last: that is written in epochs that improve alone.
        ModelCheckpoint(filename="last", **kept),
        EarlyStopping("val_auc", mode="max", patience=patience, check_on_train_epoch_end=True),
    ]
    if progress:
        callbacks.append(_ProgressBar(refresh_rate=10))
    return lightning.Trainer(
        max_epochs=epochs,
        gradient_clip_val=1.0,
        callbacks=callbacks,
        logger=False,
        enable_model_summary=False,
        enable_progress_bar=progress,
        num_sanity_val_steps=0,
        default_root_dir=directory,
        # The loaders share the jets out themselves.
        use_distributed_sampler=False,
        **{"accelerator": "auto", "devices": 1, **flags},
    )


def best_checkpoint(trainer: Any) -> dict[str, Any]:
    """What was kept of the best epoch: the first process reads, and tells the others."""
    best = None
    if trainer.is_global_zero:
        best = torch.load(trainer.checkpoint_callback.best_model_path, weights_only=True)
        best = {key: best[key] for key in ("state_dict", "epoch")}
    found: dict[str, Any] = trainer.strategy.broadcast(best)
    return found


def _weights(batch: Any, logits: Tensor) -> Tensor:
    """How much each jet of a batch counts: 1 if they have no weights."""
    return batch.weight.to(logits) if "weight" in batch else torch.ones_like(logits).detach()


def _validation_auc(logits: Tensor, labels: Tensor, weight: Tensor) -> float:
    """Area under the ROC curve, without an interval; 0.5 while the logits are not finite."""
    if not logits.isfinite().all():
        return 0.5
    return float(roc_auc_score(labels.numpy(), logits.numpy(), sample_weight=weight.numpy()))

"""What Lightning needs to know: the step, the optimiser, what is kept. Imported when training."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import lightning
import torch
from lightning.pytorch.callbacks import EarlyStopping, ModelCheckpoint, TQDMProgressBar
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from pyg_jets.taggers import Tagger
from pyg_jets.training import validation_auc


class LitTagger(lightning.LightningModule):
    """A tagger under training.

    Args:
        tagger: The tagger.
        lr: Highest learning rate of the cycle.
        steps: Steps of the whole cycle.
        settings: What a resumed run must have in common with this one.
    """

    def __init__(self, tagger: Tagger, lr: float, steps: int, settings: dict[str, Any]) -> None:
        super().__init__()
        self.tagger, self.lr, self.steps, self.settings = tagger, lr, steps, settings
        self.history: list[dict[str, float]] = []
        self._losses: list[Tensor] = []
        self._validation: list[tuple[Tensor, Tensor]] = []

    def training_step(self, batch: Any, _: int) -> Tensor:
        """Binary cross-entropy of one batch."""
        loss = binary_cross_entropy_with_logits(*self._logits_and_labels(batch))
        self._losses.append(loss.detach())
        return loss

    def validation_step(self, batch: Any, _: int) -> None:
        """Keep logits and labels until the epoch ends."""
        self._validation.append(self._logits_and_labels(batch))

    def on_validation_epoch_end(self) -> None:
        """AUC and loss over all validation jets."""
        logits, labels = (torch.cat(part).cpu() for part in zip(*self._validation, strict=True))
        self._validation.clear()
        metrics = {
            "val_loss": float(binary_cross_entropy_with_logits(logits, labels)),
            "val_auc": validation_auc(logits, labels),
        }
        self.log_dict(metrics, prog_bar=True)
        train_loss = float(torch.stack(self._losses).mean())
        self._losses.clear()
        self.history.append({"train_loss": train_loss, **metrics})

    def configure_optimizers(self) -> Any:
        """Adam with a one-cycle learning rate."""
        optimizer = torch.optim.Adam(self.tagger.parameters(), lr=self.lr)
        cycle = torch.optim.lr_scheduler.OneCycleLR(optimizer, self.lr, total_steps=self.steps)
        return [optimizer], [{"scheduler": cycle, "interval": "step"}]

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Settings and history go with the weights."""
        checkpoint["settings"], checkpoint["history"] = self.settings, list(self.history)

    def on_load_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """The history goes on where it was."""
        self.history = list(checkpoint["history"])

    def _logits_and_labels(self, batch: Any) -> tuple[Tensor, Tensor]:
        logits = self.tagger(batch)
        return logits, batch.y.to(logits.dtype)


def make_trainer(directory: Path, epochs: int, patience: int, progress: bool) -> Any:
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
        callbacks.append(TQDMProgressBar(refresh_rate=10))
    return lightning.Trainer(
        max_epochs=epochs,
        accelerator="auto",
        devices=1,
        gradient_clip_val=1.0,
        callbacks=callbacks,
        logger=False,
        enable_model_summary=False,
        enable_progress_bar=progress,
        num_sanity_val_steps=0,
        default_root_dir=directory,
    )

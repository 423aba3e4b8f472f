"""How far a training is, on standard error: standard output is for results."""

from __future__ import annotations

from typing import Any

from lightning.pytorch.callbacks import Callback

from pyg_jets.jobs.progress import Progress

_TITLES = {
    "train_loss": "training loss",
    "val_loss": "validation loss",
    "val_auc": "validation AUC",
    "val_r2": "validation R²",
}
"""What is said of an epoch, by its entry in the history."""


class EpochsShown(Callback):
    """All steps of a training as one progress, and a line for each epoch."""

    def __init__(self) -> None:
        self._progress: Progress | None = None

    def on_train_start(self, trainer: Any, pl_module: Any) -> None:  # noqa: ARG002
        """Begin, where an interrupted training was."""
        if trainer.is_global_zero:
            steps = trainer.num_training_batches * trainer.max_epochs
            done = trainer.global_step
            self._progress = Progress(steps, "steps", done=done, title="training")

    def on_train_batch_end(self, *_: Any, **__: Any) -> None:
        """Count a step."""
        if self._progress is not None:
            self._progress.add()

    def on_train_epoch_end(self, trainer: Any, pl_module: Any) -> None:
        """Say how good the epoch was."""
        if self._progress is not None:
            last = pl_module.history[-1]
            said = [f"{title} {last[key]:.4f}" for key, title in _TITLES.items() if key in last]
            epoch = f"epoch {trainer.current_epoch + 1} of {trainer.max_epochs}"
            self._progress.report(f"{epoch}: {', '.join(said)}")

    def teardown(self, *_: Any, **__: Any) -> None:
        """Leave the line of a terminal, whatever ended the training."""
        if self._progress is not None:
            self._progress.end()

"""What Lightning needs to know: the step, the optimiser, what is kept. Imported when training."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import lightning
import torch
from lightning.pytorch.callbacks import EarlyStopping, ModelCheckpoint
from torch import Tensor

from pyg_jets.taggers import Tagger
from pyg_jets.taggers.recipe import Recipe
from pyg_jets.taggers.turning import turned
from pyg_jets.training.epochs_shown import EpochsShown
from pyg_jets.training.objective import Objective, check_outputs
from pyg_jets.training.random_numbers import random_state, set_random_state


class LitTraining(lightning.LightningModule):
    """A training that goes on where it was interrupted, bit for bit; what is learnt is told below.

    Args:
        recipe: How it is trained.
        settings: What a resumed run must have in common with this one.
    """

    monitor = "val_loss"
    """The entry of ``history`` that chooses the best epoch."""

    mode = "min"
    """Whether it is to be small (``"min"``) or large (``"max"``)."""

    def __init__(self, recipe: Recipe, settings: dict[str, Any]) -> None:
        super().__init__()
        self.recipe, self.settings = recipe, settings
        self.history: list[dict[str, float]] = []
        self._losses: list[Tensor] = []
        self._random: list[dict[str, Any]] | None = None
        self._loader: Tensor | None = None

    def configure_optimizers(self) -> Any:
        """AdamW with a one-cycle learning rate."""
        steps = int(self.trainer.estimated_stepping_batches)
        lr, decay = self.recipe.lr, self.recipe.weight_decay
        optimizer = torch.optim.AdamW(self.parameters(), lr=lr, weight_decay=decay)
        cycle = torch.optim.lr_scheduler.OneCycleLR(optimizer, lr, total_steps=steps)
        return [optimizer], [{"scheduler": cycle, "interval": "step"}]

    def end_epoch(self, metrics: dict[str, float]) -> None:
        """Put an epoch's mean training loss and its validation into the history.

        Args:
            metrics: Of the validation, with that of ``monitor``.
        """
        self.log_dict(metrics, prog_bar=True, sync_dist=True)
        losses = self.trainer.strategy.reduce(torch.stack(self._losses).mean(), reduce_op="mean")
        self._losses.clear()
        self.history.append({"train_loss": float(losses), **metrics})

    def gathered(self, kept: list[Any]) -> list[Any]:
        """What all processes have kept of a validation: their numbers of jets may differ.

        Args:
            kept: What this one has.
        """
        if self.trainer.world_size == 1:
            return kept
        parts: list[Any] = [None] * self.trainer.world_size
        torch.distributed.all_gather_object(parts, kept)
        return [entry for part in parts for entry in part]

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Settings, history and the random numbers of all processes go with the weights."""
        checkpoint["settings"], checkpoint["history"] = self.settings, list(self.history)
        states: list[Any] = [random_state()]
        if self.trainer.world_size > 1:
            states *= self.trainer.world_size
            torch.distributed.all_gather_object(states, states[0])
        checkpoint["random"] = states
        generator = self._sampler_generator()
        checkpoint["loader"] = None if generator is None else generator.get_state()

    def on_load_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """History and random numbers go on where they were."""
        self.history = list(checkpoint["history"])
        self._random, self._loader = checkpoint["random"], checkpoint["loader"]

    def on_train_epoch_start(self) -> None:
        """Begin a resumed training where the interrupted one ended its epoch."""
        if self._random is not None:
            set_random_state(self._random[self.trainer.global_rank])
            # What a loader draws at the beginning of an epoch: here it did so before.
            torch.empty((), dtype=torch.int64).random_()
            self._random = None
            if self._loader is not None and (generator := self._sampler_generator()) is not None:
                generator.set_state(self._loader)

    def _sampler_generator(self) -> torch.Generator | None:
        """Of the order of the jets, where somebody gave a sampler with one of its own."""
        loader: Any = self.trainer.train_dataloader
        return getattr(loader.sampler, "generator", None)


class LitTagger(LitTraining):
    """A tagger under training.

    Args:
        tagger: The tagger.
        objective: What is minimised, and what chooses the best epoch.
        recipe: How it is trained.
        settings: What a resumed run must have in common with this one; with ``mean_weight``, that
            of the training jets.
    """

    def __init__(
        self, tagger: Tagger, objective: Objective, recipe: Recipe, settings: dict[str, Any]
    ) -> None:
        super().__init__(recipe, settings)
        self.tagger, self.objective = tagger, objective
        self.monitor, self.mode = objective.monitor, objective.mode
        self._validation: list[tuple[Tensor, Tensor, Tensor]] = []

    def training_step(self, batch: Any, _: int) -> Tensor:
        """The loss of one batch, by the weights of the jets over their mean.

        The gradients of several processes are averaged: each counts by its number of jets.
        """
        if self.recipe.turned:
            # Of the step alone: a resumed training turns as an uninterrupted one.
            seed = self.settings["seed"] * 1_000_003 + self.global_step
            batch = turned(batch, torch.Generator().manual_seed(seed))
        logits, labels = self._outputs_and_labels(batch)
        jets = self.trainer.strategy.reduce(logits.new_tensor(len(logits)), reduce_op="mean")
        # Not by the weights of the batch: a step would depend on who else is in it.
        weight = weights_of(batch, logits) / self.settings.get("mean_weight", 1.0)
        loss = self.objective.total(logits, labels, weight) / jets
        self._check_finite(loss, logits, "training")
        self._losses.append(loss.detach())
        return loss

    def validation_step(self, batch: Any, _: int) -> None:
        """Keep logits, labels and weights until the epoch ends."""
        logits, labels = self._outputs_and_labels(batch)
        self._validation.append((logits.cpu(), labels.cpu(), weights_of(batch, logits).cpu()))

    def on_validation_epoch_end(self) -> None:
        """Scores and loss over all validation jets, of all processes."""
        kept = self.gathered(self._validation)
        logits, labels, weight = (torch.cat(part) for part in zip(*kept, strict=True))
        self._validation.clear()
        loss = self.objective.total(logits, labels, weight / weight.mean()) / len(logits)
        self._check_finite(loss, logits, "validation")
        if self.trainer.sanity_checking:
            return
        scores = self.objective.scores(logits, labels, weight)
        self.end_epoch({"val_loss": float(loss), **scores})

    def _outputs_and_labels(self, batch: Any) -> tuple[Tensor, Tensor]:
        outputs: Tensor = self.tagger(batch)
        outputs = outputs.float() if outputs.element_size() < 4 else outputs
        labels = self.objective.labels(batch, outputs)
        check_outputs(self.tagger, outputs, len(labels))
        return outputs, labels

    def _check_finite(self, loss: Tensor, logits: Tensor, part: str) -> None:
        if not bool(loss.isfinite()):
            raise ValueError(
                f"the loss in {part} must be finite (got {float(loss.detach())} in epoch "
                f"{self.current_epoch}, step {self.global_step}; {int((~logits.isfinite()).sum())} "
                f"of {len(logits)} logits are not): look for odd momenta among the jets, or take a "
                "lower 'lr'"
            )


def make_trainer(
    lit: LitTraining, directory: Path, patience: int, progress: bool, flags: Mapping[str, Any]
) -> Any:
    """A Lightning trainer that keeps the best and the last epoch in ``directory``."""
    kept: dict[str, Any] = {
        "dirpath": directory,
        "save_on_train_epoch_end": True,
        "enable_version_counter": False,
    }
    given = flags.get("callbacks") or []
    callbacks: list[Any] = [
        ModelCheckpoint(filename="best", monitor=lit.monitor, mode=lit.mode, **kept),
        # Not ModelCheckpoint's save_last: that is written in epochs that improve alone.
        ModelCheckpoint(filename="last", **kept),
        EarlyStopping(lit.monitor, mode=lit.mode, patience=patience, check_on_train_epoch_end=True),
        *(given if isinstance(given, list | tuple) else [given]),
    ]
    if progress:
        callbacks.append(EpochsShown())
    ours = {
        "max_epochs": lit.recipe.epochs,
        "gradient_clip_val": 1.0,
        "logger": False,
        "enable_model_summary": False,
        "enable_progress_bar": False,  # it writes control codes into log files
        "num_sanity_val_steps": 0,
        "default_root_dir": directory,
        # The loaders share the jets out themselves.
        "use_distributed_sampler": False,
        "accelerator": "auto",
        "devices": 1,
    }
    return lightning.Trainer(**{**ours, **flags, "callbacks": callbacks})


def best_checkpoint(trainer: Any) -> dict[str, Any]:
    """What was kept of the best epoch: the first process reads, and tells the others.

    Of a dry run, which keeps nothing, no state.

    Raises:
        RuntimeError: If the training ended before its first epoch did.
    """
    best = {"state_dict": None, "epoch": 0}
    if trainer.is_global_zero and not trainer.fast_dev_run:
        path = trainer.checkpoint_callback.best_model_path
        if not path:
            raise RuntimeError("a training must end its first epoch to be kept (got none that did)")
        kept = torch.load(path, weights_only=True)
        best = {key: kept[key] for key in best}
    state: dict[str, Any] = trainer.strategy.broadcast(best)
    return state


def weights_of(batch: Any, logits: Tensor) -> Tensor:
    """How much each jet of a batch counts: 1 if they have no weights."""
    return batch.weight.to(logits) if "weight" in batch else logits.new_ones(len(logits))

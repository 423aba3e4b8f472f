"""What Lightning needs to know of a training without labels."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from pyg_jets.taggers.recipe import Recipe
from pyg_jets.training.lightning_module import LitTraining, weights_of
from pyg_jets.unsupervised.objective import Objective

_STEPS = 1_000_003
"""Seeds of the steps of one training, apart from those of the next seed."""


class LitPretraining(LitTraining):
    """An objective under training.

    Args:
        objective: Its parameters, and those of its encoder, are trained.
        recipe: How it is trained.
        settings: What a resumed run must have in common with this one.
    """

    def __init__(self, objective: Objective, recipe: Recipe, settings: dict[str, Any]) -> None:
        super().__init__(recipe, settings)
        self.objective = objective
        self._validation: list[tuple[Tensor, Tensor]] = []

    def training_step(self, batch: Any, _: int) -> Tensor:
        """Mean loss of the jets of one batch, by their weights over the mean of the sample."""
        # Of the step alone: a resumed training draws as an uninterrupted one.
        losses = self._losses_of(batch, self.settings["seed"] * _STEPS + 1 + self.global_step)
        jets = self.trainer.strategy.reduce(losses.new_tensor(len(losses)), reduce_op="mean")
        weight = weights_of(batch, losses) / self.settings["mean_weight"]
        loss: Tensor = (weight * losses).sum() / jets
        self._losses.append(loss.detach())
        return loss

    def validation_step(self, batch: Any, number: int) -> None:
        """Keep losses and weights until the epoch ends; the same draws in every epoch."""
        losses = self._losses_of(batch, -1 - number)
        self._validation.append((losses.cpu(), weights_of(batch, losses).cpu()))

    def on_validation_epoch_end(self) -> None:
        """Mean loss over all validation jets, of all processes."""
        kept = self.gathered(self._validation)
        losses, weight = (torch.cat(part) for part in zip(*kept, strict=True))
        self._validation.clear()
        if not self.trainer.sanity_checking:
            self.end_epoch({"val_loss": float((weight * losses).sum() / weight.sum())})

    def _losses_of(self, batch: Any, seed: int) -> Tensor:
        losses: Tensor = self.objective(batch, seed)
        losses = losses.float() if losses.element_size() < 4 else losses
        if not bool(losses.isfinite().all()):
            raise ValueError(
                f"the losses of the jets must be finite (got {int((~losses.isfinite()).sum())} of "
                f"{len(losses)} that are not, in epoch {self.current_epoch}, step "
                f"{self.global_step}): look for odd momenta among the jets, or take a lower 'lr'"
            )
        return losses

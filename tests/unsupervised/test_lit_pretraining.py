"""A loss that is not finite ends the training in one sentence."""

from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets import JetTreeDataset
from pyg_jets.unsupervised import Objective, pretrain
from tests.unsupervised.conftest import SHORT, encoder


class _Broken(Objective):
    def forward(self, batch: Any, seed: int) -> Tensor:
        losses = self.encoder.embed(batch).sum(1)
        return losses / 0 if seed > 2 else losses


def test_a_loss_that_is_not_finite(trees: JetTreeDataset) -> None:
    tagger = encoder()
    with pytest.raises(ValueError, match=r"losses of the jets must be finite.*epoch 0, step 2"):
        pretrain(tagger, trees, _Broken(tagger), **SHORT)


class _Seeds(Objective):
    """Keeps what it is given."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.seen: list[tuple[bool, int]] = []

    def forward(self, batch: Any, seed: int) -> Tensor:
        self.seen.append((torch.is_grad_enabled(), seed))
        return self.encoder.embed(batch).square().sum(1)


def test_seeds_of_steps_are_new_and_those_of_validation_are_not(trees: JetTreeDataset) -> None:
    tagger = encoder()
    objective = _Seeds(tagger)
    pretrain(tagger, trees, objective, **SHORT)
    training = [seed for trains, seed in objective.seen if trains]
    validation = [seed for trains, seed in objective.seen if not trains]
    assert len(training) == len(set(training)) == 3 * 6
    assert validation == [-1] * 3

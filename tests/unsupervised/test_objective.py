"""The score is the mean over splittings; a newcomer must say what it does."""

from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets.unsupervised import Objective
from tests.unsupervised.conftest import encoder


class _Levels(Objective):
    def splitting_losses(self, batch: Any) -> Tensor:
        losses: Tensor = batch.level.double()
        return losses


def test_score_is_the_mean_of_the_splittings(batch: Any) -> None:
    scores = _Levels(encoder()).score(batch)
    for jet, tree in enumerate(batch.to_data_list()):
        inner = tree.level[tree.level > 0].double()
        expected = inner.mean() if len(inner) else torch.tensor(0.0).double()
        torch.testing.assert_close(scores[jet], expected)


def test_a_newcomer_must_say_what_it_does(batch: Any) -> None:
    objective = Objective(encoder())
    with pytest.raises(NotImplementedError, match="Objective must define 'forward'"):
        objective(batch, 0)
    with pytest.raises(NotImplementedError, match="must define 'splitting_losses'"):
        objective.splitting_losses(batch)

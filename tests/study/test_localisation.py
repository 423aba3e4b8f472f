"""Kinematics finds the W, chance does not."""

import torch

from pyg_jets.study import localise
from pyg_jets.study.task import task_jets
from pyg_jets.taggers import RecNN


def test_choices_on_w_jets() -> None:
    train, _, test = task_jets("w-qcd", jets=300)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        tagger = RecNN(hidden_channels=8)
    tagger.fit_scaling(train)
    decays = test[test.y == 1]
    found = localise({"small": tagger}, train, decays, seed=1)
    assert next(iter(found)) == "largest change of the mass direction, small"
    assert found["largest kt"].everywhere.value > 0.85
    assert found["largest mass drop"].primary.value > 0.85
    assert found["smallest kt"].everywhere.value < 0.05
    assert found["random"].everywhere.value < 0.15
    assert {each.primary.total for each in found.values()} == {found["random"].everywhere.total}
    assert found == localise({"small": tagger}, train, decays, seed=1)

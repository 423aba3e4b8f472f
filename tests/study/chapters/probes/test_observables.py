"""The targets of the probes are the paper's; ratios over nothing are not defined."""

import torch

from pyg_jets import Constituents
from pyg_jets.datasets import sample
from pyg_jets.observables import jet_mass
from pyg_jets.study.chapters.probes.observables import observables_of
from pyg_jets.study.published import PROBE_R2


def test_names_are_those_of_table_1() -> None:
    jets = sample("w")[:30]
    targets = observables_of(jets)
    assert list(targets) == list(PROBE_R2)
    ratio = targets["tau_2"] / targets["tau_1"]
    torch.testing.assert_close(targets["tau_21"], ratio)
    # The angularity (1, 2) of a narrow jet grows with the square of its mass.
    together = torch.stack((targets["mass"], jet_mass(jets) ** 2))
    assert torch.corrcoef(together)[0, 1] > 0.8


def test_a_ratio_over_nothing_is_not_defined() -> None:
    one = Constituents([[10.0, 0.0, 0.0, 10.0]], [0, 1])
    targets = observables_of(one)
    assert targets["tau_1"].tolist() == [0.0]
    assert targets["tau_21"].isnan().all()
    assert targets["tau_32"].isnan().all()

"""Three columns by their observables."""

import torch

from pyg_jets import Constituents, cluster, observables
from pyg_jets.probing import raw_features


def test_columns(toy_jets: Constituents) -> None:
    raw = raw_features(toy_jets)
    assert torch.equal(raw[:, 0], observables.multiplicity(toy_jets))
    assert torch.equal(raw[:, 2], observables.jet_mass(toy_jets))
    for jet, row in zip(toy_jets, raw, strict=True):
        px, py = jet.p4.sum(0)[:2]
        torch.testing.assert_close(row[1], torch.hypot(px, py))
    assert torch.equal(raw_features(cluster(toy_jets)), raw)

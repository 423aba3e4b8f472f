"""Shares of the quarks' pt, against the constituents below every node looked at one by one."""

import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.datasets import sample
from pyg_jets.evaluation.truth.quark_shares import partons_of, quark_shares
from pyg_jets.jets.kinematics import delta_r, pt


@pytest.mark.parametrize(("kind", "quarks"), [("w", 2), ("top", 3)])
def test_agrees_with_a_slow_sum(kind: str, quarks: int) -> None:
    jets = cluster(sample(kind)[7:8])
    batch, partons = jets.batch(), partons_of(jets)
    p4 = batch.p4[batch.is_leaf]
    distances = torch.stack([delta_r(p4, quark) for quark in partons.p4])
    owner = distances.argmin(0)
    below = {leaf: {leaf} for leaf in range(len(p4))}
    for child, parent in batch.edge_index.t().tolist():
        below[parent] = below.get(parent, set()) | below[child]
    found = quark_shares(jets, quarks)
    for node, inside in below.items():
        for quark in range(quarks):
            of_quark = owner == quark
            here = of_quark & torch.tensor([leaf in inside for leaf in range(len(p4))])
            expected = pt(p4[here]).sum() / pt(p4[of_quark]).sum()
            torch.testing.assert_close(found[node, quark], expected)


def test_partons_are_needed(toy_jets: Constituents) -> None:
    with pytest.raises(ValueError, match=r"must have the column 'partons' \(got none\)"):
        partons_of(cluster(toy_jets))

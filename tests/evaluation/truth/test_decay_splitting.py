"""The splitting that parts two quarks, by hand, by a slow search, and by the W's mass."""

import pytest
import torch
from torch import Tensor

from pyg_jets import Constituents, cluster
from pyg_jets.datasets import sample
from pyg_jets.evaluation.truth.decay import decay_truth
from pyg_jets.jets.constituents import Partons
from pyg_jets.jets.kinematics import delta_r, mass, pt


def _p4(*particles: tuple[float, float, float]) -> Tensor:
    """Massless particles from (pt, rapidity, phi)."""
    pt, y, phi = torch.tensor(particles, dtype=torch.float64).t()
    return torch.stack((pt * phi.cos(), pt * phi.sin(), pt * y.sinh(), pt * y.cosh()), 1)


LEFT, RIGHT = (100.0, -0.2, 0.0), (80.0, 0.2, 0.0)


def _jet(*particles: tuple[float, float, float]) -> Constituents:
    """A jet of the decay into LEFT and RIGHT."""
    p4, quarks = _p4(*particles), _p4(LEFT, RIGHT)
    kinds = torch.tensor([1, -2], dtype=torch.int32)
    partons = Partons(quarks, torch.tensor([0, 2]), kinds, torch.full_like(kinds, -23))
    return Constituents(p4, [0, len(p4)], partons=partons)


def test_soft_radiation_is_passed_over() -> None:
    # Two particles a quark, and a soft one far away: nodes 5 = 0 + 1 (0.05 apart), 6 = 2 + 3
    # (0.06), 7 = 5 + 6 parts the quarks, 8 = 7 + 4 is the root.
    left, right = [(60.0, -0.2, 0.0), (40.0, -0.15, 0.0)], [(50.0, 0.2, 0.0), (30.0, 0.26, 0.0)]
    jets = cluster(_jet(*left, *right, (2.0, 0.3, 0.7)))
    assert decay_truth(jets).w.tolist() == [7]


def test_there_is_none_where_a_quark_is_lost_or_breaks_up_first() -> None:
    assert decay_truth(cluster(_jet(LEFT, (5.0, -0.1, 0.0)))).w.tolist() == [-1]
    assert decay_truth(cluster(_jet(LEFT))).w.tolist() == [-1]
    # RIGHT's pt is in three equal parts far apart, none of which is more than half.
    thirds = [(30.0, 0.2, 0.6), (30.0, 0.2, -0.6), (30.0, 0.8, 0.0)]
    assert decay_truth(cluster(_jet(LEFT, *thirds))).w.tolist() == [-1]


def _slow(jets: Constituents) -> int:
    """All splittings of one jet, their constituents looked at one by one."""
    tree = cluster(jets)[0]
    assert jets.partons is not None
    below: dict[int, set[int]] = {i: {i} for i in range(len(jets.p4))}
    children: dict[int, list[int]] = {}
    for child, parent in tree.edge_index.t().tolist():
        children.setdefault(parent, []).append(child)
    owned: list[set[int]] = [set(), set()]
    for i, particle in enumerate(jets.p4):
        distances = [float(delta_r(particle, quark)) for quark in jets.partons.p4]
        owned[distances.index(min(distances))].add(i)

    def holds(node: int, quark: int) -> bool:
        inside = sum(float(pt(jets.p4[i])) for i in owned[quark] & below[node])
        return inside > 0.5 * sum(float(pt(jets.p4[i])) for i in owned[quark])

    found = []
    for node, (a, b) in sorted(children.items()):
        below[node] = below[a] | below[b]
        if (holds(a, 0) and holds(b, 1)) or (holds(a, 1) and holds(b, 0)):
            found.append(node)
    assert len(found) <= 1
    return found[0] if found else -1


def test_agrees_with_a_slow_search_and_gives_the_mass_of_the_w() -> None:
    jets = sample("w")[:40]
    rows = decay_truth(cluster(jets)).w
    batch = cluster(jets).batch()
    first = batch.ptr[:-1]
    expected = torch.tensor([_slow(jet) for jet in jets])
    assert torch.equal(rows, torch.where(expected < 0, -1, expected + first))
    known = rows[rows >= 0]
    assert len(known) >= 35
    assert mass(batch.p4[known]).median() == pytest.approx(80.4, abs=4.0)


def test_bad_input() -> None:
    jets = sample("w")[:2]
    jets.partons = None
    with pytest.raises(ValueError, match="must have the column 'partons'"):
        decay_truth(cluster(jets))

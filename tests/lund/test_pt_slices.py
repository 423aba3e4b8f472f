"""Every jet is in the slice of its pt."""

import pytest

from pyg_jets import Constituents, cluster
from pyg_jets.datasets import sample
from pyg_jets.lund import jet_pt, pt_slices


def test_every_jet_of_the_sample_is_in_one_slice() -> None:
    jets = cluster(sample("top")[:300])
    slices = pt_slices(jets)
    assert list(slices) == [(500, 550), (550, 600), (600, 650), (650, 700)]
    assert sum(map(len, slices.values())) == 300
    for (low, high), some in slices.items():
        values = jet_pt(some)
        assert len(some) > 10
        assert ((values >= low) & (values < high)).all()


def test_jets_outside_are_left_out_and_the_lower_border_belongs() -> None:
    p4 = [[k, 0.0, 0.0, k] for k in (1.0, 2.0, 3.0)]
    jets = cluster(Constituents(p4, [0, 1, 2, 3]))
    assert jet_pt(jets).tolist() == [1, 2, 3]
    slices = pt_slices(jets, (2, 3))
    assert [len(some) for some in slices.values()] == [1]
    assert repr(*slices) == "(2.0, 3.0)"


@pytest.mark.parametrize("edges", [(500,), (500, 500), (600, 500), (500, 700, 600)])
def test_borders_must_ascend(edges: tuple[float, ...], toy_jets: Constituents) -> None:
    with pytest.raises(ValueError, match=r"at least two ascending numbers \(got \["):
        pt_slices(cluster(toy_jets), edges)

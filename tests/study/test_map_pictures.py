"""Maps, slices and differences hold what they should, and say it in their captions."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from pyg_jets import JetTreeDataset, LundPlane, cluster, lund_coordinates
from pyg_jets.datasets import sample
from pyg_jets.lund import map_difference
from pyg_jets.study import difference_picture, map_picture, slice_picture, slice_planes


@pytest.fixture(scope="module")
def jets() -> JetTreeDataset:
    return cluster(sample("w")[:200])


@pytest.fixture(scope="module")
def values(jets: JetTreeDataset) -> Tensor:
    return torch.rand(jets.batch().num_nodes, generator=torch.Generator().manual_seed(0))


def _drawn(ax: Any) -> np.ma.MaskedArray:
    return np.ma.asarray(ax.collections[0].get_array())


def test_a_map_with_what_belongs_to_it(jets: JetTreeDataset, values: Tensor) -> None:
    picture = map_picture(values, jets, "name", "draws, W jets", resamples=20)
    plane = LundPlane().fill(lund_coordinates(jets), values)
    axes = picture.figure.axes[:4]
    titles = ["mean", "bootstrap error", "splittings", "Lund density"]
    assert [ax.get_title() for ax in axes] == titles
    for ax, expected in zip(axes, (plane.mean, None, plane.count, plane.density), strict=True):
        if expected is not None:
            there = plane.count.T > 0
            np.testing.assert_allclose(_drawn(ax)[there], expected.T[there])
            assert np.ma.getmaskarray(_drawn(ax))[~there].all()
    assert (_drawn(axes[1]).compressed() > 0).all()
    assert "200 jets;" in picture.caption
    assert axes[0].collections[0].get_cmap().name == "viridis"


def test_signed_values_are_white_at_zero(jets: JetTreeDataset, values: Tensor) -> None:
    picture = map_picture(
        values - 0.5, jets, "name", "draws", part="secondary", root=False, resamples=2
    )
    low, high = picture.figure.axes[0].collections[0].get_clim()
    assert -low == high > 0
    assert "the secondary splittings" in picture.caption
    assert "without the last clustering step" in picture.caption
    count = _drawn(picture.figure.axes[2]).sum()
    assert count < len(lund_coordinates(jets).part("secondary")) + 1


def test_slices_make_the_whole(jets: JetTreeDataset, values: Tensor) -> None:
    for part in ("all", "primary"):
        planes = slice_planes(values, jets, part=part, root=False)
        first, *others = planes.values()
        total = sum(others, first)
        where = lund_coordinates(jets).part(part, root=False)
        whole = LundPlane().fill(where, values)
        np.testing.assert_array_equal(total.count, whole.count)
        np.testing.assert_allclose(total.mean.filled(0), whole.mean.filled(0), atol=1e-7)
        assert total.num_jets == 200
    empty = slice_planes(values, jets, (100, 200, 900))
    assert [plane.num_jets for plane in empty.values()] == [0, 200]


def test_slices_as_a_figure(jets: JetTreeDataset, values: Tensor) -> None:
    picture = slice_picture(values, jets, "slices", "draws", (500, 600, 700))
    titles = [ax.get_title() for ax in picture.figure.axes if ax.get_title()]
    assert [title.split(" (")[0] for title in titles] == [
        f"{part}, {slice_} GeV"
        for part in ("all", "primary", "secondary")
        for slice_ in ("500 to 600", "600 to 700")
    ]
    limits = {ax.collections[0].get_clim() for ax in picture.figure.axes[:6]}
    assert len(limits) == 1
    nothing = slice_picture(values, jets, "slices", "draws", (1, 2))
    assert nothing.figure.axes[0].collections[0].get_clim() == (0, 1)


def test_a_difference_says_what_noise_would_do(jets: JetTreeDataset, values: Tensor) -> None:
    one, other = jets[:100], jets[100:]
    number = one.batch().num_nodes
    sides = (one, values[:number]), (other, values[number:])
    found = map_difference(LundPlane(bins=(6, 6)), *sides, permutations=9)
    picture = difference_picture(found, "difference", "one minus other")
    left, right = picture.figure.axes[:2]
    (point,) = right.lines
    assert (point.get_xdata(), point.get_ydata()) == tuple(
        [place] for place in found.look_elsewhere.place
    )
    for ax, drawn in ((left, found.difference.value), (right, found.difference.significance)):
        np.testing.assert_array_equal(_drawn(ax).filled(9), drawn.T.filled(9))
    assert str(found) in picture.caption

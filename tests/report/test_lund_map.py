"""A map's data are the plane's."""

import numpy as np
import pytest
import torch

from pyg_jets import Constituents, LundPlane, cluster, lund_coordinates
from pyg_jets.plotting import mass_line
from pyg_jets.report import LundMap


def _plane(jets: Constituents, bins: tuple[int, int] = (4, 3)) -> LundPlane:
    coordinates = lund_coordinates(cluster(jets))
    plane = LundPlane(bins, ((-1.0, 5.0), (-4.0, 5.0)))
    return plane.fill(coordinates, torch.arange(len(coordinates)).double())


def test_filled_bins_carry_the_planes_numbers(toy_jets: Constituents) -> None:
    plane = _plane(toy_jets)
    data = LundMap("a", "W jets", "RecNN", "saliency", plane, null=plane).json()
    assert (data["x"], data["y"]) == ([4, -1.0, 5.0], [3, -4.0, 5.0])
    counts = np.zeros(12)
    counts[data["bin"]] = data["count"]
    np.testing.assert_array_equal(counts.reshape(4, 3), plane.count)
    filled = plane.count > 0
    assert 0 < filled.sum() < 12
    np.testing.assert_allclose(data["mean"], plane.mean[filled], rtol=1e-3)
    assert data["null"] == data["mean"]
    alone = plane.count[filled] == 1
    assert [error is None for error in data["error"]] == alone.tolist()


def test_counts_are_exact(toy_jets: Constituents) -> None:
    coordinates = lund_coordinates(cluster(toy_jets))
    plane = LundPlane((1, 1), ((-1.0, 50.0), (-50.0, 50.0)))
    for _ in range(300):
        plane.fill(coordinates)
    (count,) = LundMap("a", "W jets", "RecNN", "saliency", plane).json()["count"]
    assert count == plane.count[0, 0] > 10_000


def test_no_null_no_line(toy_jets: Constituents) -> None:
    data = LundMap("a", "W jets", "RecNN", "saliency", _plane(toy_jets)).json()
    assert "null" not in data
    assert data["line"] is None


def test_bins_of_few_splittings_keep_their_numbers(toy_jets: Constituents) -> None:
    plane = _plane(toy_jets)
    data = LundMap("a", "W jets", "RecNN", "saliency", plane).json()
    assert data["least"] == 10
    assert min(data["count"]) < 10
    assert len(data["mean"]) == (plane.count > 0).sum()
    assert LundMap("a", "W jets", "RecNN", "saliency", plane, least=3).json()["least"] == 3


def test_the_line_of_a_resonance_is_that_of_the_slice(toy_jets: Constituents) -> None:
    plane = _plane(toy_jets)
    line = LundMap("a", "W", "R", "s", plane, pt_slice=(500.0, 550.0), mass=80.4).json()["line"]
    x, y = mass_line(80.4, 525.0)
    np.testing.assert_allclose(line["x"], x[::3], rtol=1e-3)
    np.testing.assert_allclose(line["y"], y[::3], rtol=1e-3)


def test_a_null_of_other_bins_is_refused(toy_jets: Constituents) -> None:
    plane, other = _plane(toy_jets), _plane(toy_jets, (5, 3))
    with pytest.raises(ValueError, match=r"null of the map 'saliency' .* \(got 5 bins from -1 to"):
        LundMap("a", "W jets", "RecNN", "saliency", plane, null=other).json()

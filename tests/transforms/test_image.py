"""Images by hand, constituent by constituent, and what must not matter."""

import math
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torch_geometric.data import Batch
from torch_geometric.loader import DataLoader

from pyg_jets import Constituents, cluster
from pyg_jets.jets import kinematics
from pyg_jets.transforms import Image
from pyg_jets.transforms.image import pixelated

FIELDS = ("image", "pixel", "intensity")


def _massless(rows: list[tuple[float, float, float]]) -> list[list[float]]:
    """Momenta from (pt, rapidity, azimuth)."""
    return [
        [pt * math.cos(phi), pt * math.sin(phi), pt * math.sinh(y), pt * math.cosh(y)]
        for pt, y, phi in rows
    ]


def test_by_hand() -> None:
    # The centroid is at azimuth pi and rapidity 0.7; the heavier half is to be up.
    pi = math.pi
    p4 = _massless([(2.0, 0.7, 0.24 - pi), (2.0, 0.7, 0.48 - pi), (12.0, 0.7, pi - 0.12)])
    tree = Image(pixels=5, width=1.0)(cluster(Constituents(p4, [0, 3]))[0])
    torch.testing.assert_close(tree.intensity, torch.tensor([0.125, 0.125, 0.75, 0.0, 0.0]))
    assert tree.pixel.tolist() == [1 * 5 + 2, 0 * 5 + 2, 3 * 5 + 2, 25, 25]
    expected = torch.zeros(5, 5)
    expected[[1, 0, 3], 2] = torch.tensor([0.125, 0.125, 0.75])
    torch.testing.assert_close(tree.image, expected.view(1, 1, 5, 5))


def _slow(p4: Tensor, pixels: int, width: float) -> Tensor:
    """One jet."""
    pt = kinematics.pt(p4).numpy()
    z = pt / pt.sum()
    axis = p4.sum(0)
    y = (kinematics.rapidity(p4) - kinematics.rapidity(axis)).numpy()
    phi = np.array([math.remainder(float(a), 2 * math.pi) for a in kinematics.phi(p4) - 3.3])
    points = np.column_stack((y - z @ y, phi - z @ phi))
    _, axes = np.linalg.eigh(np.einsum("i,ij,ik->jk", z, points, points))
    image = torch.zeros(pixels, pixels, dtype=torch.float64)
    right, up = points @ axes[:, 0], points @ axes[:, 1]
    for coordinate in (right, up):
        if z[coordinate < 0].sum() > z[coordinate > 0].sum():
            coordinate[:] = -coordinate
    for share, a, b in zip(z, right, up, strict=True):
        column, row = (math.floor((value + width / 2) / width * pixels) for value in (a, b))
        if 0 <= column < pixels and 0 <= row < pixels:
            image[row, column] += share
    return image.float()


@pytest.mark.parametrize(("pixels", "width"), [(37, 1.6), (9, 0.5)])
def test_constituent_by_constituent(pixels: int, width: float, toy_jets: Constituents) -> None:
    batch = Image(pixels, width)(cluster(toy_jets).batch())
    assert batch.image.shape == (7, 1, pixels, pixels)
    assert batch.image.dtype == torch.float32
    for jet, image in zip(toy_jets, batch.image, strict=True):
        torch.testing.assert_close(image[0], _slow(jet.p4, pixels, width))
    sums = batch.image.sum((1, 2, 3))
    assert (sums < 1 + 1e-6).all()
    assert (sums > 1 - 1e-6).all() == (width > 1)


def test_one_particle_is_in_the_middle(toy_jets: Constituents) -> None:
    tree = Image()(cluster(toy_jets)[0])
    assert tree.pixel.tolist() == [18 * 37 + 18]
    assert tree.image.sum() == tree.image[0, 0, 18, 18] == 1


def test_what_lies_outside_is_left_out() -> None:
    p4 = _massless([(10.0, 1.0, 0.0), (10.0, -1.0, 0.0)])
    tree = Image()(cluster(Constituents(p4, [0, 2]))[0])
    assert tree.pixel.tolist() == [37**2] * 3
    assert (tree.image == 0).all()
    assert tree.intensity.tolist() == [0.5, 0.5, 0.0]


def test_along_the_beam_it_weighs_nothing() -> None:
    p4 = [*_massless([(10.0, 0.1, 0.0), (5.0, -0.1, 0.3)]), [0.0, 0.0, 7.0, 7.0]]
    tree = Image()(cluster(Constituents(p4, [0, 3]))[0])
    assert tree.image.sum() == pytest.approx(1)
    assert tree.pixel[2] == 37**2


def test_pixels_lead_back_to_constituents(toy_jets: Constituents) -> None:
    batch = Image()(cluster(toy_jets).batch())
    merges = ~batch.is_leaf
    assert (batch.pixel[merges] == 37**2).all()
    assert (batch.intensity[merges] == 0).all()
    assert torch.equal(pixelated(batch.intensity, batch, 37), batch.image)
    counts = pixelated(torch.ones(batch.num_nodes), batch, 37).sum((1, 2, 3))
    assert counts.tolist() == toy_jets.ptr.diff().tolist()


def test_one_tree_a_batch_and_pygs_collation_agree(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    transform = Image(pixels=15)
    together = transform(trees.batch())
    collated = Batch.from_data_list([transform(tree) for tree in trees])
    for field in FIELDS:
        assert torch.equal(together[field], collated[field])
        assert torch.equal(together[3][field], transform(trees[3])[field])
    trees.transform = transform
    loaded: Any = next(iter(DataLoader(trees, batch_size=7)))
    assert torch.equal(loaded.image, together.image)


def test_what_was_given_stays_as_it_was(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    Image()(batch)
    assert not set(FIELDS) & set(batch.keys())


def test_rotation_about_the_beam_and_boost_do_not_matter(
    toy_jets: Constituents, moved_jets: Constituents
) -> None:
    expected = Image()(cluster(toy_jets).batch()).image
    torch.testing.assert_close(Image()(cluster(moved_jets).batch()).image, expected)


def test_reflection_does_not_matter(toy_jets: Constituents, mirrored_jets: Constituents) -> None:
    expected = Image()(cluster(toy_jets).batch()).image
    torch.testing.assert_close(Image()(cluster(mirrored_jets).batch()).image, expected)


def test_options_are_checked() -> None:
    with pytest.raises(ValueError, match=r"'pixels' must be at least 1 \(got 0\)"):
        Image(pixels=0)
    for width in (0.0, math.nan):
        with pytest.raises(ValueError, match=r"'width' must be positive \(got"):
            Image(width=width)


def test_representation() -> None:
    assert repr(Image()) == "Image(pixels=37, width=1.6)"

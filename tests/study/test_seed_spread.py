"""Trainings that differ by chance alone spread as the error says; others spread more."""

import numpy as np
import pytest

from pyg_jets.lund import LundPlane
from pyg_jets.study.seed_spread import seed_spread, seed_spread_picture


def _planes(shift: float, number: int = 8, seed: int = 0) -> list[LundPlane]:
    draw = np.random.default_rng(seed)
    planes = []
    for k in range(number):
        plane = LundPlane(bins=(6, 3))
        x, y = draw.uniform(0, 6, 4000), draw.uniform(-3, 3, 4000)
        values = draw.normal(1 + shift * (k % 2), 0.3, 4000)
        plane.histogram.fill(x, y, sample=values)
        planes.append(plane)
    return planes


def test_chance_alone_is_the_error() -> None:
    spread, ratio = seed_spread(_planes(0.0))
    assert ratio == pytest.approx(1.0, abs=0.2)
    filled = ~np.ma.getmaskarray(spread)
    assert filled[:, :2].all()
    assert not filled[:, 2].any()  # nothing lies above kt = e^3


def test_three_trainings_that_differ_by_chance() -> None:
    ratios = [seed_spread(_planes(0.0, 3, seed))[1] for seed in range(40)]
    assert np.mean(ratios) == pytest.approx(np.log(2) ** 0.5, abs=0.05)


def test_trainings_that_differ() -> None:
    spread, ratio = seed_spread(_planes(0.5))
    assert ratio > 5
    assert spread.mean() == pytest.approx(0.5 * np.std([0, 1] * 4, ddof=1), rel=0.1)


def test_bins_with_few_splittings_are_left_out() -> None:
    nearly_empty = LundPlane(bins=(6, 3))
    nearly_empty.histogram.fill([1.0], [1.0], sample=[1.0])
    spread, ratio = seed_spread([nearly_empty, nearly_empty])
    assert spread.mask.all()
    assert np.isnan(ratio)


def test_the_picture_says_how_many_trainings() -> None:
    kinds = {"w": _planes(0.0), "qcd": _planes(0.5)}
    picture = seed_spread_picture({"w-qcd": kinds})
    assert "8 trainings" in picture.caption
    qcd, w = picture.figure.axes[:2]
    assert qcd.get_title().startswith("QCD jets in w-qcd (")
    assert "(1." in w.get_title() or "(0." in w.get_title()


def test_one_training_has_no_spread() -> None:
    with pytest.raises(ValueError, match=r"two trainings or more \(got 1\)"):
        seed_spread(_planes(0.0, 1))

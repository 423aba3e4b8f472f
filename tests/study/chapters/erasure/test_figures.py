"""A point for each observable, with its intervals."""

import pytest

from pyg_jets.study.chapters.erasure.figures import cost_picture
from pyg_jets.study.chapters.erasure.measure import Erasure


def test_points_lie_where_the_numbers_are(erased: Erasure) -> None:
    picture = cost_picture({"w-qcd": erased, "again": erased})
    assert picture.name == "erasure-cost"
    axes = picture.figure.axes
    assert [ax.get_title() for ax in axes] == ["w-qcd", "again"]
    points = [bar.lines[0].get_xydata()[0] for bar in axes[0].containers]  # type: ignore[attr-defined]
    single = erased.costs[:-1]
    assert len(points) == len(single)
    for (x, y), cost in zip(points, single, strict=True):
        assert x == pytest.approx(cost.linear[cost.erased[0]].before.value)
        assert y == pytest.approx(cost.cost.value)

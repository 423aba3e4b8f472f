"""Every margin of maps with three bins of ten entries, by hand."""

import math

import pytest

from pyg_jets.lund import LundPlane
from pyg_jets.study.chapters.claims import map_margins as margins
from tests.study.chapters.claims.planes import SOFT, WIDE_HARD, plane_of, three

TASKS = {
    "w-qcd": {"w": three(6, 2, 1), "qcd": three(2, 3, 1)},  # means 3 and 2
    "top-qcd": {"top": three(1, 1, 4), "qcd": three(1, 1, 1)},  # 2 and 1
    "quark-gluon": {"quark": three(4, 1, 1), "gluon": three(1, 4, 1)},  # 2 and 2
}
SLOPES = {"top": 105 / 97 / 2, "quark": -142.5 / 97 / 2, "gluon": 37.5 / 97 / 2}
"""Of (S - mean) at ln 1/Delta = 0.9, 2.5, 3.1 against it, over the map's mean."""


@pytest.mark.parametrize(
    ("margin", "value"),
    [
        (margins.w_above_others, 2.5 - 2),
        (margins.w_diagonal, (2.5 - 1) / 2),
        (margins.top_decrease, -SLOPES["top"]),
        (margins.top_below_w_hard_collinear, (2 / 3 + 3 / 2) / 2 - (1 / 2 + 1) / 2),
        (margins.quark_gluon_large_angles, (1 - 2.5) / 2),
        (margins.gluon_hard_collinear, (4 - 1) / 2),
        (margins.gluon_above_quark_hard_collinear, (4 - 1) / 2 - (1 - 2.5) / 2),
        (margins.quark_gluon_flat, SLOPES["quark"] + 0.05),
        (
            margins.quark_gluon_flatter_than_top,
            (SLOPES["quark"] + SLOPES["gluon"]) / 2 - SLOPES["top"] / 2,
        ),
    ],
)
def test_margin(margin: margins.MapMargin, value: float) -> None:
    assert margin(TASKS) == pytest.approx(value)


def test_hot_spot() -> None:
    qcd = plane_of((1.9, 3.45, 3, 10), (2.9, 3.45, 1, 10), (*SOFT, 2, 20))
    tasks = {"w-qcd": {"w": three(1, 2, 3), "qcd": qcd}}
    assert margins.qcd_hot_spot(tasks) == pytest.approx((3 - 1) / 2)


def test_mass_regions() -> None:
    at_top_mass = (0.5, 4.65)  # 165 GeV, the softer side with 0.29 of the pt
    top = plane_of((*at_top_mass, 5, 10), (*WIDE_HARD, 3, 10), (*SOFT, 1, 10))
    w = plane_of((*at_top_mass, 3, 10), (*WIDE_HARD, 8, 10), (*SOFT, 1, 10))  # 92 GeV
    tasks = {"top-qcd": {"top": top, "qcd": w}, "w-qcd": {"w": w, "qcd": top}}
    assert margins.top_mass_region(tasks) == pytest.approx((5 - 2) / 3)
    assert margins.w_mass_above_top_mass(tasks) == pytest.approx((8 - 2) / 4 - (5 - 2) / 3)


def test_the_less_favourable_class_counts_and_none_hides() -> None:
    tasks = {"w-qcd": {"w": LundPlane(), "qcd": three(2, 3, 1)}}
    assert math.isnan(margins.w_diagonal(tasks))
    empty = {**TASKS, "top-qcd": {"top": LundPlane(), "qcd": three(1, 1, 1)}}
    assert math.isnan(margins.w_above_others(empty))

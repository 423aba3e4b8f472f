"""Figures of maps: titles, ranges, spread over trainings."""

import numpy as np

from pyg_jets.lund import LundPlane
from pyg_jets.plotting import W_MASS
from pyg_jets.study.chapters.maps.figures import map_pictures, saliency_panel, seed_spread_picture
from pyg_jets.study.tasks import tasks_by_name


def test_panel_knows_its_resonance_and_its_limit() -> None:
    panel = saliency_panel("W jets in W/QCD", LundPlane(), 2.0, W_MASS)
    assert (panel.mass, panel.limit, panel.quantity) == (W_MASS, 2.0, "mean")
    panel = saliency_panel("QCD jets in W/QCD", LundPlane(), None)
    assert (panel.mass, panel.quantity) == (None, "count")


def test_the_background_stands_above_the_signal_and_figure_3_has_one_range() -> None:
    kinds = {(kind, root): LundPlane() for kind in ("top", "qcd") for root in (True, False)}
    first, without, third, counts = map_pictures(
        {"top-qcd": kinds}, tasks_by_name(["top-qcd"]), trainings=3
    )
    names = ["figure-1", "figure-1-without-root", "figure-3", "counts"]
    assert [picture.name for picture in (first, without, third, counts)] == names
    assert "of 3 trainings" in first.caption
    titles = [ax.get_title() for ax in first.figure.axes if ax.get_title()]
    assert titles == ["QCD jets in Top/QCD", "Top jets in Top/QCD"]


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


def test_the_picture_says_how_many_trainings() -> None:
    kinds = {"w": _planes(0.0), "qcd": _planes(0.5)}
    picture = seed_spread_picture({"w-qcd": kinds}, tasks_by_name(["w-qcd"]))
    assert "8 trainings" in picture.caption
    qcd, w = picture.figure.axes[:2]
    assert qcd.get_title().startswith("QCD jets in w-qcd (")
    assert "(1." in w.get_title() or "(0." in w.get_title()

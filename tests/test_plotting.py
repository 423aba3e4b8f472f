"""Figures hold what they should: the lines' places, limits, colours that clip."""

from pathlib import Path

import numpy as np
import pytest
import torch

from pyg_jets.lund import LundCoordinates, LundPlane
from pyg_jets.metrics import Estimate, calibration
from pyg_jets.plotting import (
    Curve,
    HeatMap,
    Panel,
    Series,
    colour_limit,
    heat_figure,
    lund_figure,
    mass_line,
    reliability_figure,
    roc_figure,
    score_figure,
)


def _plane() -> LundPlane:
    x, y = torch.tensor([1.0, 1.0, 3.0]), torch.tensor([0.5, 0.5, 2.0])
    node = torch.arange(3)
    flag = torch.zeros(3, dtype=torch.bool)
    coordinates = LundCoordinates(x, y, x, x, x, node, flag, flag, num_nodes=6, num_jets=2)
    return LundPlane().fill(coordinates, torch.tensor([1.0, 2.0, 5.0]))


def test_mass_line_ends_at_the_symmetric_decay() -> None:
    # METHODS: a W of 600 GeV lies at (1.32, 4.39) for z = 1/2.
    ln_inv_delta, ln_kt = mass_line(80.4, 600.0)
    assert (ln_inv_delta[-1], ln_kt[-1]) == pytest.approx((1.3166, 4.3873), abs=1e-3)
    z = np.exp(ln_kt + ln_inv_delta) / 600.0
    mass = np.sqrt(z * (1 - z)) * 600.0 * np.exp(-ln_inv_delta)
    np.testing.assert_allclose(mass, 80.4)


def test_figure_has_a_labelled_panel_and_colour_bar_each() -> None:
    panels = [
        Panel(_plane(), "means", limit=2.0, mass=80.4, least=1),
        Panel(_plane(), "counts", quantity="count"),
    ]
    figure = lund_figure([panels, panels[:1]], "title")
    drawn = [ax for ax in figure.axes if ax.get_title() in ("means", "counts")]
    assert [ax.get_title() for ax in drawn] == ["means", "counts", "means"]
    assert all("Delta" in ax.get_xlabel() and "GeV" in ax.get_ylabel() for ax in drawn)
    bars = [ax.get_ylabel() for ax in figure.axes if ax not in drawn and ax.get_ylabel()]
    assert bars == ["mean saliency $S$", "splittings", "mean saliency $S$"]
    assert drawn[0].collections[0].get_clim() == (0.0, 2.0)


def test_a_panel_may_name_another_quantity() -> None:
    figure = lund_figure([[Panel(_plane(), "means", label="change / GeV")]], "title")
    assert [ax.get_ylabel() for ax in figure.axes][1] == "change / GeV"


def test_bins_without_entries_are_not_drawn() -> None:
    figure = lund_figure([[Panel(_plane(), "means", least=1)]], "title")
    values: np.ma.MaskedArray = np.ma.asarray(figure.axes[0].collections[0].get_array())
    assert np.ma.count(values) == 2


def test_heat_maps_share_one_range_and_leave_holes() -> None:
    values = np.array([[0.5, np.nan, -0.1], [0.2, 1.0, 0.3]])
    maps = [HeatMap(values, [0, 1, 2], [0, 1], name) for name in ("first", "second")]
    figure = heat_figure(maps, "title", x_label="x of it", y_label="y of it", label="score")
    first, second, bar = figure.axes
    assert [ax.get_title() for ax in (first, second)] == ["first", "second"]
    assert (first.get_xlabel(), first.get_ylabel(), bar.get_ylabel()) == (
        "x of it",
        "y of it",
        "score",
    )
    mesh = first.collections[0]
    assert mesh.get_clim() == (0.0, 1.0)
    drawn: np.ma.MaskedArray = np.ma.asarray(mesh.get_array())
    assert np.ma.count(drawn) == 5
    assert mesh.get_cmap().name == "cividis"


def test_scores_have_their_intervals_and_a_legend() -> None:
    scores = [Estimate(0.5, 0.4, 0.7), Estimate(0.1, 0.0, 0.2)]
    series = [Series("deep", scores), Series("shallow", scores[::-1])]
    figure = score_figure({"one": series, "two": series[:1]}, ["a", "b"], "title", "score")
    first, second = figure.axes
    assert [ax.get_title() for ax in (first, second)] == ["one", "two"]
    assert [text.get_text() for text in first.get_xticklabels()] == ["a", "b"]
    legend = first.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["deep", "shallow"]
    ends = [path.get_extents().intervaly.tolist() for path in first.collections[0].get_paths()]
    assert ends == [[0.4, 0.7], [0.0, 0.2]]


def test_roc_curves_end_where_ten_background_jets_are_left() -> None:
    scores = np.concatenate((np.linspace(0, 0.8, 100), np.linspace(0.2, 1, 100)))
    labels = np.repeat([0, 1], 100)
    figure = roc_figure([Curve("A (0.9)", scores, labels)], "ROC curves")
    (line,) = figure.axes[0].lines
    x, y = np.asarray(line.get_xdata(), float), np.asarray(line.get_ydata(), float)
    assert y.max() == pytest.approx(10)
    assert y[-1] == pytest.approx(1)
    # At a threshold of 0.5: 62.6 % of the signal's range, 37.5 % of the background's.
    middle = np.interp(0.625, x, y)
    assert middle == pytest.approx(1 / 0.375, rel=0.05)


def test_a_colour_limit_for_several_maps() -> None:
    plane = _plane()
    expected = np.quantile([1.5, 5.0, 1.5, 5.0], 0.99)
    assert colour_limit([plane, plane], least=1) == pytest.approx(expected)
    assert colour_limit([plane, plane], least=2) == 1.5
    assert colour_limit([plane, plane]) == 1.0


def test_bins_of_few_splittings_are_hatched_and_the_figure_says_so() -> None:
    rows = [[Panel(_plane(), "means", least=2), Panel(_plane(), "counts", quantity="count")]]
    figure = lund_figure(rows, "title")
    means, counts = figure.axes[:2]
    values: np.ma.MaskedArray = np.ma.asarray(means.collections[0].get_array())
    assert values.compressed().tolist() == [1.5]
    (hatched,) = [each for each in means.collections[1:] if each.get_hatch()]
    assert len(hatched.get_paths()) == 1
    all_counts: np.ma.MaskedArray = np.ma.asarray(counts.collections[0].get_array())
    assert np.ma.count(all_counts) == 2
    assert len(counts.collections) == 1
    assert figure.get_supxlabel() == "Hatched: bins with fewer than 2 splittings."
    assert lund_figure([[Panel(_plane(), "means", least=1)]], "title").get_supxlabel() == ""


def test_a_map_of_hidden_bins_alone_is_drawn(tmp_path: Path) -> None:
    figure = lund_figure([[Panel(_plane(), "means")]], "title")
    figure.savefig(tmp_path / "hidden.png")
    assert (tmp_path / "hidden.png").stat().st_size > 1000


def test_values_of_hidden_bins_do_not_clip() -> None:
    """The bin with the value 5 is hidden, and the colour bar ends without an arrow."""
    ends = []
    for least in (1, 2):
        figure = lund_figure([[Panel(_plane(), "means", limit=2.0, least=least)]], "title")
        (bar,) = [each.colorbar for each in figure.axes[0].collections if each.colorbar]
        ends.append(bar.extend)
    assert ends == ["max", "neither"]


def test_reliability_has_a_curve_for_each_tagger_and_the_diagonal() -> None:
    sure = calibration([0.15, 0.15, 0.85, 0.85, 0.85], [0, 1, 1, 1, 0])
    figure = reliability_figure({"A": sure, "B": sure}, "title")
    (ax,) = figure.axes
    diagonal, *curves = [line for line in ax.lines if line.get_linestyle() == "-"]
    assert np.asarray(diagonal.get_xydata()).tolist() == [[0, 0], [1, 1]]
    for curve in curves:
        np.testing.assert_allclose(np.asarray(curve.get_xdata(), float), [0.15, 0.85])
        np.testing.assert_allclose(np.asarray(curve.get_ydata(), float), [0.5, 2 / 3])
    legend = ax.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["A (0.250)", "B (0.250)"]

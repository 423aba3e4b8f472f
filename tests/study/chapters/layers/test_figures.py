"""Figure 2 of made-up scores."""

import numpy as np
import pytest

from pyg_jets.metrics import Estimate
from pyg_jets.study.chapters.layers.figures import figure_2
from pyg_jets.study.chapters.layers.measure import Scores
from pyg_jets.study.pooled import pooled

NAMES = ("mass", "tau_1", "pt_d")


def _scores(seed: int, taggers: tuple[str, ...] = ("RecNN", "CNN")) -> Scores:
    rng = np.random.default_rng(seed)

    def estimate() -> Estimate:
        value = float(rng.uniform(0, 1))
        return Estimate(value, value - 0.1, value + 0.2, 50, 60)

    layers = ("Hidden(-3)", "Hidden(-1)")
    return {
        tagger: {layer: {name: estimate() for name in NAMES} for layer in layers}
        for tagger in taggers
    }


def test_the_figure_says_what_its_intervals_are() -> None:
    runs = [_scores(seed) for seed in range(3)]
    assert "68 % intervals over jets" in figure_2(runs[0]).caption
    picture = figure_2(pooled(runs), trainings=3)
    assert "means of 3 trainings" in picture.caption
    points = picture.figure.axes[1].lines[0].get_ydata()
    values = [np.mean([run["CNN"]["Hidden(-3)"][name].value for run in runs]) for name in NAMES]
    assert np.asarray(points, dtype=float).tolist() == pytest.approx(values)


def test_a_panel_for_each_tagger_and_a_tick_for_each_observable() -> None:
    picture = figure_2(_scores(0, ("dense", "again")))
    assert [ax.get_title() for ax in picture.figure.axes] == ["dense", "again"]
    ticks = [text.get_text() for text in picture.figure.axes[0].get_xticklabels()]
    assert ticks == list(NAMES)

"""Figure 2: a panel for each tagger, a series for each layer."""

from __future__ import annotations

from pyg_jets.plotting import Series, score_figure
from pyg_jets.report import Picture
from pyg_jets.study.chapters.layers.measure import Scores
from pyg_jets.study.numbers import intervals_of


def figure_2(scores: Scores, task: str = "top-qcd", trainings: int = 1) -> Picture:
    """A panel for each tagger, a series for each layer."""
    names = list(next(iter(next(iter(scores.values())).values())))
    panels = {
        tagger: [Series(layer, [r2[name] for name in names]) for layer, r2 in layers.items()]
        for tagger, layers in scores.items()
    }
    figure = score_figure(
        panels, names, f"Linear probes of the last three layers, {task}", r"$R^2$ on unseen jets"
    )
    caption = (
        "R² of a linear probe of the last three layers of each tagger (the paper's Figure 2): "
        f"Hidden(-1) is the last, Hidden(-3) the embedding; {intervals_of(trainings)}. "
        "An observable that a layer does not know has 0."
    )
    return Picture("figure-2", caption, figure)

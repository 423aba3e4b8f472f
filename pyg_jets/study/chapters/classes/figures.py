"""One map for each class of a task."""

from __future__ import annotations

from pyg_jets.lund.hatching import hatching_note
from pyg_jets.plotting import colour_limit, lund_figure
from pyg_jets.report import Picture
from pyg_jets.study.chapters.classes.measure import OfClasses
from pyg_jets.study.chapters.maps.figures import saliency_panel


def class_maps(result: OfClasses) -> Picture:
    """Where each class's log odds against the rest are sensitive, on its own jets.

    Args:
        result: Over all trainings.
    """
    limit = colour_limit(list(result.maps.values()))
    row = [
        saliency_panel(f"{kind.title} against the rest", result.maps[kind.name], limit, kind.mass)
        for kind in result.task.kinds
    ]
    caption = (
        f"{result.task.title}: mean saliency of the splittings of each class's jets for its log "
        "odds against the rest, last clustering step left out. Dashed: where a two-body decay of "
        f"the named mass lies for a 600 GeV jet. {hatching_note()}"
    )
    figure = lund_figure([row], "Mean saliency of the splittings, one map a class")
    return Picture(f"classes-{result.task.name}", caption, figure)

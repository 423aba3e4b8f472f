"""The study's figures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pyg_jets.datasets.kind import mass_of, title_of
from pyg_jets.lund import LundPlane
from pyg_jets.lund.hatching import hatching_note
from pyg_jets.metrics import Floats
from pyg_jets.plotting import HeatMap, Panel, heat_figure, lund_figure
from pyg_jets.probing import AngularityScan
from pyg_jets.probing.probe_score import MOST_OF_ONE_JET
from pyg_jets.report import Picture
from pyg_jets.study.published import COLOUR_LIMIT
from pyg_jets.study.task import TaskResult

COMMON_LIMIT = 1.5
TITLE_OF = {
    "figure-1": "Mean saliency of the splittings",
    "figure-1-without-root": "Mean saliency of the splittings, last clustering step left out",
    "figure-3": "Mean saliency of the splittings, one colour range",
    "counts": "Splittings per bin",
}


def pictures_of(results: Sequence[TaskResult], trainings: int = 1) -> list[Picture]:
    """Figures 1 and 3 of the paper, the first without roots too, the counts, the angularities.

    Args:
        results: One a task.
        trainings: How many are behind each map.
    """
    of = f", over the test jets of {trainings} trainings," if trainings > 1 else ""
    figure_1 = (
        f"Mean saliency S of the splittings{of} over the Lund plane in the paper's colour ranges "
        "(its Figure 1). Dashed: where a two-body decay of the named mass lies for a 600 GeV jet. "
        f"{hatching_note()}"
    )
    return [
        _picture("figure-1", figure_1, results, True, COLOUR_LIMIT),
        _picture(
            "figure-1-without-root",
            "The same without the last clustering step, where S = 1 by construction.",
            results,
            False,
            COLOUR_LIMIT,
        ),
        _picture(
            "figure-3",
            "The same as Figure 1 in one colour range for all (the paper's Figure 3).",
            results,
            True,
            dict.fromkeys(COLOUR_LIMIT, COMMON_LIMIT),
        ),
        _picture("counts", "Number of splittings behind each mean.", results, True, None),
        _angularity_plane(results),
    ]


def _angularity_plane(results: Sequence[TaskResult]) -> Picture:
    maps = [
        HeatMap(_sound(result.scan).T, result.scan.kappas, result.scan.betas, result.name)
        for result in results
    ]
    figure = heat_figure(
        maps,
        "Generalised angularities in the jet embedding",
        x_label=r"power $\kappa$ of the momentum share",
        y_label=r"power $\beta$ of the distance",
        label=r"$R^2$ of a linear probe",
    )
    caption = (
        "R² of a linear probe of the jet embedding for each generalised angularity (κ, β): "
        "multiplicity is (0, 0), pt_d (2, 0), the width (1, 1), the mass (1, 2). At (1, 0) every "
        "jet has 1 and there is no R². Only κ = 1, β > 0 is IRC safe. Left out: numbers of which "
        "one jet carries more than a quarter of the squared error."
    )
    return Picture("angularity-plane", caption, figure)


def _sound(scan: AngularityScan) -> Floats:
    """Without the numbers that rest on one jet."""
    return np.where(scan.worst > MOST_OF_ONE_JET, np.nan, scan.r2)


def _picture(
    name: str,
    caption: str,
    results: Sequence[TaskResult],
    with_root: bool,
    limits: dict[str, float] | None,
) -> Picture:
    rows: list[list[Panel]] = [[], []]
    for result in results:
        signal, background = result.name.split("-")
        for row, kind in zip(rows, (background, signal), strict=True):
            limit = None if limits is None else limits[result.name]
            task = f"{title_of(signal)}/{title_of(background)}"
            row.append(saliency_panel(kind, task, result.planes[kind, with_root], limit))
    return Picture(name, caption, lund_figure(rows, TITLE_OF[name]))


def saliency_panel(kind: str, task: str, plane: LundPlane, limit: float | None) -> Panel:
    """One class's map: the mean up to ``limit``, or the counts where there is none."""
    return Panel(
        plane,
        f"{title_of(kind)} jets in {task}",
        quantity="count" if limit is None else "mean",
        limit=limit,
        mass=mass_of(kind),
    )

"""The angularities in the embedding as a figure."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from pyg_jets.metrics import Floats
from pyg_jets.plotting import HeatMap, heat_figure
from pyg_jets.probing import AngularityScan
from pyg_jets.probing.probe_score import MOST_OF_ONE_JET
from pyg_jets.report import Picture


def angularity_plane(scans: Mapping[str, AngularityScan]) -> Picture:
    """R² of the angularities over the plane of their powers, a panel for each task."""
    maps = [HeatMap(_sound(scan).T, scan.kappas, scan.betas, task) for task, scan in scans.items()]
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

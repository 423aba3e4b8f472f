"""Panels of the study's figures."""

import numpy as np

from pyg_jets.lund import LundPlane
from pyg_jets.plotting import W_MASS
from pyg_jets.probing import AngularityScan
from pyg_jets.study import saliency_panel
from pyg_jets.study.pictures import _sound


def test_panel_knows_its_resonance_and_its_limit() -> None:
    panel = saliency_panel("w", "W/QCD", LundPlane(), 2.0)
    assert (panel.mass, panel.limit, panel.quantity) == (W_MASS, 2.0, "mean")
    panel = saliency_panel("qcd", "W/QCD", LundPlane(), None)
    assert (panel.mass, panel.quantity) == (None, "count")


def test_numbers_that_rest_on_one_jet_are_left_out_of_the_plane_of_angularities() -> None:
    columns = [[0.9, 0.8], [0.1, 0.1], [0.25, 0.26], [0.0, 0.0]]
    scan = AngularityScan((0.0,), (0.0, 1.0), *(np.array([row]) for row in columns))
    sound = _sound(scan)
    assert sound[0, 0] == 0.9
    assert np.isnan(sound[0, 1])

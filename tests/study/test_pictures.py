"""Panels of the study's figures."""

from pyg_jets.lund import LundPlane
from pyg_jets.plotting import W_MASS
from pyg_jets.study import saliency_panel


def test_panel_knows_its_resonance_and_its_limit() -> None:
    panel = saliency_panel("w", "W/QCD", LundPlane(), 2.0)
    assert (panel.mass, panel.limit, panel.quantity) == (W_MASS, 2.0, "mean")
    panel = saliency_panel("qcd", "W/QCD", LundPlane(), None)
    assert (panel.mass, panel.quantity) == (None, "count")

"""The plane of angularities."""

import numpy as np

from pyg_jets.probing import AngularityScan
from pyg_jets.study.chapters.probes.figures import _sound, angularity_plane


def test_numbers_that_rest_on_one_jet_are_left_out_of_the_plane_of_angularities() -> None:
    columns = [[0.9, 0.8], [0.1, 0.1], [0.25, 0.26], [0.0, 0.0]]
    scan = AngularityScan((0.0,), (0.0, 1.0), *(np.array([row]) for row in columns))
    sound = _sound(scan)
    assert sound[0, 0] == 0.9
    assert np.isnan(sound[0, 1])
    figure = angularity_plane({"w-qcd": scan, "top-qcd": scan}).figure
    assert [ax.get_title() for ax in figure.axes if ax.get_title()] == ["w-qcd", "top-qcd"]

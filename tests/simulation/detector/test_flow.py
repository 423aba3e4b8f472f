from collections.abc import Callable

import numpy as np
import pytest

from pyg_jets.simulation import Events
from pyg_jets.simulation.detector.flow import Objects, with_flow


def test_objects_go_to_their_events_in_the_order_of_the_parts(gun: Callable[..., Events]) -> None:
    events = gun(22, 5.0, 0.1, count=3)
    tracks = Objects(*np.array([[3.0, 4.0], [0.5, 0.0], [0.0, 1.0], [-211, 11], [2, 0]]))
    towers = Objects(*np.array([[7.0], [1.0], [2.0], [22], [0]]))
    for part in (tracks, towers):
        object.__setattr__(part, "event", part.event.astype(np.int64))
    flow = with_flow(events, tracks, towers)
    assert flow.ptr.tolist() == [0, 2, 2, 3]
    assert flow.pid.tolist() == [11, 22, -211]
    assert flow.charge.tolist() == [-1, 0, -1]
    assert np.hypot(flow.p4[:, 0], flow.p4[:, 1]) == pytest.approx([4.0, 7.0, 3.0])
    mass2 = flow.p4[:, 3] ** 2 - (flow.p4[:, :3] ** 2).sum(1)
    assert mass2 == pytest.approx([0.000511**2, 0, 0.13957**2], abs=1e-6)
    assert flow.p4[1, 3] == pytest.approx(7 * np.cosh(1.0))

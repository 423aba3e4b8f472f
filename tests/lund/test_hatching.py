"""Hatched are the bins with few entries, and they alone."""

import numpy as np
from matplotlib.figure import Figure

from pyg_jets.lund.hatching import few_entries, hatch_few, hatching_note

COUNT = np.array([[0, 1, 9], [10, 11, 2]])
EDGES = np.array([0.0, 1.0, 3.0]), np.array([-1.0, 0.0, 1.0, 5.0])


def test_few_is_some_but_not_enough() -> None:
    assert few_entries(COUNT).tolist() == [[False, True, True], [False, False, True]]
    assert few_entries(COUNT, 2).tolist() == [[False, True, False], [False, False, False]]
    assert not few_entries(COUNT, 1).any()


def test_the_rectangles_are_the_bins() -> None:
    ax = Figure().subplots()
    hatch_few(ax, EDGES, COUNT)
    (hatched,) = ax.collections
    boxes = [path.get_extents() for path in hatched.get_paths()]
    assert [(*box.intervalx, *box.intervaly) for box in boxes] == [
        (0.0, 1.0, 0.0, 1.0),
        (0.0, 1.0, 1.0, 5.0),
        (1.0, 3.0, 1.0, 5.0),
    ]
    corners = np.asarray(hatched.get_paths()[0].vertices)
    assert corners[:4].tolist() == [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]
    assert hatched.get_hatch()
    assert not np.any(hatched.get_linewidth())
    assert np.isinf(ax.dataLim.intervalx).all()  # bins that are hatched do not move the limits
    hatch_few(ax, EDGES, COUNT, 1)
    assert len(ax.collections) == 1


def test_the_note_has_the_number() -> None:
    assert hatching_note(7) == "Hatched: bins with fewer than 7 splittings."

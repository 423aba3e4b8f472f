"""Ranges by hand."""

import numpy as np

from pyg_jets.probing import TrainingRange

SEEN = TrainingRange.of(np.array([[0.0, 10.0], [1.0, 30.0], [0.5, 20.0]]))


def test_what_lies_outside_is_put_on_the_border() -> None:
    values = np.array([[-1.0, 15.0], [0.2, 99.0], [1.0, 30.0]])
    assert SEEN.clip(values).tolist() == [[0.0, 15.0], [0.2, 30.0], [1.0, 30.0]]
    assert SEEN.leave(values).tolist() == [True, True, False]


def test_one_number_a_jet() -> None:
    seen = TrainingRange.of(np.array([2.0, 1.0]))
    assert seen.clip(np.array([0.0, 1.5, 9.0])).tolist() == [1.0, 1.5, 2.0]
    assert seen.leave(np.array([0.0, 1.5, 9.0])).tolist() == [True, False, True]

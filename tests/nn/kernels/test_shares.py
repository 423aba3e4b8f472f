"""Shares of states and their gradients, by hand."""

import numpy as np

from pyg_jets.nn.kernels.shares import Shares, show_leaves, show_leaves_backward, whole


def test_a_share_is_seen_and_differentiated() -> None:
    states = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    shares = Shares(states, np.array([0.5, -1.0, 0.0]), np.zeros(3))
    seen, g = states.copy(), np.array([[1.0, 1.0], [2.0, -1.0], [1.0, 0.0]])
    show_leaves(shares, np.array([0, 1]), seen)
    np.testing.assert_array_equal(seen, [[0.5, 1.0], [-3.0, -4.0], [5.0, 6.0]])
    show_leaves_backward(shares, np.array([0, 2]), g)
    np.testing.assert_array_equal(shares.d_of, [3.0, 0.0, 5.0])
    np.testing.assert_array_equal(g, [[0.5, 0.5], [2.0, -1.0], [0.0, 0.0]])


def test_whole_states_are_the_same_memory() -> None:
    slots, g = np.ones((2, 3)), np.full((2, 3), 2.0)
    shares = whole(slots)
    assert shares.states is slots
    show_leaves(shares, np.array([0, 1]), slots)
    show_leaves_backward(shares, np.array([0, 1]), g)
    assert (slots == 1).all()
    assert (g == 2).all()

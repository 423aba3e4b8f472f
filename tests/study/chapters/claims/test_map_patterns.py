"""Likeness within and across tasks, of maps with three bins."""

import math

import numpy as np
import pytest

from pyg_jets.lund import LundPlane
from pyg_jets.study.chapters.claims.map_patterns import pattern_changes
from tests.study.chapters.claims.planes import three


def test_opposite_patterns() -> None:
    rising, falling = [three(1, 2, 3), three(2, 4, 6)], [three(3, 2, 1), three(9, 6, 3)]
    assert pattern_changes(rising, falling) == pytest.approx([2.0, 2.0])
    assert pattern_changes(rising, rising) == pytest.approx([0.0, 0.0])


def test_each_training_is_compared_with_the_next() -> None:
    values = np.random.default_rng(0).uniform(1, 2, (2, 3, 3)).astype(np.float32)

    def r(one: tuple[int, int], other: tuple[int, int]) -> float:
        return float(np.corrcoef(values[one], values[other])[0, 1])

    expected = [
        (r((0, k), (0, n)) + r((1, k), (1, n)) - r((0, k), (1, n)) - r((1, k), (0, n))) / 2
        for k, n in ((0, 1), (1, 2), (2, 0))
    ]
    maps, others = ([three(*row) for row in task.tolist()] for task in values)
    assert pattern_changes(maps, others) == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("plane", [LundPlane(), three(1, 1, 1)])
def test_maps_without_a_pattern_give_no_number(plane: LundPlane) -> None:
    assert all(map(math.isnan, pattern_changes([plane] * 2, [three(1, 2, 3)] * 2)))


def test_one_training_has_no_next_one() -> None:
    (only,) = pattern_changes([three(1, 2, 3)], [three(3, 2, 1)])
    assert math.isnan(only)
    assert pattern_changes([], []) == []

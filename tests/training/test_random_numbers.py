"""Random numbers of a training begin at its seed, and its caller's go on as they would have."""

import io
import random

import numpy as np
import torch

from pyg_jets.training.random_numbers import own_random_numbers, random_state, set_random_state


def _draw() -> tuple[float, float, float]:
    return float(torch.rand(())), float(np.random.rand()), random.random()  # noqa: NPY002


def test_back_where_they_were() -> None:
    random.gauss(0, 1)  # leaves a second number for later
    file = io.BytesIO()
    torch.save(random_state(), file)
    file.seek(0)
    state = torch.load(file, weights_only=True)
    expected = _draw(), random.gauss(0, 1)
    _draw()
    set_random_state(state)
    assert (_draw(), random.gauss(0, 1)) == expected


def test_own_ones() -> None:
    before = random_state()
    with own_random_numbers(3):
        first = _draw()
    after = _draw()
    set_random_state(before)
    assert _draw() == after
    with own_random_numbers(3):
        assert _draw() == first
    with own_random_numbers(4):
        assert all(a != b for a, b in zip(_draw(), first, strict=True))

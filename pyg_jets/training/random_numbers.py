"""The random numbers of a training: its own, kept with it, and not those of its caller."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch


def random_state() -> dict[str, Any]:
    """Where torch's, NumPy's and Python's generators are, as tensors, lists and numbers."""
    numpy_state: Any = np.random.get_state()  # noqa: NPY002
    name, words, *rest = numpy_state
    version, own, after = random.getstate()
    return {
        "torch": torch.get_rng_state(),
        "cuda": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [],
        "numpy": [name, torch.from_numpy(words.astype(np.int64)), *rest],
        "python": [version, list(own), after],
    }


def set_random_state(state: dict[str, Any]) -> None:
    """Put all generators where they were.

    Args:
        state: What :func:`random_state` gave, on a machine with as many devices.
    """
    name, words, *rest = state["numpy"]
    version, own, after = state["python"]
    torch.set_rng_state(state["torch"])
    if state["cuda"] and torch.cuda.is_available():
        torch.cuda.set_rng_state_all(state["cuda"])
    np.random.set_state((name, words.numpy().astype(np.uint32), *rest))  # noqa: NPY002
    random.setstate((version, tuple(own), after))


@contextlib.contextmanager
def own_random_numbers(seed: int) -> Iterator[None]:
    """All generators begin at a seed, and go on as they would have afterwards.

    Args:
        seed: Of all of them.
    """
    before = random_state()
    try:
        torch.manual_seed(seed)
        np.random.seed(seed % 2**32)  # noqa: NPY002
        random.seed(seed)
        yield
    finally:
        set_random_state(before)

"""A model in evaluation mode for a while."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator

from torch.nn import Module

_held = threading.RLock()


def _forget() -> None:
    """A forked process has no other thread that could hold it."""
    global _held  # noqa: PLW0603
    _held = threading.RLock()


os.register_at_fork(after_in_child=_forget)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """One thread at a time: modes, masks and hooks of a model are seen by all of them.

    What only calls a model need not be alone, but may see what another thread does to it.
    """
    with _held:
        yield


@contextlib.contextmanager
def evaluation(model: Module) -> Iterator[None]:
    """Put all modules into evaluation mode, and give each its own mode back.

    Nothing drops out and no running mean moves. One flag for the whole model would not do: a
    normalisation may be fixed in a network that is being trained. Other threads that look at a
    model wait.

    Args:
        model: The model.
    """
    with alone():
        modes = [(module, module.training) for module in model.modules()]
        try:
            model.eval()
            yield
        finally:
            for module, training in modes:
                module.training = training

"""A model in evaluation mode for a while."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from torch.nn import Module


@contextlib.contextmanager
def evaluation(model: Module) -> Iterator[None]:
    """Put all modules into evaluation mode, and give each its own mode back.

    Nothing drops out and no running mean moves. One flag for the whole model would not do: a
    normalisation may be fixed in a network that is being trained.

    Args:
        model: The model.
    """
    modes = [(module, module.training) for module in model.modules()]
    try:
        model.eval()
        yield
    finally:
        for module, training in modes:
            module.training = training

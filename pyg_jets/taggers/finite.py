"""Networks with numbers that are not finite are refused."""

from __future__ import annotations

from collections.abc import Container, Mapping

import torch
from torch import Tensor
from torch._subclasses.fake_tensor import FakeTensor
from torch.nn import Module


def check_finite(model: Module) -> None:
    """Refuse a network with a parameter or a buffer that is not finite.

    ReLUs and comparisons hide NaN: such a network may give finite numbers that mean nothing.

    Args:
        model: The network.

    Raises:
        ValueError: As :func:`check_finite_state`.
    """
    parameters = dict(model.named_parameters())
    state = {**parameters, **dict(model.named_buffers())}
    check_finite_state(f"this {type(model).__name__}", state, parameters)


def check_finite_state(owner: str, state: Mapping[str, Tensor], parameters: Container[str]) -> None:
    """The same for tensors by name, such as those of a file.

    Args:
        owner: Whose they are, for the message.
        state: Tensors by name.
        parameters: Names of those that are trained; the others are buffers.

    Raises:
        ValueError: If one has a NaN or an infinity. Of buffers, those with 0 and minus infinity
            alone may: they are what attention adds for a mask.
    """
    for name, tensor in state.items():
        if not has_numbers(tensor):
            continue
        bad = int((~torch.isfinite(tensor.detach())).sum())
        if bad and (name in parameters or not _is_mask(tensor)):
            raise ValueError(
                f"all parameters and buffers of {owner} must be finite (got {bad} numbers in "
                f"'{name}' that are not): train it again, or take another file"
            )


def has_numbers(tensor: Tensor) -> bool:
    """Whether there is more to a tensor than its shape and device."""
    return not (tensor.is_meta or isinstance(tensor.data, FakeTensor))


def _is_mask(tensor: Tensor) -> bool:
    """Whether it is what attention adds for a mask: nothing, or minus infinity."""
    return bool(((tensor == 0) | (tensor == -torch.inf)).all()) and tensor.ndim > 1

"""The arguments of a network's ``forward``."""

from __future__ import annotations

import inspect
from typing import Any, NamedTuple, cast

import torch
from torch.nn import Module
from torch_geometric.nn import Sequential


class Parameters(NamedTuple):
    """The arguments of ``forward``.

    Attributes:
        names: In their order.
        needed: Those without a default.
        open_ended: Whether it takes others by name.
    """

    names: tuple[str, ...]
    needed: tuple[str, ...]
    open_ended: bool


def parameters_of(module: Module) -> Parameters:
    """What ``forward`` takes, without ``self``."""
    if isinstance(module, torch.jit.ScriptModule):
        arguments = cast(Any, module.forward).schema.arguments[1:]
        return Parameters(
            tuple(argument.name for argument in arguments),
            tuple(argument.name for argument in arguments if not argument.has_default_value()),
            False,
        )
    if isinstance(module, Sequential):  # its 'forward' takes whatever it was told
        names = tuple(module.signature.param_dict)
        return Parameters(names, names, False)
    given = inspect.signature(module.forward).parameters
    named = {k: p for k, p in given.items() if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)}
    return Parameters(
        tuple(named),
        tuple(name for name, p in named.items() if p.default is p.empty),
        any(p.kind is p.VAR_KEYWORD for p in given.values()),
    )


def described(module: Module) -> str:
    """The network with its arguments, for messages."""
    kind = getattr(module, "original_name", type(module).__name__)
    return f"{kind}.forward({', '.join(parameters_of(module).names)})"

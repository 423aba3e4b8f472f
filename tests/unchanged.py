"""What a tagger, its hooks and the random numbers are, before and after it was looked at."""

from typing import Any

import torch
from torch.nn import Module

from pyg_jets.taggers import Tagger


def state(tagger: Tagger) -> Any:
    """All that an attribution must leave as it was."""
    values = {name: value.clone() for name, value in tagger.state_dict().items()}
    flags = [(type(module), module.training, _hooks(module)) for module in tagger.modules()]
    masks = [getattr(module, "_edge_mask", None) for module in tagger.modules()]
    trained = [(parameter.requires_grad, parameter.grad) for parameter in tagger.parameters()]
    return values, (flags, masks, trained), torch.get_rng_state()


def same(before: Any, after: Any) -> bool:
    """Whether two states are equal."""
    values = all(torch.equal(before[0][key], after[0][key]) for key in before[0])
    return values and before[1] == after[1] and torch.equal(before[2], after[2])


def _hooks(module: Module) -> int:
    hooks = module._forward_hooks, module._forward_pre_hooks, module._backward_hooks
    return sum(map(len, hooks))

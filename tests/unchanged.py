"""What a tagger, its hooks and the random numbers are, before and after it was looked at."""

import pickle
import random
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import Module
from torch_geometric.inspector import Inspector


def state(tagger: Module) -> Any:
    """All that an attribution must leave as it was."""
    values = {name: value.clone() for name, value in tagger.state_dict().items()}
    for name, parameter in tagger.named_parameters():
        if parameter.grad is not None:
            values[f"gradient of {name}"] = parameter.grad.clone()
    values["random numbers"] = torch.get_rng_state()
    modules = [(id(module), _seen(vars(module))) for module in tagger.modules()]
    drawn = pickle.dumps(np.random.get_state()), random.getstate()  # noqa: NPY002
    return values, modules, drawn


def same(before: Any, after: Any) -> bool:
    """Whether two states are equal."""
    values = before[0].keys() == after[0].keys() and all(
        torch.equal(before[0][key], after[0][key]) for key in before[0]
    )
    return values and before[1:] == after[1:]


def _seen(value: Any) -> Any:
    """What is in an attribute: its items, numbers and words, else which object it is."""
    if isinstance(value, dict):
        return sorted((str(key), _seen(item)) for key, item in value.items())
    if isinstance(value, list | tuple):
        return [_seen(item) for item in value]
    if isinstance(value, set):
        return sorted(map(str, value))
    if isinstance(value, Inspector):
        return repr(vars(value))
    if isinstance(value, Tensor):
        return ("tensor", str(id(value)), value.requires_grad, value.grad is None)
    return repr(value) if isinstance(value, int | float | str | None) else str(id(value))

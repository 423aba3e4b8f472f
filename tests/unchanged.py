"""What a tagger, its hooks and the random numbers are, before and after it was looked at."""

import pickle
import random
from typing import Any

import numpy as np
import torch
from torch.nn import Module

from pyg_jets.taggers import Tagger


def state(tagger: Tagger) -> Any:
    """All that an attribution must leave as it was."""
    values = {name: value.clone() for name, value in tagger.state_dict().items()}
    for name, parameter in tagger.named_parameters():
        if parameter.grad is not None:
            values[f"gradient of {name}"] = parameter.grad.clone()
    values["random numbers"] = torch.get_rng_state()
    modules = [(module, sorted(vars(module)), *_of(module)) for module in tagger.modules()]
    trained = [
        (parameter.requires_grad, parameter.grad is None) for parameter in tagger.parameters()
    ]
    drawn = pickle.dumps(np.random.get_state()), random.getstate()  # noqa: NPY002
    return values, modules, trained, drawn


def same(before: Any, after: Any) -> bool:
    """Whether two states are equal."""
    values = before[0].keys() == after[0].keys() and all(
        torch.equal(before[0][key], after[0][key]) for key in before[0]
    )
    return values and before[1:] == after[1:]


def _of(module: Module) -> tuple[bool, list[list[Any]], Any]:
    """Mode, hooks and PyG's edge mask of a module."""
    kinds = "_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks"
    hooks = [list(getattr(module, kind).values()) for kind in kinds]
    return module.training, hooks, getattr(module, "_edge_mask", None)

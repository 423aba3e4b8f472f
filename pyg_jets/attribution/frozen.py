"""A model that is looked at and left as it was."""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from torch.nn import Module
from torch_geometric.explain.algorithm.utils import clear_masks

from pyg_jets.taggers.evaluation import evaluation
from pyg_jets.taggers.finite import check_finite

_HOOKS = (
    "_forward_hooks",
    "_forward_pre_hooks",
    "_backward_hooks",
    "_backward_pre_hooks",
)


@contextlib.contextmanager
def frozen(model: Module) -> Iterator[None]:
    """Evaluate without gradients of parameters, and leave no trace, also after an exception.

    All modules are in the mode of evaluation: nothing drops out and no running mean moves.
    Restored are which parameters are trained, the modes of all modules, their hooks and PyG's edge
    masks. Gradients are not collected, so those that were there stay; half of a backward pass is
    saved. A network whose numbers are not finite is refused: its gradients are 0 or NaN.

    Args:
        model: The model.

    Raises:
        ValueError: If a parameter or a buffer is not finite.
    """
    check_finite(model)
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    before = [(module, "propagate" in vars(module), _hooks(module)) for module in model.modules()]
    try:
        for parameter in trained:
            parameter.requires_grad_(False)
        with evaluation(model):
            yield
    finally:
        clear_masks(model)
        for module, own_propagate, hooks in before:
            if not own_propagate:
                # PyG's masks put a method of the class on the layer and leave it there.
                vars(module).pop("propagate", None)
            for name, kept in hooks.items():
                # In place: the handles that remove hooks know these dictionaries.
                here = getattr(module, name)
                here.clear()
                here.update(kept)
        for parameter in trained:
            parameter.requires_grad_(True)


def _hooks(module: Module) -> dict[str, OrderedDict[int, Any]]:
    return {name: OrderedDict(getattr(module, name)) for name in _HOOKS}

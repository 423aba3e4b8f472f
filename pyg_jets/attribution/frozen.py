"""A model that is looked at and left as it was."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn import Module
from torch_geometric.inspector import Inspector

from pyg_jets.taggers.evaluation import alone
from pyg_jets.taggers.finite import check_finite, has_numbers


@contextlib.contextmanager
def frozen(model: Module) -> Iterator[None]:
    """Evaluate without gradients of parameters, and leave no trace, also after an exception.

    All modules are in the mode of evaluation: nothing drops out and no running mean moves.
    Afterwards every module has the attributes that it had, whatever an explainer puts there: hooks,
    masks, methods of its own, parameters and buffers with their values, gradients and whether they
    are trained, and what PyG knows of a layer's messages. Gradients are not collected; half of a
    backward pass is saved. A network whose numbers are not finite is refused: its gradients are 0
    or NaN.

    One thread at a time looks at a model: others wait.

    Args:
        model: The model.

    Raises:
        ValueError: If a parameter or a buffer is not finite, or was made in torch's inference mode.
    """
    with alone():
        _check_can_have_gradients(model)
        check_finite(model)
        tensors = [_TensorState.of(tensor) for tensor in (*model.parameters(), *model.buffers())]
        modules = [_ModuleState.of(module) for module in model.modules()]
        try:
            model.eval()
            for parameter in model.parameters():
                parameter.requires_grad_(False)
            yield
        finally:
            for module in modules:
                module.restore()
            for tensor in tensors:
                tensor.restore()


def _check_can_have_gradients(model: Module) -> None:
    for name, tensor in (*model.named_parameters(), *model.named_buffers()):
        if tensor.is_inference():
            raise ValueError(
                f"a network that is explained must not be made in torch's inference mode (got "
                f"'{name}', which was): make or load it outside, or use copy.deepcopy there"
            )


class _TensorState(NamedTuple):
    """A parameter or buffer: its values, its gradient, and whether it is trained."""

    tensor: Tensor
    values: Tensor
    trained: bool
    gradient: Tensor | None

    @classmethod
    def of(cls, tensor: Tensor) -> _TensorState:
        """What it is now."""
        values = tensor.detach().clone()
        gradient = tensor.grad if tensor.is_leaf else None
        return cls(tensor, values, tensor.requires_grad, gradient)

    def restore(self) -> None:
        """Make it that again."""
        # Not the tensor's version: a batch normalisation moves its means without a new one.
        if has_numbers(self.tensor) and not torch.equal(self.tensor, self.values):
            with torch.no_grad():
                self.tensor.copy_(self.values)
        if self.tensor.is_leaf:
            self.tensor.requires_grad_(self.trained)
            self.tensor.grad = self.gradient


class _ModuleState(NamedTuple):
    """The attributes of a module, and what is in those that hold others."""

    own: dict[str, Any]
    kept: dict[str, Any]
    inner: list[tuple[Any, Any]]

    @classmethod
    def of(cls, module: Module) -> _ModuleState:
        """What they are now."""
        own = vars(module)
        values = list(own.values())
        for value in own.values():
            # PyG's knowledge of a layer's messages, which it changes for explainers.
            values += list(vars(value).values()) if isinstance(value, Inspector) else []
        held = [value for value in values if isinstance(value, dict | list | set)]
        return cls(own, dict(own), [(value, value.copy()) for value in held])

    def restore(self) -> None:
        """Make them that again."""
        for name in self.own.keys() - self.kept.keys():
            del self.own[name]
        self.own.update(self.kept)
        for value, content in self.inner:
            # In place: the handles that remove hooks know these dictionaries.
            value.clear()
            value.extend(content) if isinstance(value, list) else value.update(content)

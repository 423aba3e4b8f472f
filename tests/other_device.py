"""A device that is not the CPU, without one: tensors there have numbers, but meet no others.

Torch's own fake CUDA tensors have no numbers, so that nothing that looks at them can be run, and a
torch without CUDA cannot index them. Here every operation runs on the CPU on what is within, after
a look at where its arguments are: as a GPU, the device refuses others' tensors, ``numpy()`` and
results that nobody moved.
"""

from __future__ import annotations

import copy
from typing import Any

import torch
from torch import Tensor
from torch.nn import Module
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map

DEVICE = torch.device("meta")
"""Torch's name of it: the one device that needs no driver."""

_COPIES = {"aten::_to_copy", "aten::copy_", "aten::to"}
_INDEXED = {"aten::index", "aten::index_put", "aten::index_put_", "aten::_index_put_impl_"}


class Elsewhere(Tensor):
    """A tensor on the other device."""

    within: Tensor

    @staticmethod
    def __new__(cls, within: Tensor) -> Elsewhere:
        made: Elsewhere = Tensor._make_wrapper_subclass(
            cls, within.shape, strides=within.stride(), dtype=within.dtype, device=DEVICE
        )
        made.within = within
        return made

    def __repr__(self) -> str:  # type: ignore[override]
        return f"Elsewhere({self.within})"

    # What torch does before it asks where to run it: for this device it would make no numbers.
    def tolist(self) -> Any:
        return self.within.tolist()

    def new_tensor(self, *args: Any, **kwargs: Any) -> Tensor:
        return Elsewhere(self.within.new_tensor(*args, **kwargs))

    def repeat_interleave(self, repeats: Any, dim: int | None = None, **_: Any) -> Tensor:
        size = int(repeats.sum()) if isinstance(repeats, Tensor) else None
        return super().repeat_interleave(repeats, dim, output_size=size)

    def __getitem__(self, index: Any) -> Tensor:
        parts = index if isinstance(index, tuple) else (index,)
        return super().__getitem__(
            tuple(torch.tensor(part) if isinstance(part, list) else part for part in parts)
        )

    @classmethod
    def __torch_dispatch__(  # type: ignore[override]
        cls, func: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        return _run(func, args, kwargs or {})


class OtherDevice(TorchDispatchMode):
    """While it is there, tensors can be moved to the device and made on it."""

    def __enter__(self) -> Any:
        self._known = torch.is_autocast_enabled, torch.tensor
        vars(torch)["is_autocast_enabled"] = lambda *_: False  # it does not know the device's name
        vars(torch)["tensor"] = self._tensor
        return super().__enter__()  # type: ignore[no-untyped-call]

    def __exit__(self, *error: Any) -> None:
        vars(torch)["is_autocast_enabled"], vars(torch)["tensor"] = self._known
        super().__exit__(*error)  # type: ignore[no-untyped-call]

    def _tensor(self, data: Any, *, device: Any = None, **options: Any) -> Tensor:
        made = self._known[1](data, **options)
        there = device is not None and torch.device(device) == DEVICE
        return Elsewhere(made) if there else made

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return _run(func, args, kwargs or {})


def moved(module: Module) -> Any:
    """A copy of a module on the device."""
    other = copy.deepcopy(module)
    for layer in other.modules():
        for name, parameter in layer._parameters.items():
            if parameter is not None:
                there = torch.nn.Parameter(Elsewhere(parameter.detach()), parameter.requires_grad)
                layer._parameters[name] = there
        for name, buffer in layer._buffers.items():
            layer._buffers[name] = None if buffer is None else Elsewhere(buffer)
    return other


def _run(func: Any, args: Any, kwargs: dict[str, Any]) -> Any:
    name, (args_in, kwargs_in) = func._schema.name, tree_map(_within, (args, kwargs))
    tensors = [leaf for leaf in tree_leaves((args, kwargs)) if isinstance(leaf, Tensor)]
    there = [isinstance(tensor, Elsewhere) for tensor in tensors]
    target = kwargs.get("device")
    if any(there) and name not in _COPIES:
        _check(name, tensors)
    out_there = any(there) if target is None else torch.device(target) == DEVICE
    if target is not None:
        kwargs_in["device"] = "cpu"
    found = func(*args_in, **kwargs_in)
    if name.endswith("_") and not name.endswith("__"):
        return args[0]
    if "out" in kwargs:
        return kwargs["out"]
    return tree_map(_there, found) if out_there else found


def _there(leaf: Any) -> Any:
    return Elsewhere(leaf) if isinstance(leaf, Tensor) else leaf


def _within(leaf: Any) -> Any:
    return leaf.within if isinstance(leaf, Elsewhere) else leaf


def _check(name: str, tensors: list[Tensor]) -> None:
    """Numbers may come from the CPU, and so may positions in what is on the device."""
    positions = name in _INDEXED and isinstance(tensors[0], Elsewhere)
    others = [tensor for tensor in tensors if not isinstance(tensor, Elsewhere) and tensor.ndim]
    if positions:
        others = [tensor for tensor in others if tensor.dtype not in (torch.int64, torch.bool)]
    if others:
        shapes = [tuple(tensor.shape) for tensor in others]
        raise RuntimeError(f"{name}: all tensors must be on one device (got {shapes} on the CPU)")

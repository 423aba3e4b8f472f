"""Parameters that others have published, under the names of this library."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

import torch
from torch import Tensor
from torch.nn import Module

from pyg_jets.jets.trees.jet_tree import FRAMES
from pyg_jets.nn import RowBatchNorm
from pyg_jets.taggers.tagger import Tagger

_NORM = ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")


def read_state(path: str | os.PathLike[str]) -> dict[str, Tensor]:
    """A state dictionary; what ``DataParallel`` or ``torch.compile`` put before names is left out.

    Args:
        path: A file of ``torch.save``; nothing but tensors is read from it.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it holds no state dictionary, or numbers that are not finite.
    """
    state = check_state(path, read_saved(path))
    return {re.sub(r"^(module\.|_orig_mod\.)+", "", name): value for name, value in state.items()}


def read_saved(path: str | os.PathLike[str]) -> object:
    """What ``torch.save`` wrote, of tensors and plain values alone.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it cannot be read so.
    """
    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        raise FileNotFoundError(f"there are no parameters at '{path}'") from None
    except Exception as error:  # bytes that are no such file raise whatever they look like
        reason = str(error).split("\n", maxsplit=1)[0]
        raise ValueError(f"'{path}' must hold a state dictionary (got: {reason})") from error


def check_state(path: str | os.PathLike[str], state: object) -> dict[str, Tensor]:
    """What a file holds, if it is a state dictionary of finite numbers.

    Raises:
        ValueError: If it is not.
    """
    if not isinstance(state, Mapping) or not all(
        isinstance(name, str) and isinstance(value, Tensor) for name, value in state.items()
    ):
        raise ValueError(f"'{path}' must hold a state dictionary (got {type(state).__name__})")
    for name, value in state.items():
        if not value.isfinite().all():
            raise ValueError(f"'{name}' in '{path}' must be finite (got values that are not)")
    return dict(state)


class PublishedState:
    """A state dictionary of which every entry is asked for once.

    Args:
        path: A file of ``torch.save``; nothing but tensors is read from it.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it holds no state dictionary, or numbers that are not finite.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = path
        # The repository of the JetClass networks wraps its modules.
        state = read_state(path)
        self._state = {name.removeprefix("mod."): value for name, value in state.items()}

    def count(self, prefix: str) -> int:
        """One more than the largest number that stands behind a prefix."""
        matches = [re.match(rf"{re.escape(prefix)}(\d+)\.", name) for name in self._state]
        return max((1 + int(match[1]) for match in matches if match), default=0)

    def take(self, name: str, dimensions: int) -> Tensor:
        """An entry, without the axes of length 1 that kernels of one pixel have.

        Raises:
            ValueError: If it is missing, or has not as many axes.
        """
        if name not in self._state:
            raise ValueError(f"the parameters in '{self.path}' must have '{name}' (got none)")
        value: Tensor = self._state.pop(name)
        while value.ndim > dimensions and value.shape[-1] == 1:
            value = value.squeeze(-1)
        if value.ndim != dimensions:
            raise ValueError(
                f"'{name}' in '{self.path}' must have {dimensions} axes "
                f"(got shape {tuple(value.shape)})"
            )
        return value

    def linear(self, theirs: str, ours: str, bias: bool = False) -> dict[str, Tensor]:
        """The entries of a product."""
        state = {f"{ours}.weight": self.take(f"{theirs}.weight", 2)}
        if bias:
            state[f"{ours}.bias"] = self.take(f"{theirs}.bias", 1)
        return state

    def affine(
        self, theirs: str, ours: str, dimensions: int, separator: str = "."
    ) -> dict[str, Tensor]:
        """Weight, of so many axes, and bias of a layer."""
        return {
            f"{ours}.weight": self.take(f"{theirs}{separator}weight", dimensions),
            f"{ours}.bias": self.take(f"{theirs}{separator}bias", 1),
        }

    def has(self, name: str) -> bool:
        """Whether there is such an entry."""
        return name in self._state

    def norm(self, theirs: str, ours: str) -> dict[str, Tensor]:
        """The entries of a batch normalisation."""
        return {
            f"{ours}.{name}": self.take(f"{theirs}.{name}", int(name != _NORM[-1]))
            for name in _NORM
        }

    def edge_conv(self, theirs: str, ours: str, layers: int) -> dict[str, Tensor]:
        """The entries of an edge convolution that ParticleNet and LundNet have alike."""
        state: dict[str, Tensor] = {}
        for layer in range(layers):
            state |= self.norm(f"{theirs}.bns.{layer}", f"{ours}.norms.{layer}")
        if any(name.startswith(f"{theirs}.sc") for name in self._state):
            state |= self.linear(f"{theirs}.sc", f"{ours}.shortcut")
            state |= self.norm(f"{theirs}.sc_bn", f"{ours}.shortcut_norm")
        return state

    def load_into(self, tagger: Tagger, state: Mapping[str, Tensor]) -> None:
        """Give a tagger its parameters, once all entries were asked for, and the default frame.

        Raises:
            ValueError: If entries are left over, or shapes do not fit.
        """
        if self._state:
            raise ValueError(
                f"the parameters in '{self.path}' must be of such a network and no more "
                f"(got also {', '.join(self._state)})"
            )
        tagger.frame_number.fill_(FRAMES.index("jet"))
        own = {name: tagger.get_buffer(name) for name in ("center", "scale", "frame_number")}
        try:
            tagger.load_state_dict({**own, **state})
        except RuntimeError as error:
            reason = " ".join(str(error).split())
            raise ValueError(
                f"the parameters in '{self.path}' must fit together (got {reason})"
            ) from None


def fix_norms(module: Module) -> None:
    """Keep the statistics of all batch normalisations as they are, in training too."""
    for layer in module.modules():
        if isinstance(layer, RowBatchNorm):
            layer.eval()

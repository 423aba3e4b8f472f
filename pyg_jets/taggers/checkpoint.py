"""Parameters of a network of one's own, from whatever they were saved in."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import TypeVar

from torch import Tensor
from torch.nn import Module

from pyg_jets.taggers._published_state import check_state, read_saved
from pyg_jets.taggers.adapted.tagger import AdaptedTagger
from pyg_jets.taggers.loading import load_tagger
from pyg_jets.taggers.tagger import Tagger

Network = TypeVar("Network", bound=Module)
_INSIDE = ("state_dict", "model_state_dict", "model", "network", "net", "weights")
"""Under which names training programs keep the parameters in their files."""


def load_checkpoint(network: Network, path: str | os.PathLike[str]) -> Network:
    """Give a network the parameters of a file.

    The file is one of ``torch.save``: a state dictionary, or a dictionary that has one, as
    Lightning's ``.ckpt``; names may begin with what Lightning, DataParallel or torch.compile put
    before them (``model.``, ``module.``, ``_orig_mod.``). Nothing but tensors and plain values is
    read from it. For a tagger it may be one of :meth:`Tagger.save` too.

    Args:
        network: A network, or what :func:`pyg_jets.taggers.adapt` made of it.
        path: The file.

    Returns:
        The network.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it holds no parameters, or others than the network has.
    """
    if isinstance(network, Tagger) and _is_safetensors(path):
        load_tagger(path, into=network)
        return network
    state = _state_of(path)
    inner: Module = network.module if isinstance(network, AdaptedTagger) else network
    own = inner.state_dict()
    fitting = _renamed(state, set(own))
    if not {name for name, _ in inner.named_parameters()} <= set(fitting):
        missing = sorted({name for name, _ in inner.named_parameters()} - set(fitting))
        raise ValueError(
            f"'{path}' must hold the parameters of the network (it lacks {', '.join(missing[:3])}; "
            f"it has {', '.join(sorted(state)[:3])})"
        )
    try:
        inner.load_state_dict(fitting)
    except RuntimeError as error:
        reason = " ".join(str(error).split())[:300]
        raise ValueError(f"'{path}' must fit the network (got: {reason})") from error
    return network


def _is_safetensors(path: str | os.PathLike[str]) -> bool:
    """Their header, JSON, begins after eight bytes."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            return file.read(9)[8:] == b"{"
    except FileNotFoundError:
        raise FileNotFoundError(f"there are no parameters at '{path}'") from None


def _state_of(path: str | os.PathLike[str]) -> dict[str, Tensor]:
    saved = read_saved(path)
    if isinstance(saved, Mapping):
        inside = [saved[name] for name in _INSIDE if isinstance(saved.get(name), Mapping)]
        saved = inside[0] if inside else saved
    return check_state(path, saved)


def _renamed(state: Mapping[str, Tensor], own: set[str]) -> dict[str, Tensor]:
    """Without what stands before all names of the network."""
    best: dict[str, Tensor] = {}
    prefixes = {""} | {name[: -len(key)] for name in state for key in own if name.endswith(key)}
    for prefix in sorted(prefixes, key=len):
        bare = {
            re.sub(r"^(module\.|_orig_mod\.)+", "", name.removeprefix(prefix)): value
            for name, value in state.items()
            if name.startswith(prefix)
        }
        if len(own & set(bare)) > len(own & set(best)):
            best = bare
    return best

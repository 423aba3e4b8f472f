"""Taggers read back from files."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any, get_args

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from pyg_jets.taggers.finite import check_finite_state
from pyg_jets.taggers.tagger import FILE_FORMAT, Objective, Tagger
from pyg_jets.taggers.target import at_target


def load_tagger(path: str | os.PathLike[str], into: Tagger | None = None) -> Tagger:
    """Read a tagger that :meth:`Tagger.save` wrote.

    Args:
        path: The file.
        into: A tagger of the same kind and configuration that takes the parameters. One that
            :func:`pyg_jets.taggers.adapt` made must be given, since a file cannot hold its code.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it is a folder, truncated, foreign, of a tagger that this version does not
            have, of another configuration than ``into``, which then stays as it was, or has
            numbers that are not finite.
    """
    from pyg_jets import taggers
    from pyg_jets.taggers.l_gatr import LGATr

    try:
        with safe_open(path, framework="pt") as file:
            metadata = file.metadata() or {}
            state = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
    except FileNotFoundError:
        raise FileNotFoundError(f"there is no tagger at '{path}'") from None
    except (SafetensorError, OSError) as error:
        if os.path.isdir(path):  # noqa: PTH112  (any path will do)
            raise ValueError(f"'{path}' must be a file with a tagger (got a folder)") from error
        raise ValueError(f"'{path}' is no saved tagger, or truncated ({error})") from error
    classes = {name: getattr(taggers, name) for name in taggers.__all__} | {"LGATr": LGATr}
    known = [type(into).__name__]
    if into is None:
        known = [name for name, member in classes.items() if isinstance(member, type)]
    if metadata.get("format") != FILE_FORMAT or metadata.get("tagger") not in known:
        got = metadata.get("tagger", "a foreign file")
        expected = "a tagger of pyg_jets.taggers" if into is None else f"a {known[0]}"
        again = ": adapt the module again and give it as 'into'" if got == "AdaptedTagger" else ""
        other = _other_version(metadata)
        raise ValueError(f"'{path}' must hold {expected} (got {got}){again}{other}")
    if any(tensor.is_complex() for tensor in state.values()):
        raise ValueError(f"'{path}' must hold real numbers (got complex ones)")
    try:
        config = json.loads(metadata["config"])
        if into is None:
            with torch.random.fork_rng():  # parameters are drawn, though they are replaced
                tagger: Tagger = classes[metadata["tagger"]](**config)
        else:
            _check_fits(path, into, config, state)
            tagger = into
        check_finite_state(f"'{path}'", state, dict(tagger.named_parameters()))
        tagger.to(state["center"].dtype).load_state_dict(state)
        tagger = _named(tagger, metadata)
    except Exception as error:  # what is built from a configuration may raise anything
        if type(error) is ValueError:
            raise
        raise ValueError(
            f"'{path}' does not fit its own configuration ({_first_line(error)})"
            f"{_other_version(metadata)}"
        ) from error
    return tagger.eval()


def _named(tagger: Tagger, metadata: Mapping[str, str]) -> Tagger:
    """What its output is, of which classes, and at which target."""
    if "classes" in metadata:
        tagger.classes = json.loads(metadata["classes"])
    objective: Any = metadata.get("objective", "classes")
    if objective not in get_args(Objective):
        raise ValueError(f"its objective must be one of {get_args(Objective)} (got '{objective}')")
    tagger.objective = objective
    if "target" not in metadata:
        return tagger
    target = json.loads(metadata["target"])
    return at_target(tagger, tuple(target) if isinstance(target, list) else target)


def _first_line(error: Exception) -> str:
    """Torch lists all parameters that do not fit, one a line."""
    return " ".join(str(error).split())[:300] or type(error).__name__


def _other_version(metadata: Mapping[str, str]) -> str:
    """The likely reason why a file does not fit, if there is one."""
    written, here = metadata.get("version"), version("pyg_jets")
    if metadata.get("format") != FILE_FORMAT or written in (None, here):
        return ""
    return f": it was written by pyg_jets {written}, and this is {here}; train it again"


def _check_fits(path: Any, into: Tagger, config: dict[str, Any], state: dict[str, Tensor]) -> None:
    own = json.loads(json.dumps(into.config))
    if own != config:
        raise ValueError(
            f"'{path}' must fit 'into': its configuration must be {own} (got {config})"
        )
    shapes = {name: tuple(tensor.shape) for name, tensor in into.state_dict().items()}
    stored = {name: tuple(tensor.shape) for name, tensor in state.items()}
    for name in shapes.keys() | stored.keys():
        if shapes.get(name) != stored.get(name):
            raise ValueError(
                f"'{path}' must fit 'into': '{name}' must have shape {shapes.get(name)} "
                f"(got {stored.get(name)})"
            )

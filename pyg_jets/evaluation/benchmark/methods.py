"""The methods of the benchmark: those of the package, the response field, and users'."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from pyg_jets.attribution import METHODS, Attribution
from pyg_jets.attribution.per_node import per_node
from pyg_jets.intervention.response import response
from pyg_jets.lund import lund_coordinates
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.user_file import run_file


@per_node
def response_size(tagger: Tagger, batch: Any) -> Tensor:
    r"""How fast the logit changes when a splitting moves, :math:`|dL / d(x, \ln k_t)|`.

    With :func:`pyg_jets.intervention.response`; x is :math:`\ln 1/\Delta`.

    Shapes:
        - **output:** ``(num_nodes,)``, not negative; 0 on leaves
    """
    field = response(tagger, batch)
    values = torch.zeros(batch.num_nodes, dtype=torch.float64)
    node = lund_coordinates(batch).node
    values[node] = torch.hypot(field.ln_inv_delta, field.ln_kt).cpu()
    return values


RESPONSE = Attribution(response_size, "response, size", signed=False, on_splittings=True)

ALL: Mapping[str, Attribution] = {**METHODS, "response": RESPONSE}
"""All methods, by the name that the command line has for them."""


def methods_named(names: Iterable[str] | None, files: Iterable[str] = ()) -> dict[str, Attribution]:
    """Methods by their names, and those in users' files.

    Args:
        names: Of :data:`ALL`; all if not given.
        files: ``"FILE.py:NAME"`` each.

    Raises:
        ValueError: If there is none of a name, a name comes twice, or a file is not as
            :func:`method_of_file` has it.
    """
    wanted = list(ALL) if names is None else list(names)
    for name in wanted:
        if name not in ALL:
            raise ValueError(f"a method must be one of {', '.join(ALL)} (got '{name}')")
    listed = [(name, ALL[name]) for name in wanted] + [method_of_file(text) for text in files]
    given = [name for name, _ in listed]
    for name in given:
        if given.count(name) > 1:
            raise ValueError(
                f"methods must have different names (got '{name}' {given.count(name)} times)"
            )
    return dict(listed)


def method_of_file(text: str) -> tuple[str, Attribution]:
    """A method in somebody's file, and its name there.

    It is called as ``method(tagger, batch)`` and gives a number per node. Where the tagger's states
    lie on constituents, its values are folded onto the splittings; a method whose values lie there
    already is given as an :class:`pyg_jets.attribution.Attribution`.

    Args:
        text: ``"FILE.py:NAME"``.

    Raises:
        ValueError: If there is no such file, it cannot be run, or it has no such function.
    """
    match = re.fullmatch(r"(.+\.py):(\w+)", text)
    if match is None or not Path(match[1]).is_file():
        raise ValueError(f"'--method' must be FILE.py:NAME with a file that exists (got '{text}')")
    try:
        method = getattr(run_file(match[1]), match[2])
    except (Exception, SystemExit) as error:  # a user's file may raise anything, or end the process
        raise ValueError(
            f"'{match[1]}' must define the method '{match[2]}' (got: {error!r})"
        ) from error
    return match[2], as_attribution(match[2], method)


def as_attribution(name: str, method: Any) -> Attribution:
    """A function as a method with a name.

    Args:
        name: For tables.
        method: ``(tagger, batch)`` -> ``(num_nodes,)``, or an ``Attribution``.

    Raises:
        ValueError: If it cannot be called.
    """
    if isinstance(method, Attribution):
        return method
    if not callable(method):
        raise ValueError(
            f"the method '{name}' must be a function (tagger, batch) -> (num_nodes,) "
            f"(got a {type(method).__name__})"
        )
    return Attribution(per_node(method), name)

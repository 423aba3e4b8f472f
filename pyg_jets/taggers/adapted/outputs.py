"""What a network's numbers are, and the head that makes the logit of them."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import torch
from torch import Tensor
from torch.nn import Sequential

from pyg_jets.taggers._class_head import Log, Logit, LogOdds, check_classes

Outputs: TypeAlias = Literal["nodes", "embedding", "logit", "logits", "probabilities"]
"""What a network gives: vectors of nodes; of each jet a vector, the logit of the signal, a score
for each class, or probabilities (of the signal, or of each class)."""


def outputs_of(tried: list[Tensor], num_jets: int, given: Outputs | None) -> Outputs:
    """What the numbers are: as was said, or where one reading alone is possible.

    Args:
        tried: What :func:`pyg_jets.taggers.adapted.trial.trial` gives.
        num_jets: Of how many jets.
        given: What was said.

    Raises:
        ValueError: If it was not said and may be several things, or cannot be what was said.
    """
    of_nodes, number = len(tried[0]) != num_jets, tried[0].shape[1]
    if given is not None:
        _check_possible(given, of_nodes, number)
        return given
    if of_nodes:
        return "nodes"
    bounded = all(bool(((out >= 0) & (out <= 1)).all()) for out in tried)
    if number > 2 or (number == 1 and bounded):
        what = "numbers of each jet are" if number > 2 else "number of each jet, from 0 to 1, is"
        readings = ("embedding", "logits", "probabilities") if number > 2 else (
            "probabilities", "logit", "embedding"
        )  # fmt: skip
        raise ValueError(
            f"'outputs' must say what the network's {number} {what}: one of "
            f"{', '.join(readings)} (got none)"
        )
    sums = all(torch.allclose(out.sum(1), torch.ones_like(out[:, 0])) for out in tried)
    return "logit" if number == 1 else "probabilities" if bounded and sums else "logits"


def _check_possible(given: str, of_nodes: bool, number: int) -> None:
    if given not in get_args(Outputs):
        raise ValueError(f"'outputs' must be one of {', '.join(get_args(Outputs))} (got '{given}')")
    fits = {"logit": number == 1, "logits": number >= 2}.get(given, True)
    if (given == "nodes") != of_nodes or not fits:
        rows = "node" if of_nodes else "jet"
        raise ValueError(
            f"'outputs' must fit what the network gives, {number} numbers for each {rows} "
            f"(got '{given}')"
        )


def head_of(outputs: Outputs, number: int, target: tuple[int, int] | None) -> Sequential | None:
    """What makes the logit of what the network gives; None: a head that learns.

    Raises:
        ValueError: If ``target`` is missing, or is no two of the classes.
    """
    if outputs in ("nodes", "embedding"):
        return None
    if number == 1:
        return Sequential(Logit()) if outputs == "probabilities" else Sequential()
    if target is None and number > 2:
        raise ValueError(
            f"'target' must say which of {number} classes are signal and background, such as "
            "(1, 0) (got none)"
        )
    signal, background = check_classes(target or (1, 0), number)
    odds = LogOdds(signal, background)
    return Sequential(Log(), odds) if outputs == "probabilities" else Sequential(odds)

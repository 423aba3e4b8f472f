"""What a network's numbers are, and the head that makes the logit of them."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import torch
from torch import Tensor
from torch.nn import Module, Sequential

from pyg_jets.taggers._class_head import Log, Logit
from pyg_jets.taggers.target import Target, target_layer

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


def head_of(
    outputs: Outputs, number: int, target: Target, num_classes: int | None
) -> tuple[Sequential | None, int | None]:
    """What makes the output of what the network gives, and of how many classes that is.

    None for a head: one that learns; None for classes: one logit.

    Raises:
        ValueError: If ``target`` is none of the classes, or given where there are none, or
            ``num_classes`` is not their number.
    """
    if outputs in ("nodes", "embedding"):
        if target is not None:
            raise ValueError(
                f"'target' must be None for a network that gives vectors, no classes (got "
                f"{target!r}): give 'num_classes' here, and the target to what asks for it"
            )
        return None, num_classes
    if num_classes not in (None, number):
        raise ValueError(
            f"'num_classes' must be the number of scores that the network gives, {number} "
            f"(got {num_classes})"
        )
    probabilities = outputs == "probabilities"
    first: list[Module] = [(Logit() if number == 1 else Log())] if probabilities else []
    if target is None and number > 2:
        return Sequential(*first), number
    layer = target_layer(target, number, None)
    return Sequential(*first, *([] if layer is None else [layer])), None

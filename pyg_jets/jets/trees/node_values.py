"""One number per node: what every attribution is, and what reads them asks for."""

from __future__ import annotations

from typing import Any

from torch import Tensor


def check_node_values(name: str, values: Tensor, batch: Any, where: Tensor | None = None) -> None:
    """Refuse what is not one number per node, or is NaN where it counts.

    Args:
        name: Of the argument, for the message.
        values: A number per node.
        batch: The trees.
        where: The nodes whose numbers count and must not be NaN; not given: none is looked at.

    Raises:
        ValueError: If the shape is another one, or a number that counts is NaN.
    """
    missing = 0
    if right := tuple(values.shape) == (batch.num_nodes,):
        missing = 0 if where is None else int(values[where].isnan().sum())
    if not right or missing:
        raise ValueError(
            f"'{name}' must have one number per node, ({batch.num_nodes},) "
            f"(got shape {tuple(values.shape)}{f' with {missing} that are NaN' if missing else ''})"
        )

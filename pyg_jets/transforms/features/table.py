"""Features of all nodes of one kind as the columns of a table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor

from pyg_jets.transforms.features._functions import Value
from pyg_jets.transforms.features.feature import Feature, FeatureLike, read_features
from pyg_jets.transforms.features.lookup import MissingColumn, on_rows, value_of
from pyg_jets.transforms.features.rows import Rows, Where


def feature_table(
    data: Any,
    features: Iterable[FeatureLike],
    where: Where = "constituents",
    *,
    columns: bool = True,
) -> Tensor:
    """Features of nodes, scaled, ``(num_nodes, num_features)`` float64; 0 on all other nodes.

    Args:
        data: A tree or a batch.
        features: What is read, see :class:`Feature`.
        where: Which nodes: ``"constituents"``, ``"nodes"`` (all of them) or ``"splittings"``.
        columns: Whether columns of the jets come before what momenta say; if not, a file's own
            ``part_deta`` is not looked at.

    Raises:
        ValueError: If a name means nothing for these jets, a function does not give one number for
            each node, or as in :class:`Feature`.

    Example:
        >>> from pyg_jets import Constituents, cluster
        >>> jets = Constituents([[3.0, 0.0, 0.0, 3.0], [1.0, 0.0, 0.0, 1.0]], [0, 2])
        >>> feature_table(cluster(jets)[0], ["part_pt", "np.log(part_pt / jet_pt) < -1"])
        tensor([[3., 0.],
                [1., 1.],
                [0., 0.]], dtype=torch.float64)
    """
    rows = Rows(data, where, columns)
    table = torch.stack([_column(rows, feature) for feature in read_features(features)], 1)
    return table.new_zeros(data.num_nodes, table.shape[1]).index_put((rows.node,), table)


def _column(rows: Rows, feature: Feature) -> Tensor:
    if isinstance(feature.of, str):
        return feature.scaled(on_rows(rows, value_or_absent(rows, feature)))
    given = feature.of(rows.data)
    shape = tuple(given.shape) if isinstance(given, Tensor) else type(given).__name__
    if shape != (rows.data.num_nodes,):
        raise ValueError(
            f"feature '{feature.name}' must give one number for each node, "
            f"({rows.data.num_nodes},) (got {shape})"
        )
    return feature.scaled(given[rows.node].double())


def value_or_absent(rows: Rows, feature: Feature) -> Value:
    """What a name or an expression is, or what stands for it where jets have not the column.

    Raises:
        MissingColumn: If nothing does.
        ValueError: As :func:`feature_table`.
    """
    try:
        return value_of(rows, str(feature.of))
    except MissingColumn:
        if feature.absent is None:
            raise
        return Value(rows.p4.new_tensor(feature.absent))

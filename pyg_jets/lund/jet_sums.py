"""What every jet brings to every bin of a Lund map: resampled jets are products with it."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import torch
from scipy.sparse import csr_array
from torch import Tensor

from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.jets.trees.node_values import check_node_values
from pyg_jets.lund.coordinates import Part, lund_coordinates
from pyg_jets.lund.plane import LundPlane
from pyg_jets.metrics import Floats, weight_array


class JetSums(NamedTuple):
    """Splittings and sums of their values, jet by jet and bin by bin, times the jets' weights.

    Shapes:
        - **counts**, **sums:** ``(num_jets, bins)``, sparse; the plane's bins in a row
        - **squares:** likewise; splittings times the squares of the weights
        - **weight:** ``(num_jets,)``, 1 if jets have no weights
    """

    counts: Any
    sums: Any
    squares: Any
    weight: Floats

    @classmethod
    def of(
        cls,
        plane: LundPlane,
        jets: JetTreeDataset,
        values: Tensor | None = None,
        part: Part = "all",
        *,
        root: bool = True,
    ) -> JetSums:
        """Of some jets.

        Args:
            plane: Its bins are taken.
            jets: The jets.
            values: A number per node of ``jets.batch()``; 1 if not given.
            part: As in :meth:`pyg_jets.lund.LundCoordinates.part`.
            root: Likewise.

        Raises:
            ValueError: If there is not one value per node, one is not finite, or a weight is
                negative or not finite.
        """
        batch = jets.batch()
        values = torch.ones(batch.num_nodes) if values is None else values
        check_node_values("values", values, batch)
        where = lund_coordinates(batch).part(part, root=root)
        value = values.detach().double()[where.node].numpy()
        if not np.isfinite(value).all():
            raise ValueError(f"'values' must be finite (got {(~np.isfinite(value)).sum()} not)")
        x, y = plane.edges
        column, row = np.digitize(where.ln_inv_delta, x) - 1, np.digitize(where.ln_kt, y) - 1
        shape = len(x) - 1, len(y) - 1
        inside = (column >= 0) & (column < shape[0]) & (row >= 0) & (row < shape[1])
        jet = batch.batch[where.node].numpy()[inside]
        bins = column[inside] * shape[1] + row[inside]
        weight = weight_array(where.weight, len(jets))
        once, size = weight[jet], (len(jets), math.prod(shape))
        counts, sums, squares = (
            csr_array((column, (jet, bins)), size)
            for column in (once, once * value[inside], once**2)
        )
        return cls(counts, sums, squares, weight)

"""What a network is given: rows of its nodes, the graph among them, and what else it may want."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import torch
from torch import Tensor

from pyg_jets.transforms import SubGraph
from pyg_jets.transforms._one_or_many import place_in_jet

PLACES = {
    "points": ("part_deta", "part_dphi"),
    "lorentz_vectors": ("part_px", "part_py", "part_pz", "part_energy"),
}
"""Tables that networks read beside their features, and their columns."""


class Given(NamedTuple):
    """Jets as a network reads them.

    Attributes:
        graph: The nodes that are read, jet after jet.
        more: Of the edges ``edge_attr`` and ``edge_weight``, of the nodes the tables of
            :data:`PLACES`, if there are any.
        length: Number of slots of a jet in dense networks; None: of the largest jet.
    """

    graph: SubGraph
    more: Mapping[str, Tensor]
    length: int | None = None

    def with_rows(self, x: Tensor) -> Given:
        """The same with other features."""
        return self._replace(graph=self.graph._replace(x=x))

    @property
    def slots(self) -> Tensor:
        """The place of every node in its jet."""
        return place_in_jet(self.graph.batch, self.graph.num_jets)

    @property
    def size(self) -> int:
        """Number of slots of every jet."""
        if self.length is not None:
            return self.length
        counts = torch.bincount(self.graph.batch, minlength=self.graph.num_jets)
        return int(counts.max()) if len(counts) else 0

    def padded(self, rows: Tensor) -> Tensor:
        """Rows of nodes in slots, ``(num_jets, slots, channels)``; 0 in slots without a node."""
        place = self.graph.batch, self.slots
        slots = rows.new_zeros(self.graph.num_jets, self.size, rows.shape[1])
        return slots.index_put(place, rows)

    def filled(self) -> Tensor:
        """Which slots have a node, ``(num_jets, slots)``."""
        shape = self.graph.num_jets, self.size
        filled = self.graph.batch.new_zeros(shape, dtype=torch.bool)
        filled[self.graph.batch, self.slots] = True
        return filled

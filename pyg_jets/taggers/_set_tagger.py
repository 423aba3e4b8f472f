"""What the taggers share that read a jet's constituents as a set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch import Tensor

from pyg_jets.taggers.tagger import Tagger
from pyg_jets.transforms import ParticleSet
from pyg_jets.transforms._one_or_many import jet_of_node, num_jets


class SetTagger(Tagger):
    r"""A tagger that reads :class:`pyg_jets.transforms.ParticleSet` and no tree.

    The state :math:`h_i` of a constituent is its last one before pooling; merges have 0, and what
    they have is never looked at. A subclass writes ``states``, on :meth:`particles` and
    :func:`on_nodes`, and ``readout``.

    Args:
        hidden_channels: Size of the embedding.
        columns: What it reads of every constituent.
        **options: Of :class:`Tagger`.
    """

    node_states = "leaves"
    reads = "particles"

    def __init__(self, hidden_channels: int, columns: Sequence[str], **options: Any) -> None:
        super().__init__(hidden_channels, **options)
        self.transform = ParticleSet(columns)

    def inputs(self, batch: Any) -> Tensor:
        """The columns of all constituents, ``(num_constituents, num_columns)``."""
        batch = self.view(batch)
        return self.particles(batch, constituents(batch))

    def input_jets(self, batch: Any) -> Tensor:
        """The jet of every constituent."""
        return jet_of_node(batch)[batch.is_leaf]

    def particles(self, batch: Any, node: Tensor) -> Tensor:
        """The columns of some nodes of a view, not scaled, in the tagger's precision."""
        particles: Tensor = batch.particles.index_select(0, node)
        return particles.to(self.center.dtype)


def constituents(batch: Any, length: int | None = None) -> Tensor:
    """Nodes of the constituents, or of the ``length`` hardest of each jet, in their order."""
    chosen = batch.is_leaf
    if length is not None:
        chosen = chosen & (batch.particle_slot < length)
    nodes: Tensor = chosen.nonzero().flatten()
    return nodes


def on_nodes(rows: Tensor, node: Tensor, batch: Any, gate: Tensor | None) -> Tensor:
    """Rows of some nodes among those of all; 0 for the others, then the gate.

    Shapes:
        - **rows:** ``(n, channels)``; **node:** ``(n,)``; **output:** ``(num_nodes, channels)``
    """
    states = rows.new_zeros(batch.num_nodes, rows.shape[1]).index_copy(0, node, rows)
    return states if gate is None else states + gate


def in_slots(states: Tensor, node: Tensor, batch: Any, length: int) -> Tensor:
    """Some nodes' states in falling pt, ``(num_jets, length, channels)``; 0 in empty slots."""
    slots = states.new_zeros(num_jets(batch) * length, states.shape[1])
    place = jet_of_node(batch)[node] * length + batch.particle_slot[node]
    rows = states.index_select(0, node)
    return slots.index_copy(0, place, rows).view(-1, length, states.shape[1])

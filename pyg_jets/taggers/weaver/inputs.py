"""What a weaver network reads, made from trees: a table for each of its inputs, then slots."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from pyg_jets.jets.packing import borders
from pyg_jets.taggers.weaver.config import Group, WeaverConfig
from pyg_jets.transforms._one_or_many import add_fields, jet_of_node, num_jets
from pyg_jets.transforms._view import View
from pyg_jets.transforms.features import Feature
from pyg_jets.transforms.features.lookup import value_of
from pyg_jets.transforms.features.rows import Rows
from pyg_jets.transforms.features.table import value_or_absent


class WeaverInputs(View):
    """The scaled variables of every constituent, and of every jet.

    Args:
        config: Weaver's configuration.

    Shapes:
        fields that are added to a :class:`pyg_jets.JetTree` or to a batch of them

        - **weaver_GROUP:** ``(num_nodes, num_variables)`` float32, 0 on merges; for inputs of the
          jet ``(num_jets, num_variables)``
    """

    def __init__(self, config: WeaverConfig) -> None:
        self.config = config
        self.field = field_of(next(iter(config.groups.values())))

    def forward(self, data: Any) -> Any:
        """Add the fields.

        Raises:
            ValueError: If jets have not the columns, or a variable of jets is where one of
                particles must be, or the other way round.
        """
        rows = Rows(data)
        of_jets, of_nodes = {}, {}
        for group in self.config.groups.values():
            columns = [_column(rows, group, feature) for feature in group.features]
            table = torch.stack(columns, 1).float()
            if group.of_jets:
                of_jets[field_of(group)] = table
                continue
            nodes = table.new_zeros(data.num_nodes, table.shape[1])
            of_nodes[field_of(group)] = nodes.index_put((rows.node,), table)
        return add_fields(data, per_jet=of_jets, per_node=of_nodes)

    def selected(self, data: Any) -> Tensor:
        """Which jets pass the configuration's selection, ``(num_jets,)``.

        Raises:
            ValueError: If it is not of jets, or they have not the columns.
        """
        rows, text = Rows(data), self.config.selection
        if text is None:
            return torch.ones(rows.num_jets, dtype=torch.bool, device=rows.jet.device)
        value = value_of(rows, text)
        if value.of == "rows":
            raise ValueError(f"the selection must be one of jets (got '{text}', of particles)")
        return value.numbers.bool().expand(rows.num_jets)

    def __repr__(self) -> str:
        """All inputs, with their scales."""
        groups = self.config.groups.values()
        inputs = {group.name: [feature.options for feature in group.features] for group in groups}
        return f"{type(self).__name__}({inputs})"


def field_of(group: Group) -> str:
    """The name of its field."""
    return f"weaver_{group.name}"


def in_slots(table: Tensor, group: Group, data: Any) -> Tensor:
    """An input as the network takes it, ``(num_jets, num_variables, length)``.

    Constituents keep their order, which is that of the file; those beyond the length are left out.

    Args:
        table: Rows of the nodes, or of the jets.
        group: Which input it is.
        data: The trees.
    """
    if group.of_jets:
        return table if group.length is None else table[:, :, None]
    assert group.length is not None
    leaf = data.is_leaf.nonzero().flatten()
    ptr = borders(torch.bincount(jet_of_node(data)[leaf], minlength=num_jets(data)))
    count, slot = ptr.diff()[:, None], torch.arange(group.length, device=leaf.device)
    filled = slot < count
    node = leaf[ptr[:-1, None] + (slot % count if group.wrap else slot.where(filled, 0))]
    slots = table[node].transpose(1, 2)
    if group.wrap:
        return slots
    return torch.where(filled[:, None], slots, slots.new_tensor(group.padding)[:, None])


def _column(rows: Rows, group: Group, feature: Feature) -> Tensor:
    value = value_or_absent(rows, feature)
    if group.of_jets:
        if value.of == "rows":
            raise ValueError(
                f"input '{group.name}' has length {group.length}, so that its variables must be of "
                f"jets (got '{feature.name}', of particles)"
            )
        return feature.scaled(value.numbers.double().expand(rows.num_jets))
    if value.of == "jets":
        raise ValueError(
            f"input '{group.name}' has length {group.length}, so that its variables must be of "
            f"particles (got '{feature.name}', of jets)"
        )
    return feature.scaled(value.numbers.double().expand(len(rows.node)))

"""One tree or a batch of trees: which nodes are a jet's, sums over them, new fields for either."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from pyg_jets.jets import kinematics
from pyg_jets.jets.packing import borders


def num_jets(data: Any) -> int:
    """Number of jets: 1 in a single tree."""
    return int(getattr(data, "num_graphs", 1))


def jet_of_node(data: Any) -> Tensor:
    """The jet of every node, ``(num_nodes,)``."""
    jets: Tensor | None = getattr(data, "batch", None)
    if jets is None:
        jets = torch.zeros(data.num_nodes, dtype=torch.int64, device=data.p4.device)
    return jets


def cloud_sizes(data: Any) -> Tensor:
    """Number of particles in the cloud of every jet, ``(num_jets,)``."""
    return torch.bincount(jet_of_node(data)[data.cloud_mask], minlength=num_jets(data))


def frame_of(data: Any) -> Any:
    """The frame of the features of all jets; the jet's where there are none.

    Raises:
        ValueError: If there are jets in several frames.
    """
    frames = {data.frame} if isinstance(data.frame, str) else set(data.frame)
    if len(frames) > 1:
        raise ValueError(f"'batch' must be in one frame (got {', '.join(sorted(frames))})")
    return frames.pop() if frames else "jet"


def first_node(data: Any) -> Tensor:
    """The node with which every jet begins, ``(num_jets,)``."""
    ptr: Tensor | None = getattr(data, "ptr", None)
    if ptr is None:
        return torch.zeros(1, dtype=torch.int64, device=data.p4.device)
    return ptr[:-1]


def leaves_by_pt(data: Any) -> tuple[Tensor, Tensor]:
    """The constituents of every jet in falling pt, and their ranks in it from 0.

    Constituents of equal pt keep their order.

    Shapes:
        - **output:** ``(num_leaves,)`` nodes, jet after jet, and ``(num_leaves,)``
    """
    leaf = data.is_leaf.nonzero().flatten()
    leaf = leaf[torch.argsort(kinematics.pt2(data.p4[leaf]), descending=True, stable=True)]
    leaf = leaf[torch.argsort(jet_of_node(data)[leaf], stable=True)]
    jet = jet_of_node(data)[leaf]
    return leaf, place_in_jet(jet, num_jets(data))


def place_in_jet(jet: Tensor, num_jets: int) -> Tensor:
    """The place 0, 1, 2, ... of every row in its jet, of rows that lie jet after jet.

    Shapes:
        - **jet**, **output:** ``(num_rows,)``
    """
    return (
        torch.arange(len(jet), device=jet.device)
        - borders(torch.bincount(jet, minlength=num_jets))[jet]
    )


def sum_per_jet(values: Tensor, jet: Tensor, num_jets: int) -> Tensor:
    """Sums over the rows of every jet, in their order: the same alone and in a batch.

    Shapes:
        - **values:** ``(num_rows, ...)``; **jet:** ``(num_rows,)``; **output:** ``(num_jets, ...)``
    """
    return values.new_zeros(num_jets, *values.shape[1:]).index_add(0, jet, values)


def add_fields(
    data: Any,
    *,
    per_jet: Mapping[str, Tensor] | None = None,
    per_node: Mapping[str, Tensor] | None = None,
    edges: Mapping[str, Tensor] | None = None,
    per_edge: Mapping[str, Tensor] | None = None,
) -> Any:
    """Set fields such that a batch is still PyG's: it can be taken apart into its trees.

    Args:
        data: A tree or a batch that may be changed, as ``BaseTransform`` hands it on.
        per_jet: Fields with one row per jet.
        per_node: Fields with one row per node.
        edges: Fields with two nodes per column, jet after jet; named ``..._index``, as PyG's are.
        per_edge: Fields with one row per edge of the only one of ``edges``.
    """
    per_jet, per_node, edges, per_edge = per_jet or {}, per_node or {}, edges or {}, per_edge or {}
    for key, value in {**per_jet, **per_node, **edges, **per_edge}.items():
        data[key] = value
    if hasattr(data, "_slice_dict"):
        number, of_nodes = num_jets(data), data._slice_dict["x"]
        slices = dict.fromkeys(per_jet, torch.arange(number + 1)) | dict.fromkeys(
            per_node, of_nodes
        )
        for key, value in edges.items():
            of_edges = borders(torch.bincount(jet_of_node(data)[value[1]], minlength=number))
            slices |= dict.fromkeys((key, *per_edge), of_edges)
        shifts = dict.fromkeys(slices, torch.zeros(number, dtype=torch.int64))
        shifts |= dict.fromkeys(edges, first_node(data))
        # New dictionaries: those of the batch that was given are shared with its copy.
        data._slice_dict = {**data._slice_dict, **slices}
        data._inc_dict = {**data._inc_dict, **shifts}
    return data

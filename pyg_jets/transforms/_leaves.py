"""Trees back to the jets that they were made of, and what a user has added to them."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from pyg_jets.jets.columns import OF_JETS, OF_PARTICLES
from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.packing import borders
from pyg_jets.jets.trees.jet_tree import columns_of
from pyg_jets.transforms._one_or_many import add_fields, jet_of_node, num_jets

_FIELDS = {"x", "p4", "edge_index", "branch", "level", "frame", "batch", "ptr"}
_COLUMNS = {*OF_PARTICLES, *OF_JETS, "y", "particle_columns", "jet_columns"}
_VIEWS = (
    "cloud",
    "four_vectors",
    "image",
    "intensity",
    "lund",
    "node_table",
    "particle",
    "pixel",
    "sequence",
    "weaver",
)


def jets_of(trees: Any) -> Constituents:
    """The jets of a tree or a batch, with all columns that trees have.

    What trees do not know is lost: event numbers and hard partons.
    """
    leaf, jets = trees.is_leaf, num_jets(trees)
    ptr = borders(torch.bincount(jet_of_node(trees)[leaf], minlength=jets))
    named = {name: trees[name][leaf] for name in OF_PARTICLES if name in trees}
    own = columns_of(trees, "particle_columns")
    return Constituents(
        trees.p4[leaf],
        ptr,
        **named,
        label=trees.y if _has_labels(trees) else None,
        weight=trees.weight if "weight" in trees else None,
        particle_columns={name: column[leaf] for name, column in own.items()},
        jet_columns=columns_of(trees, "jet_columns"),
    )


def _has_labels(trees: Any) -> bool:
    return "y" in trees and not trees.y.is_floating_point()


def added(trees: Any) -> dict[str, dict[str, Tensor]]:
    """Fields that a user has set on a tree or a batch, by what they have a row for.

    The library's own fields are left out, and so are views, which are made anew where they are
    needed. Keys are ``"nodes"``, ``"jets"`` and ``"edges"``; of equal numbers the first is taken,
    but for names that begin with ``edge``, as PyG has them.
    """
    fields: dict[str, dict[str, Tensor]] = {"nodes": {}, "jets": {}, "edges": {}}
    lengths = (trees.num_nodes, num_jets(trees), trees.edge_index.shape[1])
    for name in trees.keys():  # noqa: SIM118
        known = name in _FIELDS or (name in _COLUMNS and (name != "y" or _has_labels(trees)))
        view = name in _VIEWS or name.startswith(tuple(f"{view}_" for view in _VIEWS))
        value = trees[name]
        if known or view or not isinstance(value, Tensor) or value.ndim == 0:
            continue
        if name.startswith("edge") and len(value) == lengths[2]:
            fields["edges"][name] = value
        elif len(value) in lengths:
            list(fields.values())[lengths.index(len(value))][name] = value
    return fields


def with_added(trees: Any, copies: Any, node: Tensor, jet: Tensor) -> Any:
    """Copies of jets with what a user has added to the originals.

    An edge has what that of the same child had.

    Args:
        trees: The originals.
        copies: A batch that may be changed, on the CPU.
        node: Which node of the originals each node of the copies was.
        jet: Which of the original jets each copy is of.

    Shapes:
        - **node:** ``(num_nodes,)`` and **jet:** ``(num_jets,)`` of the copies
    """
    child = trees.edge_index[0].cpu()
    edge_of = child.new_zeros(trees.num_nodes).index_put((child,), torch.arange(len(child)))
    rows = {"nodes": node, "jets": jet, "edges": edge_of[node[copies.edge_index[0]]]}
    found = {
        of: {name: value[rows[of].to(value.device)].cpu() for name, value in fields.items()}
        for of, fields in added(trees).items()
    }
    copies = add_fields(copies, per_node=found["nodes"], per_jet=found["jets"])
    for name, value in found["edges"].items():
        copies[name] = value
        for of in (copies._slice_dict, copies._inc_dict):
            of[name] = of["branch"]
    return copies

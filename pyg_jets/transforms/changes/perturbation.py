"""What the perturbations share: room for new particles, and trees that are clustered again."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch_geometric.transforms import BaseTransform

from pyg_jets.jets.clustering import cluster
from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.trees.edge_order import in_order
from pyg_jets.jets.trees.jet_tree import Frame, JetTree
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.transforms._leaves import added, jets_of
from pyg_jets.transforms._one_or_many import frame_of

_LOOKED_AT = 8


class Perturbation(BaseTransform):
    """A seeded change of the constituents, before clustering.

    Of ``Constituents`` it gives new ones with all columns, which are 0 for new particles. Of a
    ``JetTree``, a batch of them or a ``JetTreeDataset`` it takes the leaves, changes them and
    clusters again in the same frame; trees do not know their algorithm, so it is an argument, and
    it is checked. Shards are changed one by
    one: ``JetTreeShards.write(folder, (change(shards.shard(k)) for k in range(n)))``.
    The random numbers of a jet depend on the seed and its momenta alone
    (:func:`pyg_jets.transforms._per_jet.uniform_per_jet`), not on its neighbours or its place.

    Args:
        seed: Of the random numbers.
        algorithm: That the trees were made with; see :func:`pyg_jets.cluster`.

    Raises:
        TypeError: If the data are something else.
        ValueError: If the trees were made by another algorithm, are in several frames, or have
            fields of one's own on their nodes or jets.
    """

    def __init__(self, seed: int, algorithm: str | Any) -> None:
        self.seed, self.algorithm = seed, algorithm

    def perturbed(self, jets: Constituents) -> Constituents:
        """The jets with other constituents."""
        raise NotImplementedError(f"{type(self).__name__} must define 'perturbed'")

    def forward(self, data: Any) -> Any:
        """Change the constituents; cluster again what was clustered."""
        if isinstance(data, Constituents):
            return self.perturbed(data)
        if isinstance(data, JetTreeDataset):
            looked_at = data.index_select(slice(_LOOKED_AT))
            looked_at.transform = None
            self._check(looked_at.batch(), looked_at.constituents, data.frame)
            trees = self._trees(data.constituents, data.frame)
            trees.transform = data.transform
            return trees
        if isinstance(data, JetTree):
            _check_fields(data)
            jets = jets_of(data)
            frame = frame_of(data)
            self._check(data, jets, frame)
            trees = self._trees(jets, frame)
            return trees.batch() if hasattr(data, "num_graphs") else trees[0]
        raise TypeError(
            "a perturbation takes Constituents, a JetTree, a batch of them or a JetTreeDataset "
            f"(got {type(data).__name__})"
        )

    def _trees(self, jets: Constituents, frame: Frame) -> JetTreeDataset:
        return cluster(self.perturbed(jets), self.algorithm, frame=frame)

    def _check(self, trees: Any, jets: Constituents, frame: Frame) -> None:
        again = cluster(jets, self.algorithm, frame=frame).batch()
        trees = in_order(trees)
        same = (torch.equal(again[key], trees[key]) for key in ("edge_index", "p4"))
        if not all(same):
            raise ValueError(
                "trees to perturb must have been made with the same algorithm "
                f"(got algorithm={self.algorithm!r}): give the one that made them"
            )


def _check_fields(trees: Any) -> None:
    names = [name for fields in added(trees).values() for name in fields]
    if names:
        raise ValueError(
            f"trees to perturb must have no fields of your own (got {', '.join(names)}): give them "
            "as particle_columns or jet_columns of the Constituents, which go with the jets"
        )


def with_momenta(jets: Constituents, p4: Tensor) -> Constituents:
    """The same particles with other momenta, and all other columns.

    Args:
        jets: The jets.
        p4: Their new momenta.

    Shapes:
        - **p4:** ``(num_particles, 4)``
    """
    return jets.with_particles(p4, jets.ptr, lambda _, column: column)


def with_room(jets: Constituents, room: int) -> tuple[Tensor, Tensor, Tensor]:
    """Where particles stand when every jet has free rows at its end.

    Shapes:
        - rows of the particles ``(num_particles,)``, the free rows ``(num_jets, room)``, borders
          ``(num_jets + 1,)``
    """
    ptr = jets.ptr + room * torch.arange(len(jets.ptr))
    jet = torch.repeat_interleave(torch.arange(len(jets)), jets.ptr.diff())
    return torch.arange(len(jet)) + room * jet, ptr[1:, None] - room + torch.arange(room), ptr


def spread(column: Tensor, rows: Tensor, length: int, fill: int) -> Tensor:
    """A column of the particles in their new rows, and ``fill`` in the free ones."""
    return column.new_full((length,), fill).index_put((rows,), column)

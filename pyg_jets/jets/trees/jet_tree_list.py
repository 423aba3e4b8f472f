"""Trees that somebody holds one by one, as a data set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torch_geometric.data import Batch, Dataset

from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.packing import JetIndex, borders, jet_positions
from pyg_jets.jets.trees.jet_tree import Frame, JetTree, check_transformed


class JetTreeList(Dataset):
    """A list of :class:`JetTree`, with whatever fields they were given, as loaders take jets.

    Args:
        trees: The trees, at least one.

    Raises:
        TypeError: If something else is among them.
        ValueError: If there is none, or they are in several frames.
    """

    def __init__(self, trees: Sequence[JetTree]) -> None:
        super().__init__()
        for tree in trees:
            if not isinstance(tree, JetTree) or hasattr(tree, "num_graphs"):
                raise TypeError(f"a list of trees must hold JetTrees (got a {type(tree).__name__})")
        frames = sorted({tree.frame for tree in trees})
        if len(frames) != 1:
            raise ValueError(f"a list of trees must be in one frame (got {frames or 'no tree'})")
        self.trees = list(trees)
        self.frame: Frame = frames[0]

    def len(self) -> int:
        """Number of jets."""
        return len(self.trees)

    @property
    def y(self) -> Tensor | None:
        """Labels ``(num_jets,)``, if all trees have one."""
        if not all("y" in tree and tree.y is not None for tree in self.trees):
            return None
        return torch.cat([tree.y.reshape(1) for tree in self.trees])

    @property
    def weight(self) -> Tensor | None:
        """Weights of the jets ``(num_jets,)``, if the trees have them.

        Raises:
            ValueError: If some have one and others have not.
        """
        weighted = sum("weight" in tree for tree in self.trees)
        if weighted == 0:
            return None
        if weighted < len(self.trees):
            raise ValueError(
                f"all trees must have a 'weight', or none (got {weighted} of {len(self.trees)})"
            )
        return torch.cat([tree.weight.reshape(1).double() for tree in self.trees])

    @property
    def constituents(self) -> Constituents:
        """The leaves of all trees."""
        leaves = [tree.p4[tree.is_leaf] for tree in self.trees]
        ptr = borders(torch.tensor([len(p4) for p4 in leaves]))
        return Constituents(torch.cat(leaves), ptr, label=self.y, weight=self.weight)

    def get(self, idx: int) -> JetTree:
        """The tree of one jet."""
        return self.trees[idx]

    def index_select(self, idx: JetIndex) -> JetTreeList:
        """Some of the trees."""
        some = JetTreeList([self.trees[jet] for jet in jet_positions(idx, len(self)).tolist()])
        some.transform = self.transform
        return some

    def batch(self, jets: JetIndex = slice(None)) -> Any:
        """Some of the trees as one PyG ``Batch``."""
        trees = [self[jet] for jet in jet_positions(jets, len(self)).tolist()]
        check_transformed(trees)
        return Batch.from_data_list(trees)

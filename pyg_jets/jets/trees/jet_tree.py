"""A jet's clustering history as a PyG graph: leaves are constituents, the root is the jet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

import networkx as nx
import torch
from torch import Tensor
from torch_geometric.data import Data

from pyg_jets.jets import kinematics
from pyg_jets.jets.trees.edge_order import check_number_of_edges, in_order, permuted

Frame: TypeAlias = Literal["jet", "laboratory"]
"""Where the features are read: turned and boosted to the jet (phi = y = 0), or as measured."""

FRAMES: tuple[Frame, ...] = ("jet", "laboratory")

FEATURES = ("p", "eta", "phi", "energy", "energy_fraction", "pt", "theta")
"""The columns of ``x``: momenta and energies in GeV, angles in radians."""


_READ = ("x", "p4", "edge_index", "branch", "level")
"""What taggers and maps read of a tree."""


def node_features(p4: Tensor, root_p4: Tensor, frame: Frame = "jet") -> Tensor:
    r"""The seven features of every node, inner nodes too.

    They are those of `arXiv:1911.01872 <https://arxiv.org/abs/1911.01872>`_, section 1:

    .. math::
        (|p|, \eta, \phi, E, E / E_J, p_T, \theta = 2 \arctan e^{-\eta})

    Values that are not finite (a node along the beam) are set to 0, as in the original code.

    Args:
        p4: Momenta of the nodes in GeV.
        root_p4: Momentum of each node's jet in GeV.
        frame: ``"jet"`` or ``"laboratory"``.

    Shapes:
        - **p4**, **root_p4:** ``(num_nodes, 4)``; **output:** ``(num_nodes, 7)``
    """
    if frame == "jet":
        p4 = kinematics.to_jet_frame(p4, root_p4)
        root_p4 = kinematics.to_jet_frame(root_p4, root_p4)
    pt, eta, energy = kinematics.pt(p4), kinematics.eta(p4), p4[:, 3]
    momentum = torch.hypot(pt, p4[:, 2])
    theta = 2 * torch.atan(torch.exp(-eta))
    columns = (momentum, eta, kinematics.phi(p4), energy, energy / root_p4[:, 3], pt, theta)
    x = torch.stack(columns, dim=1)
    return torch.where(x.isfinite(), x, 0.0)


def check_transformed(trees: Sequence[Any]) -> None:
    """Refuse what a ``transform`` has made of trees if it cannot be read as one.

    Args:
        trees: What it gave.

    Raises:
        TypeError: If one is no :class:`JetTree`, or lacks a field that cannot be made again.
    """
    for tree in trees:
        lacking = [key for key in _READ if tree.get(key) is None] if _is_tree(tree) else []
        if lacking or not _is_tree(tree):
            got = f"one without {', '.join(lacking)}" if lacking else f"a {type(tree).__name__}"
            raise TypeError(
                f"a 'transform' must give a JetTree with {', '.join(_READ)} (got {got}): change "
                "the tree that it is given, and return it"
            )


def _is_tree(tree: Any) -> bool:
    return isinstance(tree, JetTree) and not hasattr(tree, "num_graphs")


def columns_of(trees: Any, of: str) -> dict[str, Tensor]:
    """The field ``particle_columns`` or ``jet_columns`` of trees; none if it is not there."""
    return trees[of] if of in trees.keys() else {}  # noqa: SIM118


class JetTree(Data):
    r"""One clustering history.

    Nodes are the leaves ``0 .. n-1`` in the order of the constituents, then the merges in
    clustering order, the root last: every child precedes its parent. Made by
    :func:`pyg_jets.cluster`, never by hand.

    Shapes:
        - **p4:** ``(num_nodes, 4)`` float64, ``(px, py, pz, E)`` in GeV, laboratory frame
        - **x:** ``(num_nodes, 7)``, see :func:`node_features`
        - **edge_index:** ``(2, num_nodes - 1)`` child -> parent
        - **branch:** ``(num_nodes - 1,)`` 0 on the harder child's edge, 1 on the softer one's; it
          decides, whatever the order of the edges (parent by parent, as they are made)
        - **level:** ``(num_nodes,)`` 0 on leaves, 1 + the highest child's above
        - **y**, **weight:** ``(1,)`` the label and the weight of the jet, if there are any
        - **pid**, **charge:** ``(num_nodes,)`` of the constituents, 0 on merges; if there are any
        - **particle_columns:** name -> ``(num_nodes,)``, 0 on merges
        - **jet_columns:** name -> ``(1,)``
        - **frame:** the frame of ``x``

    A PyG ``Batch`` of trees has the same fields one behind the other and the same properties.
    """

    def __inc__(self, key: str, value: Any, *args: Any, **options: Any) -> Any:
        """What PyG adds to a field of the next tree in a batch: nothing to a column.

        PyG would shift columns that have ``index`` or ``batch`` in their name, as node numbers.
        """
        columns = (columns_of(self, of).get(key) for of in ("particle_columns", "jet_columns"))
        if any(value is column for column in columns if column is not None):
            return 0
        return super().__inc__(key, value, *args, **options)

    @property
    def is_leaf(self) -> Tensor:
        """Mask ``(num_nodes,)`` of the constituents.

        Raises:
            ValueError: If edges were added or are missing.
        """
        check_number_of_edges(self)
        mask = torch.ones(self.num_nodes, dtype=torch.bool, device=self.edge_index.device)
        mask[self.edge_index[1]] = False
        return mask

    @property
    def is_root(self) -> Tensor:
        """Mask ``(num_nodes,)`` of the jets.

        Raises:
            ValueError: If edges were added or are missing.
        """
        check_number_of_edges(self)
        mask = torch.ones(self.num_nodes, dtype=torch.bool, device=self.edge_index.device)
        mask[self.edge_index[0]] = False
        return mask

    def sort(self, sort_by_row: bool = True) -> JetTree:
        """A copy with its edges sorted by child, or by parent, ``branch`` and weights with them.

        Args:
            sort_by_row: By child, else by parent.
        """
        child, parent = self.edge_index
        first, second = (child, parent) if sort_by_row else (parent, child)
        sorted_tree: JetTree = permuted(
            self, torch.argsort(first * self.num_nodes + second, stable=True)
        )
        return sorted_tree

    def coalesce(self) -> JetTree:
        """A copy with its edges sorted by child: a tree has no edge twice.

        PyG's own would leave ``branch`` behind.
        """
        return self.sort()

    def to_networkx(self) -> nx.DiGraph[int]:
        """The tree for drawing: edges child -> parent, ``p4`` and ``level`` on the nodes."""
        graph: nx.DiGraph[int] = nx.DiGraph()
        for node in range(self.num_nodes):
            graph.add_node(node, p4=self.p4[node].tolist(), level=int(self.level[node]))
        for (child, parent), branch in zip(
            self.edge_index.t().tolist(), self.branch.tolist(), strict=True
        ):
            graph.add_edge(child, parent, branch=branch)
        return graph

    def validate(self, raise_on_error: bool = True) -> bool:
        """Check every invariant of the class; works on a batch of trees too.

        Momenta must be sums of the children's: trees of a recombination scheme other than E do not
        pass.

        Raises:
            ValueError: If one is broken and ``raise_on_error`` is set; the message says which.
        """
        problem = _problem(self)
        if problem and raise_on_error:
            raise ValueError(f"not a clustering history: {problem}")
        return not problem


def _problem(tree: Any) -> str | None:  # noqa: PLR0911
    child, parent = tree.edge_index
    num_nodes, num_trees = tree.num_nodes, getattr(tree, "num_graphs", 1)
    counts = torch.bincount(parent, minlength=num_nodes)
    if child.shape[0] != num_nodes - num_trees or len(child.unique()) != len(child):
        return "every node but the root must have one parent"
    if not ((counts == 0) | (counts == 2)).all():
        return "every inner node must have two children"
    if not (child < parent).all():
        return "every child must precede its parent"
    inner = ~tree.is_leaf
    momenta = torch.zeros_like(tree.p4).index_add_(0, parent, tree.p4[child])
    if not torch.allclose(momenta[inner], tree.p4[inner], rtol=1e-9, atol=1e-9):
        return "every parent's momentum must be the sum of its children's"
    levels = torch.zeros_like(tree.level).scatter_reduce_(0, parent, tree.level[child] + 1, "amax")
    if not torch.equal(levels, tree.level):
        return "levels must be 0 at leaves and 1 + the highest child's above"
    try:
        in_order(tree)
    except ValueError as error:
        return str(error)
    return None

"""Where every splitting of a jet lies on the Lund plane."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import torch
from torch import Tensor

from pyg_jets.jets import kinematics
from pyg_jets.jets.trees.edge_order import in_order
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.jobs.compiled import compiled
from pyg_jets.lund.stored_pairs import stored_pairs

Part: TypeAlias = Literal["all", "primary", "secondary"]
"""Which splittings a map is of."""


@dataclass(frozen=True)
class LundCoordinates:
    r"""One row per splitting (inner node), in the order of the nodes of the batch.

    Shapes:
        all ``(num_splittings,)``, but **weight**

        - **ln_inv_delta:** :math:`\ln(1/\Delta)`, the rapidity-azimuth distance of the children
        - **ln_kt:** :math:`\ln(k_t / \mathrm{GeV})`, :math:`k_t = p_{T,\mathrm{soft}} \Delta`
        - **z:** the softer child's share of the two pts; 0 if both are 0
        - **psi:** :math:`\mathrm{atan2}(\Delta y, \Delta\phi)` of softer minus harder, in radians
        - **mass:** of the pair, in GeV
        - **node:** its row among the nodes of the batch
        - **primary:** whether it is reached from the root by following the harder child
        - **root:** whether it is the jet's last clustering step
        - **jet:** its jet's row in the batch
        - **weight:** ``(num_jets,)``, how much each jet counts; None if jets have no weights
    """

    ln_inv_delta: Tensor
    ln_kt: Tensor
    z: Tensor
    psi: Tensor
    mass: Tensor
    node: Tensor
    primary: Tensor
    root: Tensor
    num_nodes: int
    num_jets: int
    jet: Tensor | None = None
    weight: Tensor | None = None

    def __len__(self) -> int:
        """Number of splittings."""
        return len(self.node)

    def __getitem__(self, rows: Tensor | slice) -> LundCoordinates:
        """Some of the splittings, of the same jets: ``coordinates[~coordinates.root]``."""
        columns: dict[str, Any] = {
            name: column[rows]
            for name, column in vars(self).items()
            if isinstance(column, Tensor) and name != "weight"
        }
        return replace(self, **columns)

    def part(self, which: Part = "all", *, root: bool = True) -> LundCoordinates:
        """The splittings of one plane: of the jet's harder line, of what left it, or of both.

        Args:
            which: ``"primary"`` are those reached from the root by following the harder child,
                ``"secondary"`` all others, of whatever branch, and ``"all"`` both.
            root: Keep the jets' last clustering steps, which are primary.

        Raises:
            ValueError: If ``which`` is something else.
        """
        if which not in get_args(Part):
            raise ValueError(f"'which' must be one of {', '.join(get_args(Part))} (got '{which}')")
        kept = torch.ones_like(self.primary) if root else ~self.root
        if which != "all":
            kept &= self.primary == (which == "primary")
        return self[kept]


def lund_coordinates(trees: Any) -> LundCoordinates:
    r"""Lund-plane coordinates of every splitting, primary and secondary.

    Definitions of `"The Lund Jet Plane" <https://arxiv.org/abs/1807.04758>`_:

    .. math::
        \Delta = \sqrt{\Delta y^2 + \Delta \phi^2}, \quad k_t = p_{T,\mathrm{soft}} \Delta, \quad
        z = \frac{p_{T,\mathrm{soft}}}{p_{T,\mathrm{soft}} + p_{T,\mathrm{hard}}}

    Harder and softer go by ``branch``, which is by pt. Two children in one direction have
    :math:`\ln(1/\Delta) = \infty` and :math:`\ln k_t = -\infty`. The plane means what it says on
    Cambridge/Aachen trees.

    Args:
        trees: A :class:`JetTree`, a batch of them, or a :class:`JetTreeDataset`.

    Raises:
        ValueError: If they are no binary trees any more, see
            :func:`pyg_jets.jets.trees.edge_order.in_order`.
    """
    if isinstance(trees, JetTreeDataset):
        if trees.transform is None:
            return _of_stored(trees)
        trees = trees.batch()
    trees = in_order(trees)
    child, parent = trees.edge_index
    # Momenta column by column, which is faster than row by row.
    p4 = trees.p4.t().index_select(1, child).t()
    # Both children's coordinates, the harder's first: each is needed more than once.
    hard_pt, soft_pt = kinematics.pt(p4).view(-1, 2).unbind(1)
    hard_y, soft_y = kinematics.rapidity(p4).view(-1, 2).unbind(1)
    hard_phi, soft_phi = kinematics.phi(p4).view(-1, 2).unbind(1)
    is_root = trees.is_root
    node = parent[::2]
    return LundCoordinates(
        **_places(
            soft_pt, soft_pt + hard_pt, soft_y - hard_y, kinematics.delta_phi(soft_phi, hard_phi)
        ),
        mass=kinematics.mass(p4[::2] + p4[1::2]),
        node=node,
        primary=_primary(child[::2], node, is_root)[node],
        root=is_root[node],
        num_nodes=trees.num_nodes,
        num_jets=int(is_root.sum()),
        jet=trees.batch[node] if "batch" in trees else torch.zeros_like(node),
        weight=getattr(trees, "weight", None),
    )


def _of_stored(trees: JetTreeDataset) -> LundCoordinates:
    pairs = stored_pairs(trees)
    *columns, mass = pairs.columns
    return LundCoordinates(
        **_places(*columns),
        mass=mass,
        node=pairs.node,
        primary=pairs.primary,
        root=pairs.root,
        num_nodes=2 * len(trees.constituents.p4) - len(trees),
        num_jets=len(trees),
        jet=pairs.jet,
        weight=trees.weight,
    )


def _places(soft_pt: Tensor, total_pt: Tensor, d_y: Tensor, d_phi: Tensor) -> dict[str, Tensor]:
    delta = torch.hypot(d_y, d_phi)
    return {
        "ln_inv_delta": -delta.log(),
        "ln_kt": (soft_pt * delta).log(),
        # Where neither child has pt, the softer one carries nothing.
        "z": soft_pt / total_pt.where(total_pt > 0, 1.0),
        "psi": torch.atan2(d_y, d_phi),
    }


def _primary(harder: Tensor, node: Tensor, is_root: Tensor) -> Tensor:
    """Mask of the nodes on the path of harder children from the root."""
    primary = is_root.cpu().clone()
    _follow(harder.cpu().numpy(), node.cpu().numpy(), primary.numpy())
    return primary.to(is_root.device)


@compiled()
def _follow(harder: np.ndarray, node: np.ndarray, primary: np.ndarray) -> None:
    """Parents come before their children from the end."""
    for k in range(len(node) - 1, -1, -1):
        if primary[node[k]]:
            primary[harder[k]] = True

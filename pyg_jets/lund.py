"""The Lund plane: where every splitting of a jet lies, and maps of any number over it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import hist
import numba
import numpy as np
import torch
from torch import Tensor

from pyg_jets import kinematics
from pyg_jets.jet_tree_dataset import JetTreeDataset
from pyg_jets.lund_difference import LundDifference, check_same_bins

LUND_COORDINATES = ("ln_inv_delta", "ln_kt", "z", "psi", "mass")
"""The coordinates of a splitting, by name."""


class OnLundPlane(Protocol):
    """What has a place on the plane: splittings, or pairs of particles."""

    @property
    def ln_inv_delta(self) -> Tensor:
        """Horizontal places."""

    @property
    def ln_kt(self) -> Tensor:
        """Vertical places."""

    @property
    def num_jets(self) -> int:
        """Of how many jets they are."""


@dataclass(frozen=True)
class LundCoordinates:
    r"""One row per splitting (inner node), in the order of the nodes of the batch.

    Shapes:
        all ``(num_splittings,)``

        - **ln_inv_delta:** :math:`\ln(1/\Delta)`, the rapidity-azimuth distance of the children
        - **ln_kt:** :math:`\ln(k_t / \mathrm{GeV})`, :math:`k_t = p_{T,\mathrm{soft}} \Delta`
        - **z:** the softer child's share of the two pts
        - **psi:** :math:`\mathrm{atan2}(\Delta y, \Delta\phi)` of softer minus harder, in radians
        - **mass:** of the pair, in GeV
        - **node:** its row among the nodes of the batch
        - **primary:** whether it is reached from the root by following the harder child
        - **root:** whether it is the jet's last clustering step
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

    def __len__(self) -> int:
        """Number of splittings."""
        return len(self.node)

    def __getitem__(self, rows: Tensor | slice) -> LundCoordinates:
        """Some of the splittings, of the same jets: ``coordinates[~coordinates.root]``."""
        columns = {k: v[rows] for k, v in vars(self).items() if isinstance(v, Tensor)}
        return LundCoordinates(**columns, num_nodes=self.num_nodes, num_jets=self.num_jets)


def lund_coordinates(trees: Any) -> LundCoordinates:
    r"""Lund-plane coordinates of every splitting, primary and secondary.

    Definitions of `"The Lund Jet Plane" <https://arxiv.org/abs/1807.04758>`_:

    .. math::
        \Delta = \sqrt{\Delta y^2 + \Delta \phi^2}, \quad k_t = p_{T,\mathrm{soft}} \Delta, \quad
        z = \frac{p_{T,\mathrm{soft}}}{p_{T,\mathrm{soft}} + p_{T,\mathrm{hard}}}

    Harder and softer go by pt. Two children in one direction have :math:`\ln(1/\Delta) = \infty`
    and :math:`\ln k_t = -\infty`. The plane means what it says on Cambridge/Aachen trees.

    Args:
        trees: A :class:`JetTree`, a batch of them, or a :class:`JetTreeDataset`.
    """
    if isinstance(trees, JetTreeDataset):
        trees = trees.batch()
    child, parent = trees.edge_index
    if len(child) and (parent[1:] < parent[:-1]).any():
        order = torch.argsort(parent, stable=True)
        child, parent = child[order], parent[order]
    # Momenta column by column, which is faster than row by row.
    p4 = trees.p4.t().index_select(1, child).t()
    # Both children's coordinates, the harder's first: each is needed more than once.
    hard_pt, soft_pt = kinematics.pt(p4).view(-1, 2).unbind(1)
    hard_y, soft_y = kinematics.rapidity(p4).view(-1, 2).unbind(1)
    hard_phi, soft_phi = kinematics.phi(p4).view(-1, 2).unbind(1)
    d_y, d_phi = soft_y - hard_y, kinematics.delta_phi(soft_phi, hard_phi)
    delta = torch.hypot(d_y, d_phi)
    is_root = trees.is_root
    node = parent[::2]
    return LundCoordinates(
        ln_inv_delta=-delta.log(),
        ln_kt=(soft_pt * delta).log(),
        z=soft_pt / (soft_pt + hard_pt),
        psi=torch.atan2(d_y, d_phi),
        mass=kinematics.mass(p4[::2] + p4[1::2]),
        node=node,
        primary=_primary(child[::2], node, is_root)[node],
        root=is_root[node],
        num_nodes=trees.num_nodes,
        num_jets=int(is_root.sum()),
    )


def _primary(harder: Tensor, node: Tensor, is_root: Tensor) -> Tensor:
    """Mask of the nodes on the path of harder children from the root."""
    primary = is_root.cpu().clone()
    _follow(harder.cpu().numpy(), node.cpu().numpy(), primary.numpy())
    return primary.to(is_root.device)


@numba.njit(cache=True, nogil=True)
def _follow(harder: np.ndarray, node: np.ndarray, primary: np.ndarray) -> None:
    """Parents come before their children from the end."""
    for k in range(len(node) - 1, -1, -1):
        if primary[node[k]]:
            primary[harder[k]] = True


class LundPlane:
    r"""A map over the plane: count, mean and error of any number per splitting.

    Backed by a ``hist`` histogram with mean storage: fill as often as you like, add planes from
    different workers. Bins without entries are masked, never zero.

    Args:
        bins: Bins in :math:`\ln(1/\Delta)` and in :math:`\ln(k_t/\mathrm{GeV})`.
        range: Limits of the two axes.

    Example:
        >>> plane = LundPlane(bins=(2, 1), range=((0.0, 2.0), (0.0, 1.0)))
        >>> plane.count.shape
        (2, 1)
    """

    def __init__(
        self,
        bins: tuple[int, int] = (30, 30),
        range: tuple[tuple[float, float], tuple[float, float]] = ((0.0, 6.0), (-3.0, 6.0)),
    ) -> None:
        axes = [
            hist.axis.Regular(n, low, high, name=name, label=label)
            for n, (low, high), name, label in zip(
                bins,
                range,
                ("ln_inv_delta", "ln_kt"),
                (r"$\ln(1/\Delta)$", r"$\ln(k_t/\mathrm{GeV})$"),
                strict=True,
            )
        ]
        self.histogram = hist.Hist(*axes, storage=hist.storage.Mean())
        self.num_jets = 0

    def fill(self, coordinates: OnLundPlane, values: Tensor | None = None) -> LundPlane:
        """Add the splittings of some jets.

        Args:
            coordinates: Where they lie; what else has a place there may be filled too, such as
                pairs of particles.
            values: A number per splitting, or per node of the batch (leaves have no place on the
                plane); 1 if not given. Splittings with coordinates that are not finite are left
                out.

        Shapes:
            - **values:** ``(len(coordinates),)`` or ``(coordinates.num_nodes,)``

        Raises:
            ValueError: If ``values`` has another shape or a value is not finite.
        """
        number = len(coordinates.ln_inv_delta)
        if values is None:
            values = torch.ones(number)
        nodes = ""
        if isinstance(coordinates, LundCoordinates):
            nodes = f" or per node ({coordinates.num_nodes})"
            if tuple(values.shape) == (coordinates.num_nodes,):
                values = values[coordinates.node]
        if tuple(values.shape) != (number,):
            raise ValueError(
                f"'values' must have one number per splitting ({number}){nodes} "
                f"(got shape {tuple(values.shape)})"
            )
        if not values.isfinite().all():
            bad = int((~values.isfinite()).sum())
            raise ValueError(f"'values' must be finite (got {bad} that are not)")
        on_plane = coordinates.ln_inv_delta.isfinite() & coordinates.ln_kt.isfinite()
        x, y, sample = (
            column[on_plane].detach().double().cpu().numpy()
            for column in (coordinates.ln_inv_delta, coordinates.ln_kt, values)
        )
        self.histogram.fill(x, y, sample=sample)
        self.num_jets += coordinates.num_jets
        return self

    def __add__(self, other: LundPlane) -> LundPlane:
        """The plane of both samples."""
        total = LundPlane.__new__(LundPlane)
        total.histogram = self.histogram + other.histogram
        total.num_jets = self.num_jets + other.num_jets
        return total

    def __sub__(self, other: LundPlane) -> LundDifference:
        """The difference of the means, with errors: ``(plane - other).significance``.

        Raises:
            ValueError: If the bins differ.
        """
        check_same_bins(self.histogram.axes, other.histogram.axes)
        error = np.ma.hypot(self.error, other.error)
        return LundDifference(self.edges, self.mean - other.mean, error)

    @property
    def edges(self) -> tuple[np.ndarray, np.ndarray]:
        """Bin edges of the two axes."""
        x, y = self.histogram.axes.edges
        return x.ravel(), y.ravel()

    @property
    def count(self) -> np.ndarray:
        """Splittings in each bin, ``(bins_x, bins_y)``."""
        return np.asarray(self.histogram.view().count)

    @property
    def mean(self) -> np.ma.MaskedArray:
        """Mean value in each bin, masked where there is no entry."""
        return _masked(self.histogram.view().value, self.count < 1)

    @property
    def error(self) -> np.ma.MaskedArray:
        """Standard error of the mean, masked where there are fewer than two entries."""
        squares = self.histogram.view()["_sum_of_deltas_squared"]
        few = self.count < 2
        count = np.where(few, 2, self.count)
        return _masked(np.sqrt(squares / (count - 1) / count), few)

    @property
    def density(self) -> np.ma.MaskedArray:
        r"""Splittings per jet, :math:`\frac{1}{N} \frac{d^2 n}{d\ln k_t\, d\ln(1/\Delta)}`."""
        area = np.outer(*(np.diff(edges) for edges in self.edges))
        return _masked(self.count / area / max(self.num_jets, 1), self.count < 1)

    def plot(self, ax: Any, quantity: str = "mean", **options: Any) -> Any:
        """Draw ``mean``, ``count``, ``error`` or ``density`` into matplotlib axes.

        Args:
            ax: The axes.
            quantity: Name of the property to draw.
            **options: Passed to ``pcolormesh``: ``vmin``, ``vmax``, ``cmap``, ``norm``.

        Returns:
            The mesh, for a colour bar.
        """
        values = np.ma.masked_where(self.count < 1, getattr(self, quantity))
        mesh = ax.pcolormesh(*self.edges, values.T, **{"cmap": "viridis", **options})
        ax.set_xlabel(self.histogram.axes[0].label)
        ax.set_ylabel(self.histogram.axes[1].label)
        return mesh


def _masked(values: np.ndarray, empty: np.ndarray) -> np.ma.MaskedArray:
    return np.ma.MaskedArray(np.where(empty, np.nan, values), mask=empty)

"""The Lund plane: maps of any number over the places of the splittings."""

from __future__ import annotations

from typing import Any, Protocol

import hist
import numpy as np
import torch
from torch import Tensor

from pyg_jets.lund.coordinates import LundCoordinates
from pyg_jets.lund.difference import (
    AXIS_LABELS,
    RADIUS_LABEL,
    LundDifference,
    check_same_bins,
)
from pyg_jets.lund.hatching import LEAST, hatch_few

ROUNDING = 1e-9
"""By which entries of weighted splittings may be below a whole number."""


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


class LundPlane:
    r"""A map over the plane: count, mean and error of any number per splitting.

    Backed by a ``hist`` histogram with weighted-mean storage: fill as often as you like, add planes
    from different workers. Bins without entries are masked, never zero; ``mean`` and ``error`` are
    those of all others, while figures show bins with ten entries or more only, see :meth:`shown`.
    The jets of every call count as further jets: parts of the same ones belong on planes of their
    own.

    With weights, ``count``, ``mean`` and ``density`` are those of a sample in which every jet is
    there as often as its weight says. Errors are not, as a jet that counts twice is no second jet:
    with :math:`N = (\sum w)^2 / \sum w^2`, the ``entries`` of a bin, the error of the mean is
    :math:`\sigma / \sqrt N` and that of the density :math:`1 / \sqrt N` of it.

    Args:
        bins: Bins in :math:`\ln(1/\Delta)` and in :math:`\ln(k_t/\mathrm{GeV})`.
        range: Limits of the two axes.
        radius: R of the jets, for an axis in :math:`\ln(R/\Delta)`; None: in
            :math:`\ln(1/\Delta)`.

    Raises:
        ValueError: If limits do not ascend, or the radius is not positive.

    Example:
        >>> plane = LundPlane(bins=(2, 1), range=((0.0, 2.0), (0.0, 1.0)))
        >>> plane.count.shape
        (2, 1)
    """

    def __init__(
        self,
        bins: tuple[int, int] = (30, 30),
        range: tuple[tuple[float, float], tuple[float, float]] = ((0.0, 6.0), (-3.0, 6.0)),
        *,
        radius: float | None = None,
    ) -> None:
        for low, high in range:
            if not low < high:
                raise ValueError(f"'range' must be two pairs that ascend (got {low} to {high})")
        if radius is not None and not 0 < radius < np.inf:
            raise ValueError(f"'radius' must be positive and finite (got {radius})")
        axes = [
            hist.axis.Regular(n, low, high, name=name, label=label)
            for n, (low, high), name, label in zip(
                bins,
                range,
                ("ln_inv_delta", "ln_kt"),
                AXIS_LABELS if radius is None else (RADIUS_LABEL, AXIS_LABELS[1]),
                strict=True,
            )
        ]
        self.histogram = hist.Hist(*axes, storage=hist.storage.WeightedMean())
        self.radius = radius
        self.num_jets, self.sum_of_weights = 0, 0.0

    def fill(
        self,
        coordinates: OnLundPlane,
        values: Tensor | None = None,
        weight: Tensor | None = None,
    ) -> LundPlane:
        """Add the splittings of some jets.

        Args:
            coordinates: Where they lie; what else has a place there may be filled too, such as
                pairs of particles.
            values: A number per splitting, or per node of the batch (leaves have no place on the
                plane); 1 if not given. Splittings with coordinates that are not finite are left
                out.
            weight: How much each jet counts; if not given, as the coordinates' jets say, or 1.

        Shapes:
            - **values:** ``(len(coordinates),)`` or ``(coordinates.num_nodes,)``
            - **weight:** ``(coordinates.num_jets,)``

        Raises:
            ValueError: If ``values`` or ``weight`` has another shape or a number that is not
                finite, or a weight is negative: means would divide by what is left of them.
        """
        number = len(coordinates.ln_inv_delta)
        if values is None:
            values = torch.ones(number)
        values = torch.as_tensor(values)
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
        weight = getattr(coordinates, "weight", None) if weight is None else weight
        of_rows, total = _of_rows(coordinates, weight)
        # A storage of means divides by the sum of weights even where all of them are 0.
        on_plane &= (of_rows > 0).to(on_plane.device)
        x, y, sample, weights = (
            column[on_plane.to(column.device)].detach().double().cpu().numpy()
            for column in (coordinates.ln_inv_delta, coordinates.ln_kt, values, of_rows)
        )
        x = x if self.radius is None else x + np.log(self.radius)
        self.histogram.fill(x, y, sample=sample, weight=weights)
        self.num_jets += coordinates.num_jets
        self.sum_of_weights += total
        return self

    def __add__(self, other: LundPlane) -> LundPlane:
        """The plane of both samples.

        Raises:
            ValueError: If the bins differ.
        """
        check_same_bins(self.histogram.axes, other.histogram.axes)
        total = LundPlane.__new__(LundPlane)
        total.histogram, total.radius = self.histogram + other.histogram, self.radius
        total.num_jets = self.num_jets + other.num_jets
        total.sum_of_weights = self.sum_of_weights + other.sum_of_weights
        return total

    def __sub__(self, other: LundPlane) -> LundDifference:
        """The difference of the means, with errors: ``(plane - other).significance``.

        Raises:
            ValueError: If the bins differ.
        """
        check_same_bins(self.histogram.axes, other.histogram.axes)
        error = np.ma.hypot(self.error, other.error)
        count = np.minimum(self.entries, other.entries)
        label = self.histogram.axes[0].label
        return LundDifference(self.edges, self.mean - other.mean, error, count, label)

    @property
    def edges(self) -> tuple[np.ndarray, np.ndarray]:
        """Bin edges of the two axes."""
        x, y = self.histogram.axes.edges
        return x.ravel(), y.ravel()

    @property
    def axis_names(self) -> tuple[str, str]:
        """Of the two axes in plain text."""
        return "ln(1/Delta)" if self.radius is None else "ln(R/Delta)", "ln(kt/GeV)"

    @property
    def count(self) -> np.ndarray:
        """Splittings in each bin, ``(bins_x, bins_y)``; with weights the sum of theirs."""
        return np.asarray(self.histogram.view()["sum_of_weights"])

    @property
    def entries(self) -> np.ndarray:
        r"""How many splittings of equal weight know as much, :math:`(\sum w)^2 / \sum w^2`."""
        squares = self.histogram.view()["sum_of_weights_squared"]
        entries: np.ndarray = self.count**2 / np.where(squares > 0, squares, 1)
        return entries

    @property
    def mean(self) -> np.ma.MaskedArray:
        """Mean value in each bin, masked where there is no entry."""
        return _masked(self.histogram.view()["value"], self.count <= 0)

    @property
    def error(self) -> np.ma.MaskedArray:
        """Standard error of the mean, masked where there are fewer than two entries."""
        deltas = self.histogram.view()["_sum_of_weighted_deltas_squared"]
        few = (self.count <= 0) | (self.entries < 2 - ROUNDING)
        count, entries = np.where(few, 2, self.count), np.where(few, 2, self.entries)
        variance = deltas / count * entries / (entries - 1)
        return _masked(np.sqrt(variance / entries), few)

    @property
    def density(self) -> np.ma.MaskedArray:
        r"""Splittings per jet, :math:`\frac{1}{N} \frac{d^2 n}{d\ln k_t\, d\ln(1/\Delta)}`."""
        return _masked(self.count * self._per_jet_and_area, self.entries <= 0)

    @property
    def density_error(self) -> np.ma.MaskedArray:
        """Standard error of the density, splittings taken as independent of each other."""
        squares = self.histogram.view()["sum_of_weights_squared"]
        return _masked(np.sqrt(squares) * self._per_jet_and_area, self.entries <= 0)

    @property
    def _per_jet_and_area(self) -> np.ndarray:
        area = np.outer(*(np.diff(edges) for edges in self.edges))
        return 1 / area / (self.sum_of_weights or 1.0)

    def shown(self, quantity: str = "mean", least: int = LEAST) -> np.ma.MaskedArray:
        """What a figure shows of a property, ``(bins_x, bins_y)``.

        The mean of few entries is noise, and of the largest means of a map many are such. Counts
        and densities are shown wherever there is an entry: they say how few they are.

        Args:
            quantity: Name of the property.
            least: Entries that a bin of ``mean`` or ``error`` needs; 1 shows all.
        """
        values = getattr(self, quantity)
        if quantity in ("count", "density", "density_error"):
            return np.ma.masked_where(self.entries <= 0, values)
        return np.ma.masked_where(self.entries < max(least, 1) - ROUNDING, values)

    def plot(
        self, ax: Any = None, quantity: str = "mean", *, least: int = LEAST, **options: Any
    ) -> Any:
        """Draw ``mean``, ``count``, ``error``, ``density`` or its error into matplotlib axes.

        Args:
            ax: The axes; None: those of a new figure with a colour bar.
            quantity: Name of the property to draw.
            least: Entries that a bin of ``mean`` or ``error`` needs; those with fewer are hatched.
            **options: Passed to ``pcolormesh``: ``vmin``, ``vmax``, ``cmap``, ``norm``.

        Returns:
            The mesh, for a colour bar; ``mesh.figure`` is its figure.
        """
        if ax is None:
            from matplotlib.figure import Figure  # only who draws pays for it

            new = Figure(layout="constrained").add_subplot()
            mesh = self.plot(new, quantity, least=least, **options)
            new.figure.colorbar(mesh, label=quantity)
            return mesh
        values = self.shown(quantity, least)
        mesh = ax.pcolormesh(*self.edges, values.T, **{"cmap": "viridis", **options})
        hatch_few(ax, self.edges, np.where(np.ma.getmaskarray(values), self.entries, 0), least)
        ax.set_xlabel(self.histogram.axes[0].label)
        ax.set_ylabel(self.histogram.axes[1].label)
        return mesh


def _of_rows(coordinates: OnLundPlane, weight: Tensor | None) -> tuple[Tensor, float]:
    """The weight of each row, and the sum of the jets' weights."""
    if weight is None:
        return torch.ones(len(coordinates.ln_inv_delta)), float(coordinates.num_jets)
    weight = torch.as_tensor(weight, dtype=torch.float64)
    jet = getattr(coordinates, "jet", None)
    if jet is None or tuple(weight.shape) != (coordinates.num_jets,):
        raise ValueError(
            f"'weight' must have one number per jet ({coordinates.num_jets}), of coordinates that "
            f"know their jets (got shape {tuple(weight.shape)})"
        )
    if bad := int((~weight.isfinite() | (weight < 0)).sum()):
        raise ValueError(f"'weight' must be finite and not negative (got {bad} that are not)")
    return weight[jet.to(weight.device)], float(weight.sum())


def _masked(values: np.ndarray, empty: np.ndarray) -> np.ma.MaskedArray:
    return np.ma.MaskedArray(np.where(empty, np.nan, values), mask=empty)

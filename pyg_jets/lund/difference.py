"""One map over the Lund plane minus another, bin by bin in units of its error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import norm

from pyg_jets.lund.hatching import LEAST, hatch_few

AXIS_LABELS = (r"$\ln(1/\Delta)$", r"$\ln(k_t/\mathrm{GeV})$")
"""Of the plane, in figures."""

RADIUS_LABEL = r"$\ln(R/\Delta)$"
"""Of the horizontal axis in units of the jets' radius."""


@dataclass(frozen=True)
class LookElsewhere:
    r"""What the largest of many significances is worth.

    Among n bins of noise the largest significance s is often large: of :math:`|s|` at least as
    large there are :math:`n p` bins on average, with the two-sided local
    :math:`p = 2 \Phi(-|s|)`, and one or more with the global probability
    :math:`1 - (1 - p)^n` (Sidak's, which takes bins as independent and their significances as
    normal; :func:`pyg_jets.lund.map_difference` permutes jets and takes neither).

    Attributes:
        largest: Largest significance without its sign.
        place: Middle of its bin: ln(1/Delta) and ln(kt/GeV).
        bins: Bins with a significance.
        expected: How many bins of noise are as far off.
        p_value: How often noise has one.
    """

    largest: float
    place: tuple[float, float]
    bins: int
    expected: float
    p_value: float

    def __str__(self) -> str:
        """In one sentence."""
        x, y = self.place
        return (
            f"largest significance {self.largest:.1f} at ({x:.2f}, {y:.2f}); among {self.bins} "
            f"bins of noise {self.expected:.2g} are as far off, global p = {self.p_value:.2g}"
        )


@dataclass(frozen=True)
class LundDifference:
    """What ``plane - other`` of two :class:`pyg_jets.LundPlane` gives.

    The errors are added in squares, as of two independent samples: for two maps of the same jets
    that is too much where they fluctuate together. Give other errors, such as those of
    :func:`pyg_jets.lund.bootstrap_error`, by building one of your own.

    Shapes:
        - **edges:** of the bins of the two axes
        - **value**, **error:** ``(bins_x, bins_y)``, masked where one of the maps has no error
        - **count:** ``(bins_x, bins_y)``, entries in the map that has fewer; None: not known

    Attributes:
        label: Of the horizontal axis.
    """

    edges: tuple[np.ndarray, np.ndarray]
    value: np.ma.MaskedArray
    error: np.ma.MaskedArray
    count: np.ndarray | None = None
    label: str = AXIS_LABELS[0]

    @property
    def significance(self) -> np.ma.MaskedArray:
        """The difference over its error, ``(bins_x, bins_y)``; masked where the error is 0."""
        none = np.ma.getmaskarray(self.error) | (self.error.data == 0)
        none |= np.ma.getmaskarray(self.value)
        ratio = self.value.data / np.where(none, 1.0, self.error.data)
        return np.ma.MaskedArray(np.where(none, np.nan, ratio), mask=none)

    def look_elsewhere(self) -> LookElsewhere:
        """The largest significance, and what it is worth among so many bins.

        Raises:
            ValueError: If no bin has a significance.
        """
        sizes = np.ma.abs(self.significance)
        bins = int(sizes.count())
        if bins == 0:
            raise ValueError("at least one bin must have a difference with an error (got none)")
        row, column = np.unravel_index(int(sizes.argmax()), sizes.shape)
        largest = float(sizes[row, column])
        local = 2 * float(norm.sf(largest))
        middles = [(edges[1:] + edges[:-1]) / 2 for edges in self.edges]
        place = float(middles[0][row]), float(middles[1][column])
        # log1p, or all that is beyond 8 sigma would have p = 0.
        return LookElsewhere(largest, place, bins, bins * local, -np.expm1(bins * np.log1p(-local)))

    def plot(
        self, ax: Any, quantity: str = "significance", *, least: int = LEAST, **options: Any
    ) -> Any:
        """Draw ``significance`` or ``value`` into matplotlib axes, white at zero.

        Args:
            ax: The axes.
            quantity: Name of what is drawn.
            least: Entries that a bin needs in both maps, where they are known; those with fewer
                are hatched.
            **options: Passed to ``pcolormesh``; ``vmin`` and ``vmax`` are opposite if not given.

        Returns:
            The mesh, for a colour bar.
        """
        values = getattr(self, quantity)
        if self.count is not None:
            values = np.ma.masked_where(self.count < least, values)
        limit = float(np.abs(values).max()) if values.count() else 1.0
        drawn = {"cmap": "PuOr_r", "vmin": -limit, "vmax": limit, **options}
        mesh = ax.pcolormesh(*self.edges, values.T, **drawn)
        if self.count is not None:
            hatch_few(ax, self.edges, self.count, least)
        ax.set_xlabel(self.label)
        ax.set_ylabel(AXIS_LABELS[1])
        return mesh


def check_same_bins(axes: Any, other: Any) -> None:
    """Refuse two maps that cannot be compared bin by bin.

    Args:
        axes: Of one map's histogram.
        other: Of the other's.

    Raises:
        ValueError: If they differ.
    """
    if axes != other or axes[0].label != other[0].label:
        raise ValueError(
            f"two maps must have the same bins (got {axes.size} and {other.size}, or other limits, "
            "or one in ln(R/Delta) beside one in ln(1/Delta))"
        )

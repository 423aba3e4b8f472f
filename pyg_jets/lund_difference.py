"""One map over the Lund plane minus another, bin by bin in units of its error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

_LABELS = (r"$\ln(1/\Delta)$", r"$\ln(k_t/\mathrm{GeV})$")


@dataclass(frozen=True)
class LundDifference:
    """What ``plane - other`` of two :class:`pyg_jets.LundPlane` gives.

    The errors are added in squares, as of two independent samples: for two maps of the same jets
    that is too much where they fluctuate together. Give other errors, such as those of
    :func:`pyg_jets.attribution.bootstrap_error`, by building one of your own.

    Shapes:
        - **edges:** of the bins of the two axes
        - **value**, **error:** ``(bins_x, bins_y)``, masked where one of the maps has no error
    """

    edges: tuple[np.ndarray, np.ndarray]
    value: np.ma.MaskedArray
    error: np.ma.MaskedArray

    @property
    def significance(self) -> np.ma.MaskedArray:
        """The difference over its error, ``(bins_x, bins_y)``; masked where the error is 0."""
        none = np.ma.getmaskarray(self.error) | (self.error.data == 0)
        none |= np.ma.getmaskarray(self.value)
        ratio = self.value.data / np.where(none, 1.0, self.error.data)
        return np.ma.MaskedArray(np.where(none, np.nan, ratio), mask=none)

    def plot(self, ax: Any, quantity: str = "significance", **options: Any) -> Any:
        """Draw ``significance`` or ``value`` into matplotlib axes, white at zero.

        Args:
            ax: The axes.
            quantity: Name of what is drawn.
            **options: Passed to ``pcolormesh``; ``vmin`` and ``vmax`` are opposite if not given.

        Returns:
            The mesh, for a colour bar.
        """
        values = getattr(self, quantity)
        limit = float(np.abs(values).max()) if values.count() else 1.0
        drawn = {"cmap": "PuOr_r", "vmin": -limit, "vmax": limit, **options}
        mesh = ax.pcolormesh(*self.edges, values.T, **drawn)
        ax.set_xlabel(_LABELS[0])
        ax.set_ylabel(_LABELS[1])
        return mesh


def check_same_bins(axes: Any, other: Any) -> None:
    """Refuse two maps that cannot be compared bin by bin.

    Args:
        axes: Of one map's histogram.
        other: Of the other's.

    Raises:
        ValueError: If they differ.
    """
    if axes != other:
        raise ValueError(
            f"two maps must have the same bins (got {axes.size} and {other.size}, or other limits)"
        )

"""Lund maps as data, which the page draws itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from pyg_jets.lund import LundPlane
from pyg_jets.lund.hatching import LEAST
from pyg_jets.plotting import mass_line
from pyg_jets.report.rounding import rounded


@dataclass(frozen=True)
class LundMap:
    """One map of the page, found there by task, jets, tagger, method, splittings and pT slice.

    Attributes:
        task: In this task's section.
        jets: Which class, such as ``"W jets"``.
        tagger: Whose attribution it is.
        method: Of the attribution.
        plane: The map.
        splittings: Which ones are in it.
        pt_slice: Limits of the jets' pT in GeV; None: all jets.
        null: The same of a network that has learnt nothing, in the same bins.
        mass: Of a resonance in GeV, whose line is drawn.
        least: Splittings that a bin needs to be coloured; those with fewer are grey, and have their
            numbers where one points at them.
    """

    task: str
    jets: str
    tagger: str
    method: str
    plane: LundPlane
    splittings: str = "all"
    pt_slice: tuple[float, float] | None = None
    null: LundPlane | None = None
    mass: float | None = None
    least: int = LEAST

    def json(self) -> dict[str, Any]:
        """What the page reads: bins that hold something, one behind the other.

        Raises:
            ValueError: If the null has other bins.
        """
        self._check_bins()
        filled = self.plane.count > 0
        values = {"mean": self.plane.mean}
        errors = {"error": self.plane.error}
        if self.null is not None:
            values["null"], errors["null_error"] = self.null.mean, self.null.error
        return {
            "task": self.task,
            "jets": self.jets,
            "tagger": self.tagger,
            "method": self.method,
            "splittings": self.splittings,
            "slice": self.pt_slice,
            "x": self._axis(0),
            "y": self._axis(1),
            "bin": np.flatnonzero(filled).tolist(),
            "count": self.plane.count[filled].astype(int).tolist(),
            **{name: rounded(array[filled]) for name, array in values.items()},
            **{name: rounded(array[filled], digits=2) for name, array in errors.items()},
            "line": self._line(),
            "least": self.least,
        }

    def _axis(self, number: int) -> list[float]:
        """Number of bins and the limits of one axis."""
        edges = self.plane.edges[number]
        return [len(edges) - 1, float(edges[0]), float(edges[-1])]

    def _line(self) -> Mapping[str, Any] | None:
        if self.mass is None:
            return None
        at = {} if self.pt_slice is None else {"jet_pt": sum(self.pt_slice) / 2}
        x, y = mass_line(self.mass, **at)
        return {"mass": self.mass, "x": rounded(x[::3]), "y": rounded(y[::3])}

    def _check_bins(self) -> None:
        if self.null is None:
            return
        for mine, other in zip(self.plane.edges, self.null.edges, strict=True):
            if not np.array_equal(mine, other):
                raise ValueError(
                    f"the null of the map '{self.method}' must have its bins "
                    f"(got {len(other) - 1} bins from {other[0]:g} to {other[-1]:g})"
                )

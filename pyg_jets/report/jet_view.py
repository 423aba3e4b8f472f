"""One jet as data: its tree, its Lund plane and its (eta, phi) view, which the page draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from pyg_jets.report.rounding import rounded


@dataclass(frozen=True)
class Parton:
    """A hard parton near a jet.

    Attributes:
        name: Such as ``"b"``.
        eta: Pseudorapidity less the jet's.
        phi: Azimuth less the jet's.
        pt: In GeV.
    """

    name: str
    eta: float
    phi: float
    pt: float


@dataclass(frozen=True)
class JetView:
    """One jet of the page's viewer; nodes are those of a :class:`pyg_jets.JetTree`.

    Attributes:
        task: In this task's section.
        jets: Which class, such as ``"W jets"``.
        name: Of this jet, in the list.
        parent: Of every node; -1 at the root.
        softer: Which nodes are their parent's softer branch.
        columns: Numbers of every node by name; NaN where there is none.
        attributions: One number per node by the method's name; NaN where there is none.
        partons: The truth.
        truth: Special splittings by what they are.

    Shapes:
        - **parent**, **softer** and every column and attribution: ``(num_nodes,)``
        - the columns: ``x`` and ``y`` (place in the drawn tree), ``pt``, ``mass``, ``eta``, ``phi``
          (less the jet's), and ``delta``, ``kt``, ``z`` on splittings
    """

    task: str
    jets: str
    name: str
    parent: np.ndarray
    softer: np.ndarray
    columns: Mapping[str, np.ndarray]
    attributions: Mapping[str, np.ndarray]
    partons: tuple[Parton, ...] = ()
    truth: Mapping[str, int] | None = None

    def json(self) -> dict[str, Any]:
        """What the page reads.

        Raises:
            ValueError: If a column or an attribution has not one number per node.
        """
        for name, values in {**self.columns, **self.attributions}.items():
            if np.shape(values) != np.shape(self.parent):
                raise ValueError(
                    f"'{name}' of {self.name} must have one number per node "
                    f"({len(self.parent)}) (got shape {np.shape(values)})"
                )
        return {
            "task": self.task,
            "jets": self.jets,
            "name": self.name,
            "parent": self.parent.tolist(),
            "softer": self.softer.astype(int).tolist(),
            "columns": {name: rounded(values) for name, values in self.columns.items()},
            "attributions": {name: rounded(values) for name, values in self.attributions.items()},
            "partons": [
                {"name": each.name, **dict(zip(("eta", "phi", "pt"), _of(each), strict=True))}
                for each in self.partons
            ],
            "truth": dict(self.truth or {}),
        }


def _of(parton: Parton) -> list[float | None]:
    return rounded([parton.eta, parton.phi, parton.pt])

"""Some jets as a file holds them, padded, some of them empty -> jets as they are.

Every reader gives its jets through here: padding never becomes a particle, and a jet without
particles is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from pyg_jets.jets.columns import by_place
from pyg_jets.jets.constituents import Constituents, Partons

_JET = re.compile(r"jet (\d+)\b")


@dataclass(frozen=True)
class Piece:
    """Jets before padding and empty jets are left out.

    Args:
        p4: Momenta (px, py, pz, E) in GeV; a row of zeros is padding.
        counts: Rows of each jet; None where all have as many slots.
        real: Which rows are particles; by default all that are not zero.
        particles: Columns of particles: ``pid``, ``charge`` and any others, by name.
        jets: Columns of jets: ``label``, ``event``, ``weight`` and any others, by name.
        partons: The hard partons of each jet.
        warning: What the user should know of the file.

    Shapes:
        - **p4:** ``(num_rows, 4)``, or ``(num_jets, slots, 4)`` without counts
        - **real**, **particles:** as ``p4`` without the last dimension
        - **counts**, **jets:** ``(num_jets,)``
    """

    p4: np.ndarray
    counts: np.ndarray | None = None
    real: np.ndarray | None = None
    particles: Mapping[str, np.ndarray] = field(default_factory=dict)
    jets: Mapping[str, np.ndarray] = field(default_factory=dict)
    partons: Partons | None = None
    warning: str = ""

    def __len__(self) -> int:
        """Number of jets, empty ones too."""
        return len(self.p4 if self.counts is None else self.counts)

    def constituents(self) -> Constituents:
        """The jets that have particles, in their order.

        Raises:
            ValueError: As the class; jets are numbered as here, with the empty ones.
        """
        real = (self.p4 != 0).any(-1)
        if self.real is not None:
            real &= self.real
        jet = np.nonzero(real)[0]
        if self.counts is not None:
            jet = np.repeat(np.arange(len(self)), self.counts)[real]
        sizes = np.bincount(jet, minlength=len(self))
        kept = np.flatnonzero(sizes)
        ptr = np.concatenate(([0], np.cumsum(sizes[kept])))
        columns = by_place(
            {name: values[real] for name, values in self.particles.items()},
            {name: values[kept] for name, values in self.jets.items()},
        )
        partons = None if self.partons is None else self.partons[torch.from_numpy(kept)]
        try:
            return Constituents(self.p4[real], ptr, **columns, partons=partons)
        except ValueError as error:
            raise ValueError(renumbered(str(error), kept)) from error


def renumbered(sentence: str, numbers: Any) -> str:
    """A sentence about ``jet i``, by the number that jet has elsewhere.

    Args:
        sentence: Others are left as they are.
        numbers: ``numbers[i]`` is that number.
    """
    match = _JET.match(sentence)
    return f"jet {numbers[int(match[1])]}{sentence[match.end() :]}" if match else sentence

"""The truth of a simulated sample: hard partons near each jet."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from pyg_jets.jets.packing import JetIndex, jet_positions, packed_rows


@dataclass(frozen=True)
class Partons:
    """Hard partons near each jet, packed: the truth of a simulated sample.

    Shapes:
        - **p4:** ``(num_partons, 4)`` float64, ``(px, py, pz, E)`` in GeV
        - **ptr:** ``(num_jets + 1,)``; a jet may have none
        - **pid**, **status:** ``(num_partons,)``: PDG code, Pythia's status (-23: outgoing)

    Raises:
        ValueError: If a shape is another, or the borders do not fit.
    """

    p4: Tensor
    ptr: Tensor
    pid: Tensor
    status: Tensor

    def __post_init__(self) -> None:
        """Check the shapes."""
        number = len(self.p4)
        for name, shape in (("p4", (number, 4)), ("pid", (number,)), ("status", (number,))):
            got = tuple(getattr(self, name).shape)
            if got != shape:
                raise ValueError(f"'{name}' of partons must have shape {shape} (got {got})")
        if self.ptr.ndim != 1 or len(self.ptr) == 0 or int(self.ptr[0]) != 0:
            raise ValueError("'ptr' of partons must be borders that begin with 0")
        if int(self.ptr[-1]) != number or bool((self.ptr.diff() < 0).any()):
            raise ValueError(f"'ptr' of partons must rise to {number}, the number of partons")

    def __getitem__(self, index: JetIndex) -> Partons:
        """The partons of some of the jets."""
        rows, ptr = packed_rows(self.ptr, jet_positions(index, len(self.ptr) - 1))
        return Partons(self.p4[rows], ptr, self.pid[rows], self.status[rows])

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
    """

    p4: Tensor
    ptr: Tensor
    pid: Tensor
    status: Tensor

    def __getitem__(self, index: JetIndex) -> Partons:
        """The partons of some of the jets."""
        rows, ptr = packed_rows(self.ptr, jet_positions(index, len(self.ptr) - 1))
        return Partons(self.p4[rows], ptr, self.pid[rows], self.status[rows])

"""What of a splitting is to be told from elsewhere: where it lies on the Lund plane."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import Module

from pyg_jets.jets.trees.jet_source import Jets
from pyg_jets.lund import lund_coordinates

TARGETS = ("ln_kt", "ln_inv_delta", "z", "cos_psi", "sin_psi")
"""The columns of the targets."""

_LIMITS = torch.tensor([[-14.0, -4.0, 0.0, -1.0, -1.0], [8.0, 14.0, 0.5, 1.0, 1.0]])
"""Children in one direction have infinite coordinates: these are put on the border."""
_SCALED_JETS = 10_000


class SplittingTargets(Module):
    r"""Coordinates of each splitting in units of their spread over the training jets.

    :math:`\ln k_t`, :math:`\ln 1/\Delta`, z, and cosine and sine of :math:`\psi`, each minus its
    mean and over its standard deviation.
    """

    mean: Tensor
    spread: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(len(TARGETS)))
        self.register_buffer("spread", torch.ones(len(TARGETS)))

    def fit(self, jets: Jets) -> None:
        """Take means and spreads from at most 10,000 training jets, evenly spaced.

        Raises:
            ValueError: If no jet has a splitting.
        """
        values, _ = _coordinates(jets.batch(slice(None, None, -(-len(jets) // _SCALED_JETS))))
        if not len(values):
            raise ValueError(
                f"jets must have splittings to learn from (got {len(jets)} of one constituent)"
            )
        self.mean.copy_(values.mean(0))
        self.spread.copy_(values.std(0, unbiased=False).clamp(min=1e-6))

    def forward(self, batch: Any) -> tuple[Tensor, Tensor]:
        """Targets ``(num_splittings, 5)`` and the nodes of the splittings ``(num_splittings,)``."""
        values, node = _coordinates(batch)
        return (values.to(self.mean) - self.mean) / self.spread, node


def _coordinates(batch: Any) -> tuple[Tensor, Tensor]:
    lund = lund_coordinates(batch)
    columns = (lund.ln_kt, lund.ln_inv_delta, lund.z, lund.psi.cos(), lund.psi.sin())
    values = torch.stack(columns, 1).float()
    low, high = _LIMITS.to(values)
    return torch.minimum(torch.maximum(values, low), high), lund.node

"""Combinations of four-momenta and their Lorentz invariants."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import Module, Parameter
from torch.nn.init import uniform_

FEATURES_PER_MOMENTUM = 7


class LorentzLayer(Module):
    r"""The combination layer and the Lorentz layer of LoLa.

    After `arXiv:1707.08966 <https://arxiv.org/abs/1707.08966>`_: the sum of all momenta, each of
    them, and M learnt linear combinations are :math:`\tilde k_j`, of each of which follow

    .. math::
        m^2(\tilde k_j), \quad p_T(\tilde k_j), \quad \sum_m w^E_{jm} E(\tilde k_m), \quad
        \sum_m w_{jm} d^2_{jm}, \quad \min_m w_{jm} d^2_{jm}, \qquad
        d^2_{jm} = (\tilde k_j - \tilde k_m)^2

    the last two twice, with weights of their own.

    Args:
        num_momenta: N, number of momenta.
        num_combinations: M.

    Shapes:
        - **p4:** ``(num_jets, N, 4)`` as (px, py, pz, E), 0 where there is no particle
        - **output:** ``(num_jets, 1 + N + M, 7)``
    """

    metric: Tensor

    def __init__(self, num_momenta: int, num_combinations: int) -> None:
        super().__init__()
        total = 1 + num_momenta + num_combinations
        self.combinations = Parameter(torch.empty(num_combinations, num_momenta))
        self.energy_weight = Parameter(torch.empty(total, total))
        self.distance_weight = Parameter(torch.empty(4, total, total))
        self.register_buffer("metric", torch.tensor([-1.0, -1.0, -1.0, 1.0]), persistent=False)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Small uniform weights, as in the original."""
        for weight in self.parameters():
            uniform_(weight, -0.05, 0.05)

    def forward(self, p4: Tensor) -> Tensor:
        """The features of the sum, of all momenta and of all combinations."""
        k = torch.cat((p4.sum(1, keepdim=True), p4, self.combinations @ p4), 1)
        # An empty slot has pt 0, where a root has no derivative.
        pt = (k[..., :2] ** 2).sum(-1).clamp(min=1e-20).sqrt()
        energy = k[..., 3] @ self.energy_weight.t()
        # Differences first: the squares of near momenta would cancel.
        distance = self._square(k[:, :, None] - k[:, None])
        weighted = distance[:, None] * self.distance_weight
        sums, minima = weighted[:, :2].sum(-1), weighted[:, 2:].amin(-1)
        columns = (self._square(k), pt, energy, *sums.unbind(1), *minima.unbind(1))
        return torch.stack(columns, -1)

    def _square(self, p4: Tensor) -> Tensor:
        return (p4**2) @ self.metric

    def extra_repr(self) -> str:
        """Sizes."""
        return f"{self.combinations.shape[1]}, {self.combinations.shape[0]}"

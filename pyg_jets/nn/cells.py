"""The two recursive cells of `arXiv:1702.00748 <https://arxiv.org/abs/1702.00748>`_, section 3."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import Linear, Module


class SimpleCell(Module):
    r"""One dense layer over both children and the node's own input.

    .. math::
        h = \mathrm{ReLU}(W_h [h_L; h_R; u] + b_h)

    Args:
        hidden_channels: H.

    Shapes:
        - **children:** ``(n, 2 H)``, the harder child's state first; **u:** ``(n, H)``
        - **output:** ``(n, H)``
    """

    def __init__(self, hidden_channels: int) -> None:
        super().__init__()
        self.lin_h = Linear(3 * hidden_channels, hidden_channels)

    def forward(self, children: Tensor, u: Tensor) -> Tensor:
        """States of n inner nodes."""
        out: Tensor = self.lin_h(torch.cat((children, u), dim=1))
        return out.relu()


class GatedCell(Module):
    r"""The same with a reset gate and a choice among new state, children and input.

    .. math::
        a &= [h_L; h_R; u], \quad r = \sigma(W_r a + b_r), \quad
        \tilde h = \mathrm{ReLU}(W_h (r \circ a) + b_h) \\
        z &= \mathrm{softmax}_{4}(W_z [\tilde h; a] + b_z), \quad
        h = z_H \circ \tilde h + z_L \circ h_L + z_R \circ h_R + z_N \circ u

    The softmax runs over the four choices, for each unit on its own.

    Args:
        hidden_channels: H.

    Shapes:
        - **children:** ``(n, 2 H)``, the harder child's state first; **u:** ``(n, H)``
        - **output:** ``(n, H)``
    """

    def __init__(self, hidden_channels: int) -> None:
        super().__init__()
        self.lin_h = Linear(3 * hidden_channels, hidden_channels)
        self.lin_r = Linear(3 * hidden_channels, 3 * hidden_channels)
        self.lin_z = Linear(4 * hidden_channels, 4 * hidden_channels)

    def forward(self, children: Tensor, u: Tensor) -> Tensor:
        """States of n inner nodes."""
        a = torch.cat((children, u), dim=1)
        new = self.lin_h(torch.sigmoid(self.lin_r(a)) * a).relu()
        choices = torch.cat((new, a), dim=1)
        z = self.lin_z(choices).view(len(u), 4, -1).softmax(dim=1)
        out: Tensor = (z * choices.view(len(u), 4, -1)).sum(dim=1)
        return out

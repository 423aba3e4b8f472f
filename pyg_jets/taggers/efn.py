"""The Energy Flow Network of `arXiv:1810.05165 <https://arxiv.org/abs/1810.05165>`_."""

from __future__ import annotations

from typing import Any

from torch import Tensor
from torch.nn import Linear
from torch.nn.init import uniform_

from pyg_jets.taggers._particle_flow import ParticleFlow


class EFN(ParticleFlow):
    r"""A function of sums over constituents, linear in their pt: infrared and collinear safe.

    .. math::
        F\Bigl(\sum_i z_i\, \Phi(\hat y_i, \hat\phi_i)\Bigr), \qquad
        z_i = p_{T,i} \Big/ \sum_j p_{T,j}

    with positions from the centroid :math:`\sum_i z_i (y_i, \phi_i)`, see
    :class:`pyg_jets.transforms.ParticleSet`. Neither a soft particle nor a collinear split changes
    it, whatever its parameters: the negative control of tests of that safety.
    :math:`\Phi` has 100, 100 and 256 units, F 100, 100, 100 and one logit, all with ReLU;
    82,257 parameters (the original's softmax has a second output, 101 more).

    Angles are in units of 0.2, since most of a jet's pt lies within it, and the biases of the first
    layer begin uniform in (-1, 1), so that its units bend at distances from the axis; with the
    original's biases of 0 all of them bend in the centroid alone, and distances are learnt slowly.

    The sum is the embedding :math:`h_J`, F the head. The state :math:`h_i` of a constituent is
    :math:`\Phi` before its last ReLU: after it, the gradient would be that of the sum times z,
    whatever was learnt.

    Args:
        hidden_channels: Size of the embedding; the paper has 256.
        dense_channels: Size of all other layers; the paper has 100.
        num_classes: Number of scores, one for each label; None: one logit, of two classes.

    Shapes:
        - **batch:** a batch of :class:`pyg_jets.JetTree`; **output:** ``(num_jets,)``,
          or ``(num_jets, num_classes)``
    """

    first_column = 1
    unit = 0.2

    def __init__(
        self,
        hidden_channels: int = 256,
        dense_channels: int = 100,
        *,
        num_classes: int | None = None,
    ) -> None:
        super().__init__(hidden_channels, dense_channels, num_classes)
        first = self.phi[0]
        assert isinstance(first, Linear)
        uniform_(first.bias, -1.0, 1.0)

    def weights(self, batch: Any) -> Tensor:
        """Shares of pt, ``(num_nodes,)``."""
        z: Tensor = batch.particles[:, 0]
        return z

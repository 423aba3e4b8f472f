"""The Particle Flow Network of `arXiv:1810.05165 <https://arxiv.org/abs/1810.05165>`_."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from pyg_jets.taggers._particle_flow import ParticleFlow


class PFN(ParticleFlow):
    r"""A function of sums of any function of the constituents: a deep set.

    .. math::
        F\Bigl(\sum_i \Phi(z_i, \hat y_i, \hat\phi_i)\Bigr)

    with the inputs of :class:`EFN`. It can count particles, so it is not infrared and collinear
    safe. :math:`\Phi` has 100, 100 and 256 units, F 100, 100, 100 and one logit, all with ReLU;
    82,357 parameters (the original's softmax has a second output, 101 more).

    The sum is the embedding :math:`h_J`, F the head. The state :math:`h_i` of a constituent is
    :math:`\Phi` before its last ReLU: after it, the gradient would be the same on all of them.

    Args:
        hidden_channels: Size of the embedding; the paper has 256.
        dense_channels: Size of all other layers; the paper has 100.
        num_classes: Number of scores, one for each label; None: one logit, of two classes.

    Shapes:
        - **batch:** a batch of :class:`pyg_jets.JetTree`; **output:** ``(num_jets,)``,
          or ``(num_jets, num_classes)``
    """

    def __init__(
        self,
        hidden_channels: int = 256,
        dense_channels: int = 100,
        *,
        num_classes: int | None = None,
    ) -> None:
        super().__init__(hidden_channels, dense_channels, num_classes)

    def weights(self, batch: Any) -> Tensor:
        """1 for constituents, ``(num_nodes,)``."""
        weights: Tensor = batch.is_leaf
        return weights

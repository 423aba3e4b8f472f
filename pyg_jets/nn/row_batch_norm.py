"""Batch normalisation that bears batches of one row and of none."""

from __future__ import annotations

from torch import Tensor
from torch.nn import BatchNorm1d
from torch.nn.functional import batch_norm


class RowBatchNorm(BatchNorm1d):
    """Torch's ``BatchNorm1d``, but with fewer than two rows it uses and keeps what it has learnt.

    In training a jet of one particle may be all that is left of the last batch, and the tree of
    such a jet has no edge: there is no variance to take.

    Shapes:
        - **rows**, **output:** ``(num_rows, num_features)``
    """

    def forward(self, input: Tensor) -> Tensor:
        """Normalised rows."""
        if self.training and len(input) > 1:
            return super().forward(input)
        return batch_norm(
            input, self.running_mean, self.running_var, self.weight, self.bias, eps=self.eps
        )

    def learnt(self) -> tuple[Tensor, Tensor]:
        """Factor and shift of every feature, ``(num_features,)`` each, out of training."""
        assert self.running_mean is not None and self.running_var is not None  # noqa: PT018
        factor = self.weight * (self.running_var + self.eps).rsqrt()
        return factor, self.bias - self.running_mean * factor

"""The fully connected network of `arXiv:1911.01872 <https://arxiv.org/abs/1911.01872>`_."""

from __future__ import annotations

from torch import Tensor
from torch.nn import Flatten, Linear, ReLU, Sequential

from pyg_jets.taggers._sequence_tagger import SequenceTagger


class FCN(SequenceTagger):
    r"""Dense layers on the four-momenta of the hardest constituents (appendix C).

    300, 102, 12 and 6 units with ReLU and one logit, as in `arXiv:1704.02124
    <https://arxiv.org/abs/1704.02124>`_, on the 30 x 4 numbers of
    :class:`pyg_jets.transforms.Sequence` side by side; 68,323 parameters. The embedding
    :math:`h_J`, Hidden(-3) of the paper's Figure 2, is the layer of 102 units; 12 and 6 are the
    head's.

    Args:
        hidden_channels: Size of the embedding; the paper has 102.
        length: Number of constituents that are read; the paper has 30, of bundled quark and gluon
            jets, which have 43 in the median, too few to see how many there are.
        num_classes: Number of scores, one for each label; None: one logit, of two classes.

    Shapes:
        - **batch:** a batch of :class:`pyg_jets.JetTree`; **output:** ``(num_jets,)``,
          or ``(num_jets, num_classes)``
    """

    def __init__(
        self, hidden_channels: int = 102, length: int = 30, *, num_classes: int | None = None
    ) -> None:
        super().__init__(hidden_channels, (12, 6), length, num_classes)
        self.dense = Sequential(
            Flatten(), Linear(4 * length, 300), ReLU(), Linear(300, hidden_channels), ReLU()
        )

    def of_slots(self, slots: Tensor, mask: Tensor) -> Tensor:  # noqa: ARG002
        """The second dense layer, ``(num_jets, hidden_channels)``."""
        embedding: Tensor = self.dense(slots)
        return embedding

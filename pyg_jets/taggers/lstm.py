"""The recurrent network of `arXiv:1911.01872 <https://arxiv.org/abs/1911.01872>`_."""

from __future__ import annotations

from torch import Tensor, nn

from pyg_jets.taggers._sequence_tagger import SequenceTagger
from pyg_jets.taggers.recipe import Recipe


class LSTM(SequenceTagger):
    r"""A long short-term memory along the hardest constituents (appendix C).

    One layer reads the four-momenta of :class:`pyg_jets.transforms.Sequence`, the hardest first.
    Its output of 70 numbers at the jet's last constituent is the embedding :math:`h_J`, Hidden(-3)
    of the paper's Figure 2; empty slots come after it and do not matter. The head has 50 and 20
    units with ReLU and one logit; 25,871 parameters (PyTorch's cell has its bias twice).

    Args:
        hidden_channels: Size of the embedding; the paper has 70.
        length: Number of constituents that are read; the paper has 30.
        num_classes: Number of scores, one for each label; None: one logit, of two classes.

    Shapes:
        - **batch:** a batch of :class:`pyg_jets.JetTree`; **output:** ``(num_jets,)``,
          or ``(num_jets, num_classes)``
    """

    recipe = Recipe(epochs=30, lr=5e-3, turned=True)

    def __init__(
        self, hidden_channels: int = 70, length: int = 30, *, num_classes: int | None = None
    ) -> None:
        super().__init__(hidden_channels, (50, 20), length, num_classes)
        self.lstm = nn.LSTM(self.state_channels, hidden_channels, batch_first=True)

    def of_slots(self, slots: Tensor, mask: Tensor) -> Tensor:
        """The output at every jet's last constituent, ``(num_jets, hidden_channels)``."""
        outputs: Tensor = self.lstm(slots)[0]
        last = mask.long().sum(1)[:, None, None].expand(-1, -1, outputs.shape[2]) - 1
        return outputs.gather(1, last)[:, 0]

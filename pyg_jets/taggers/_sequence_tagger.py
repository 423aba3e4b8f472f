"""What the taggers of a jet's hardest constituents share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from torch import Tensor

from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.jets.trees.jet_tree_shards import JetTreeShards
from pyg_jets.taggers.recipe import Recipe
from pyg_jets.taggers.tagger import Tagger
from pyg_jets.transforms import Sequence
from pyg_jets.transforms.sequence import slot_nodes


class SequenceTagger(Tagger):
    r"""A tagger that reads :class:`pyg_jets.transforms.Sequence` and no tree.

    Jets keep their orientation about their axes: training turns them at random (``recipe``), from
    which a network of few jets learns more than from one orientation for all.

    It pools its input at once, so the state :math:`h_i` of a constituent is that input: its
    four-momentum in the sequence, each component divided by its interquartile range in the training
    jets. Constituents beyond the sequence's length and merges have 0, empty slots too: the limit of
    a soft particle, since no centre is subtracted.
    A subclass writes ``of_slots``.

    Args:
        hidden_channels: Size of the embedding.
        head_channels: Sizes of the two dense layers.
        length: Number of constituents that are read.
        num_classes: Number of scores, one for each label; None: one logit, of two classes.
    """

    node_states = "leaves"
    reads = "sequence"
    recipe = Recipe(epochs=30, turned=True)

    def __init__(
        self,
        hidden_channels: int,
        head_channels: tuple[int, int],
        length: int,
        num_classes: int | None = None,
    ) -> None:
        super().__init__(
            hidden_channels,
            head_channels=head_channels,
            state_channels=4,
            in_channels=4,
            num_classes=num_classes,
            length=length,
        )
        self.transform = Sequence(length, oriented=False)

    def fit_scaling(self, jets: JetTreeDataset | JetTreeShards) -> None:
        """Take the scale (interquartile range) of the momenta from training jets; the centre is 0.

        At most 10,000 jets, evenly spaced, are looked at; all filled slots count.
        """
        super().fit_scaling(jets)
        self.center.zero_()

    def inputs(self, batch: Any) -> Tensor:
        """The momenta in all sequences, one jet after the other, ``(num_filled_slots, 4)``."""
        batch = self.view(batch)
        momenta: Tensor = batch.sequence[batch.sequence_mask]
        return momenta

    def input_jets(self, batch: Any) -> Tensor:
        """The jet of every filled slot."""
        jet: Tensor = self.view(batch).sequence_mask.nonzero()[:, 0]
        return jet

    def tensors(self, batch: Any) -> dict[str, Tensor]:
        """Momenta of the sequences, ``(num_jets, length, 4)``, and filled slots as 1."""
        batch = self.view(batch)
        return {"sequence": batch.sequence, "mask": batch.sequence_mask.to(batch.sequence)}

    def embed_tensors(self, tensors: Mapping[str, Tensor]) -> Tensor:
        """Embeddings of sequences."""
        mask = tensors["mask"]
        return self.of_slots(tensors["sequence"] / self.scale * mask[..., None], mask)

    def readout(self, states: Tensor, batch: Any) -> Tensor:
        """Embeddings of the nodes' states, ``(num_jets, hidden_channels)``."""
        batch = self.view(batch)
        return self.of_slots(self.slots(states, batch), batch.sequence_mask)

    def of_slots(self, slots: Tensor, mask: Tensor) -> Tensor:
        """Embeddings of scaled slots ``(num_jets, length, 4)``; ``mask`` tells filled ones."""
        raise NotImplementedError(f"{type(self).__name__} must define 'of_slots'")

    def states(self, batch: Any, gate: Tensor | None = None) -> Tensor:
        """The input of every constituent, ``(num_nodes, 4)``."""
        batch = self.view(batch)
        scaled = self.inputs(batch) / self.scale
        node = slot_nodes(batch)[batch.sequence_mask]
        states = scaled.new_zeros(batch.num_nodes, 4).index_put((node,), scaled)
        return states if gate is None else states + gate

    def slots(self, states: Tensor, batch: Any) -> Tensor:
        """The nodes' states one after the other, ``(num_jets, length, 4)``; 0 in empty slots."""
        batch = self.view(batch)
        return states[slot_nodes(batch)].where(batch.sequence_mask[..., None], 0.0)

"""How a tagger is trained where nobody says otherwise."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Recipe:
    """What :func:`pyg_jets.fit` takes from a tagger's class for what it is not told.

    The optimiser is AdamW, which without weight decay is Adam, with one cycle of the learning rate.

    Attributes:
        epochs: Epochs of the whole cycle.
        batch_size: Jets in a step.
        lr: Highest learning rate of the cycle.
        weight_decay: Share of the parameters, times the learning rate, that a step takes away.
        turned: Whether each training jet is turned about its axis and reflected at random whenever
            it is seen (:func:`pyg_jets.taggers.turning.turned`): a symmetry that a tagger of few
            jets need not learn. For taggers that read constituents, not trees.
    """

    epochs: int = 15
    batch_size: int = 128
    lr: float = 2e-3
    weight_decay: float = 0.0
    turned: bool = False

"""What is left of the separation of the classes while branches go, or come back, in some order."""

from __future__ import annotations

from typing import Any

import numpy as np
from torch import Tensor

from pyg_jets.evaluation.benchmark.truth import Answer
from pyg_jets.evaluation.deletion import deletion_curve
from pyg_jets.metrics import Estimate, bootstrap
from pyg_jets.taggers import Tagger

STEPS = 5
"""Into which the splittings of a jet are divided."""
RESAMPLES = 100


class Removal:
    """Deletion and insertion of one tagger, each beside a random order.

    What is looked at is the tagger's AUC, not its logit: a network that has learnt no difference of
    the classes has none to lose, whatever its logit does.

    Args:
        tagger: The tagger.
        answer: Jets of both classes.
        seed: Of the random order, and of the order of equal numbers.
    """

    def __init__(self, tagger: Tagger, answer: Answer, seed: int) -> None:
        self.tagger, self.answer, self.seed = tagger, answer, seed
        none = answer.mask.double() * 0  # all equal: a random order
        self._random = {way: self._outputs(none, way) for way in ("deletion", "insertion")}

    def gains(self, relevance: Tensor) -> dict[str, Estimate]:
        """Areas between two curves of the AUC against the share of branches that have gone.

        Args:
            relevance: Branches with a larger one go first, and come first.

        Shapes:
            - **relevance:** ``(num_nodes,)``

        Returns:
            ``deletion``: how far the curve lies below that of a random order; ``insertion``: how
            far it lies above it. With bootstraps over jets.
        """
        label = self.answer.jets.y
        assert label is not None
        found = {}
        for way, sign in (("deletion", -1.0), ("insertion", 1.0)):
            columns = self._outputs(relevance, way), self._random[way], label.numpy()

            def gain(own: Any, random: Any, label: Any, sign: float = sign) -> float:
                between = _aucs(own, label) - _aucs(random, label)
                return sign * float((between[:-1] + between[1:]).mean() / 2)

            found[way] = bootstrap(
                gain, columns, label.numpy(), seed=self.seed, resamples=RESAMPLES
            )
        return found

    def _outputs(self, relevance: Tensor, way: Any) -> np.ndarray:
        jets, seed = self.answer.jets, self.seed
        return deletion_curve(
            self.tagger, jets, relevance, way, steps=STEPS, seed=seed
        ).outputs.numpy()


def _aucs(outputs: np.ndarray, label: np.ndarray) -> np.ndarray:
    """AUC of every column ``(num_jets, steps)``; equal numbers count half."""
    signal, background = outputs[label == 1], np.sort(outputs[label == 0], axis=0)
    areas = np.empty(outputs.shape[1])
    for step in range(outputs.shape[1]):
        below = np.searchsorted(background[:, step], signal[:, step], "left")
        not_above = np.searchsorted(background[:, step], signal[:, step], "right")
        areas[step] = (below + not_above).mean() / (2 * len(background))
    return areas

"""Attributions of W and top jets against the truth of the decay: hit rates and masks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from torch import Tensor

from pyg_jets.evaluation.mask_scores import mask_scores
from pyg_jets.evaluation.similarity import Method, attributed
from pyg_jets.evaluation.truth.decay import TruthMask, decay_truth
from pyg_jets.evaluation.truth.hit_rate import chance, hit_rate, simple_choices
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.metrics import Estimate
from pyg_jets.taggers import Tagger


class TruthScores(NamedTuple):
    """How well numbers on splittings give the truth of a decay back.

    Attributes:
        top1: Share of jets whose splitting with the largest value is a true one.
        top2: Share of jets with a true one among the two largest.
        auc: Mean area under the ROC curve of true against other splittings of a jet.
        iou: Mean intersection over union of the true splittings and as many with the largest
            values.
    """

    top1: Estimate
    top2: Estimate
    auc: Estimate
    iou: Estimate


def truth_values(
    tagger: Tagger, jets: JetTreeDataset, methods: Mapping[str, Method], seed: int = 0
) -> dict[str, Tensor]:
    """Numbers on the nodes of every method, of its untrained network, and of simple choices.

    The names are, for each method, its own and ``"<name>, untrained"``; then ``"largest kt"``,
    ``"largest mass drop"``, ``"random"`` and ``"smallest kt"``.

    Args:
        tagger: A trained tagger.
        jets: The jets; labels are not looked at.
        methods: Attributions by name, with values on splittings.
        seed: Of the untrained network and the random choice.

    Shapes:
        - **output:** each ``(num_nodes,)`` of ``jets.batch()``
    """
    untrained = tagger.untrained(seed)
    numbers: dict[str, Tensor] = {}
    for name, method in methods.items():
        numbers[name] = attributed(method, tagger, jets)
        numbers[f"{name}, untrained"] = attributed(method, untrained, jets)
    return numbers | simple_choices(jets.batch(), seed)


def score_values(
    values: Mapping[str, Tensor],
    jets: JetTreeDataset,
    *,
    mask: TruthMask = "splittings",
    seed: int = 0,
) -> dict[str, TruthScores]:
    """How well numbers, such as :func:`truth_values`, find the splittings of a decay.

    Jets without a true splitting are left out.

    Args:
        values: A number per node, by name.
        jets: W or top jets with their partons.
        mask: What is true: the splittings that part the quarks, or those that hold one.
        seed: Of the bootstraps.

    Shapes:
        - **values:** each ``(num_nodes,)`` of ``jets.batch()``

    Raises:
        ValueError: As in :func:`decay_truth`, or if no jet has a true splitting.
    """
    truth, batch = decay_truth(jets).mask(mask), jets.batch()
    return {name: _scores(of_choice, truth, batch, seed) for name, of_choice in values.items()}


def truth_chance(jets: JetTreeDataset, mask: TruthMask = "splittings") -> tuple[float, float]:
    """What the two hit rates of :func:`score_values` are if splittings are drawn.

    Args:
        jets: W or top jets with their partons.
        mask: As there.

    Raises:
        ValueError: As there.
    """
    truth, batch = decay_truth(jets).mask(mask), jets.batch()
    return chance(truth, batch), chance(truth, batch, top=2)


def _scores(values: Tensor, truth: Tensor, batch: Any, seed: int) -> TruthScores:
    scores = mask_scores(values, truth, batch, seed=seed)
    first, two = (hit_rate(values, truth, batch, top=top) for top in (1, 2))
    return TruthScores(first, two, scores.auc, scores.iou)

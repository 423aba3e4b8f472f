"""A tagger's embeddings and head, with which AUC is measured before and after an eraser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from pyg_jets.intervention.erasure import Eraser, erase
from pyg_jets.jets import JetTreeDataset
from pyg_jets.metrics import Estimate, Floats, float64_array, roc_auc, weight_array, weighted_mean
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.evaluation import evaluation
from pyg_jets.taggers.target import Target
from pyg_jets.training import embed

_RESOLUTION = 1e-5
"""Of the logits' spread: what is left of a logit that is erased as a whole is rounding."""


@dataclass(frozen=True)
class ErasingBench:
    """Embeddings of training and test jets, the labels of the latter, and the head.

    Attributes:
        tagger: Whose head it is.
        train: Embeddings of the training jets.
        test: Embeddings of the test jets.
        labels: Of the test jets.
        unit: Logits that differ by less count as equal.
        weights: How much each training and each test jet counts, 1 each where they have none.
    """

    tagger: Tagger
    train: Floats
    test: Floats
    labels: Floats
    unit: float
    weights: tuple[Floats, Floats]

    @classmethod
    def of(cls, tagger: Tagger, train: JetTreeDataset, test: JetTreeDataset) -> ErasingBench:
        """Embed all jets.

        Args:
            tagger: With one logit, such as :func:`pyg_jets.taggers.at_target` gives.
            train: Training jets.
            test: Test jets; of a pair of classes, theirs.

        Raises:
            ValueError: If the test jets have no labels, or more than the two that are told apart.
        """
        labels = _signal(test, tagger.target)
        of_train, of_test = (float64_array(embed(tagger, jets)) for jets in (train, test))
        of = weight_array(train.weight, len(train)), weight_array(test.weight, len(test))
        logits = _logits(tagger, of_test)
        off = logits - weighted_mean(logits, of[1])
        unit = _RESOLUTION * float(np.sqrt(weighted_mean(off**2, of[1])))
        return cls(tagger, of_train, of_test, labels, unit or 1.0, of)

    def fit(self, target: Floats, jets: Any = slice(None)) -> Eraser:
        """The eraser of a number of the training jets, or of some of them."""
        return erase(self.train[jets], target[jets], self.weights[0][jets])

    def auc(self, eraser: Eraser | None = None, jets: Any = slice(None), **options: Any) -> Any:
        """AUC of the head as it is, on some of the test jets."""
        embedding = self.test if eraser is None else float64_array(eraser(self.test))
        steps = np.round(_logits(self.tagger, embedding) / self.unit)
        options["weight"] = self.weights[1][jets]
        return roc_auc(steps[jets], self.labels[jets], **options)

    def lost(self, eraser: Eraser, jets: Any = slice(None)) -> float:
        """AUC lost on some of the test jets."""
        before, after = (self.auc(map_, jets, resamples=1).value for map_ in (None, eraser))
        return float(before - after)

    def cost(self, target: Floats, seeds: Sequence[int]) -> Estimate:
        """AUC lost, with other draws of the jets of the fit and of the test jets.

        Shapes:
            - **target:** ``(num_training_jets, num_observables)``
        """
        lost = []
        counts = [weight > 0 for weight in self.weights]  # the others are no jets
        there = np.flatnonzero(counts[0])
        classes = [np.flatnonzero((self.labels == label) & counts[1]) for label in (0, 1)]
        for seed in seeds:
            rng = np.random.default_rng(seed)
            drawn = there[rng.integers(len(there), size=len(there))]
            jets = np.concatenate([rng.choice(of_class, len(of_class)) for of_class in classes])
            lost.append(self.lost(self.fit(target, drawn), jets))
        return Estimate.from_replicas(self.lost(self.fit(target)), np.array(lost))

    def null(self, target: Floats, seeds: Sequence[int]) -> Estimate:
        """AUC lost to the same numbers dealt out anew among the jets."""
        lost = np.array(
            [
                self.lost(self.fit(target[rng.permutation(len(target))]))
                for rng in map(np.random.default_rng, seeds)
            ]
        )
        return Estimate.from_replicas(float(lost.mean()), lost)


def of_target(jets: JetTreeDataset, target: Target) -> JetTreeDataset:
    """The jets that a target tells apart: of a pair of classes theirs, else all."""
    if jets.y is None or not isinstance(target, tuple):
        return jets
    among: JetTreeDataset = jets[torch.isin(jets.y, torch.tensor(target))]
    return among


def _signal(test: JetTreeDataset, target: Target) -> Floats:
    """1 for the class that the number speaks for, 0 for the others."""
    if test.y is None:
        raise ValueError("'test' must have labels (got none): use with_label before clustering")
    signal = target[0] if isinstance(target, tuple) else target
    no_class = signal is None or callable(signal)
    labels = test.y if no_class else torch.eq(test.y, torch.tensor(signal))
    if not set(labels.unique().tolist()) <= {0, 1}:
        raise ValueError(
            "'test' must have the labels 0 and 1 where the target is no class (got "
            f"{labels.unique().tolist()}): give a class or a pair"
        )
    return float64_array(labels)


@torch.no_grad()
def _logits(tagger: Tagger, embedding: Floats) -> Floats:
    with evaluation(tagger):
        logits = tagger.head(torch.from_numpy(embedding).to(tagger.center))
    return float64_array(logits.squeeze(-1))

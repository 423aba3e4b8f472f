"""All that is measured of one method on one training."""

from __future__ import annotations

import functools
import time
import warnings
from dataclasses import dataclass

import torch
from torch import Tensor

from pyg_jets.attribution import Attribution, fold_leaves
from pyg_jets.evaluation.benchmark.cells import Cell
from pyg_jets.evaluation.benchmark.hits import exactness, hits
from pyg_jets.evaluation.benchmark.removal import Removal
from pyg_jets.evaluation.benchmark.truth import Answer, Truth
from pyg_jets.evaluation.completeness import completeness
from pyg_jets.evaluation.similarity import attributed, rank_correlation
from pyg_jets.metrics import Estimate, average
from pyg_jets.taggers import Tagger

LEARNT = ("auc", "top1", "top_k", "deletion", "insertion", "agreement")
"""Measures of what a network has learnt: each has 1 for the truth and 0 for what knows nothing."""
OTHERS = ("untrained", "completeness", "error", "cosine", "outside")
"""Measures of the method itself: how alike its map is before the network learnt, whether its values
sum to what they should, and whether they are those that follow by hand."""
_FEW = 4
"""One in so many jets is looked at on the untrained network."""


@dataclass(frozen=True)
class OneTraining:
    """A tagger on the test jets of a truth.

    Attributes:
        truth: Says in which direction a number counts.
        answer: The jets.
        tagger: It is left as it was.
        seed: Of all orders and bootstraps, and of the untrained network.
    """

    truth: Truth
    answer: Answer
    tagger: Tagger
    seed: int

    @functools.cached_property
    def _removal(self) -> Removal:
        return Removal(self.tagger, self.answer, self.seed)

    def measured(self, values: Tensor) -> dict[str, Estimate]:
        """What is measured of numbers on the splittings, whatever they come from.

        Args:
            values: A number per node, those of constituents folded.
        """
        relevance = self.truth.relevance(values)
        return {
            **hits(relevance, self.answer, self.seed),
            **self._removal.gains(relevance),
            **exactness(values.double(), self.answer, self.seed),
        }

    def of_method(self, name: str, method: Attribution) -> Cell:
        """A method: all measures, its cost, and its map of the untrained network.

        Args:
            name: Of the method, for messages.
            method: The method; one that does not take the tagger is refused in the cell.

        Raises:
            ValueError: If it does not give a finite number per node.
        """
        if (reason := method.refusal(self.tagger)) is not None:
            return Cell(None, {}, 0.0, str(reason))
        with warnings.catch_warnings():
            # Sums that are off are a number of the table.
            warnings.filterwarnings("ignore", "the values of", UserWarning)
            try:
                return self._taken(name, method)
            except TypeError as error:  # some say so only when they are called
                return Cell(None, {}, 0.0, " ".join(str(error).split()))

    def _taken(self, name: str, method: Attribution) -> Cell:
        jets = self.answer.jets
        call = method if method.folded is None else method.of_splittings
        attributed(call, self.tagger, jets[:2])  # compiles what is compiled once
        start = time.process_time()
        raw = attributed(call, self.tagger, jets).cpu()
        seconds = time.process_time() - start
        batch = jets.batch()
        _check(name, raw, batch.num_nodes)
        values = raw
        if not (method.folded or method.on_splittings) and self.tagger.node_states == "leaves":
            values = fold_leaves(raw, batch)
        numbers = self.measured(values)
        sums = completeness(method, self.tagger, batch, raw, seed=self.seed)
        if sums is not None:
            numbers["completeness"] = sums
        if self.truth.tagger is None:
            numbers |= self._before_learning(method, values)
        return Cell(self.truth.relevance(values), numbers, seconds)

    def _before_learning(self, method: Attribution, values: Tensor) -> dict[str, Estimate]:
        """How alike the map of the untrained network is, on a quarter of the jets."""
        jets, relevance = self.answer.jets, self.truth.relevance
        few, looked_at = jets[::_FEW], torch.arange(len(jets))[::_FEW]
        before = attributed(method.of_splittings, self.tagger.untrained(self.seed), few).cpu()
        mine = values[torch.isin(jets.batch().batch, looked_at)]
        alike = rank_correlation(relevance(mine), relevance(before), few.batch())
        known = alike[~alike.isnan()]
        return {"untrained": average(known, self.seed)} if len(known) else {}


def _check(name: str, values: Tensor, number: int) -> None:
    if tuple(values.shape) != (number,) or not values.isfinite().all():
        raise ValueError(
            f"the method '{name}' must give a finite number for each of {number} nodes "
            f"(got shape {tuple(values.shape)} with {int((~values.isfinite()).sum())} that are "
            "not finite)"
        )

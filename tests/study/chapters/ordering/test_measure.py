"""Observables alone against the function; all candidates are looked at."""

import pytest

from pyg_jets import JetTreeDataset
from pyg_jets.intervention import decision_ordering
from pyg_jets.metrics import roc_auc
from pyg_jets.observables import multiplicity
from pyg_jets.study.chapters.ordering.measure import Ordering, _candidates
from pyg_jets.taggers import Tagger
from pyg_jets.training import predict_logits


def test_the_better_direction_of_every_observable(
    ordering: Ordering, parts: tuple[JetTreeDataset, JetTreeDataset], small: Tagger
) -> None:
    test = parts[1]
    order = decision_ordering(predict_logits(small, test), multiplicity(test), test.y).value
    alone = ordering.alone["multiplicity"]
    assert alone.trained.value == pytest.approx(max(order, 1 - order))
    assert alone.trained.low <= alone.trained.value <= alone.trained.high
    auc = roc_auc(multiplicity(test), test.y).value
    assert alone.auc.value == pytest.approx(max(auc, 1 - auc))
    assert ordering.auc[0].value == roc_auc(predict_logits(small, test), test.y).value
    assert not any(name.startswith("EFP") for name in ordering.alone)


def test_the_search_sees_all_candidates(
    ordering: Ordering, parts: tuple[JetTreeDataset, JetTreeDataset]
) -> None:
    names = dict(_candidates(parts[1][:2]))
    assert sum(name.startswith("EFP") for name in names) == 53
    assert {*ordering.alone} == {name for name in names if not name.startswith("EFP")}
    assert 1 <= len(ordering.trained) <= 5
    assert {step.name for step in ordering.trained} <= set(names)
    assert ordering.jets == (len(parts[0]), len(parts[1]), 0)

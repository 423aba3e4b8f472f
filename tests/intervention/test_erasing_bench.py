"""The bench on a tagger whose head reads one number of its embedding."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from pyg_jets import JetTreeDataset, cluster
from pyg_jets.intervention import erase
from pyg_jets.intervention._erasing_bench import ErasingBench, of_target
from pyg_jets.metrics import roc_auc
from pyg_jets.taggers import RecNN, at_target
from pyg_jets.training import predict_logits
from tests.intervention.conftest import Known


class Labelled(Known):
    """The mass alone decides; the width is held."""

    def __init__(self) -> None:
        super().__init__(1.0, 0.0)


@pytest.fixture(scope="module")
def bench(jets: JetTreeDataset) -> ErasingBench:
    labelled = jets.index_select(torch.arange(len(jets)))
    labelled.constituents = jets.constituents.with_label(torch.arange(12) % 2)
    return ErasingBench.of(Labelled(), labelled, labelled)


def _auc(logit: Any, labels: Any) -> float:
    return roc_auc(logit, labels).value


def test_what_the_head_reads_costs_all_and_what_it_does_not_costs_nothing(
    bench: ErasingBench,
) -> None:
    before = _auc(bench.test[:, 0], bench.labels)
    assert bench.auc().value == before
    # Nothing of the logit is left: all jets are alike.
    both = bench.cost(bench.train, [0, 1])
    assert both.value == pytest.approx(before - 0.5)
    assert both.low <= both.value <= both.high
    width = bench.train[:, 1:]
    eraser = erase(bench.train, width)
    assert bench.lost(eraser) == pytest.approx(
        before - _auc(eraser(bench.test).numpy()[:, 0], bench.labels)
    )


def test_the_null_is_of_shuffled_numbers(bench: ErasingBench) -> None:
    target, rng = bench.train[:, :1], np.random.default_rng(4)
    by_hand = bench.lost(erase(bench.train, target[rng.permutation(12)]))
    assert bench.null(target, [4]).value == by_hand


def test_test_jets_need_labels(jets: JetTreeDataset) -> None:
    with pytest.raises(ValueError, match=r"'test' must have labels .got none"):
        ErasingBench.of(Labelled(), jets, jets)


def test_logits_that_differ_by_rounding_are_equal(bench: ErasingBench) -> None:
    def to_rounding(embedding: Tensor) -> Tensor:
        return 1e-9 * torch.as_tensor(embedding)

    assert bench.lost(to_rounding) == pytest.approx(bench.auc().value - 0.5)  # type: ignore[arg-type]


@pytest.mark.parametrize("target", [1, (0, 2)])
def test_classes_and_pairs_are_told_apart_by_their_own_labels(
    target: Any, jets: JetTreeDataset
) -> None:
    three = cluster(jets.constituents.with_label(torch.arange(12) % 3))
    tagger = RecNN(6, num_classes=3)
    tagger.fit_scaling(three)
    aimed = at_target(tagger, target)
    some = of_target(three, aimed.target)
    bench = ErasingBench.of(aimed, three, some)
    assert three.y is not None
    if target == 1:
        logits, labels = predict_logits(aimed, three), three.y == 1
    else:
        among = three.y != 1
        logits, labels = predict_logits(aimed, three)[among], three.y[among] == 0
    assert bench.auc().value == pytest.approx(roc_auc(logits, labels.long()).value)
    assert len(some) == len(labels)


def test_three_labels_need_a_class(jets: JetTreeDataset) -> None:
    three = cluster(jets.constituents.with_label(torch.arange(12) % 3))
    with pytest.raises(ValueError, match=r"the labels 0 and 1 .* .got \[0, 1, 2\].: give a class"):
        ErasingBench.of(Labelled(), three, three)

"""The bench on a tagger whose head reads one number of its embedding."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from pyg_jets import JetTreeDataset
from pyg_jets.intervention import erase
from pyg_jets.intervention._erasing_bench import ErasingBench
from pyg_jets.metrics import roc_auc
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

"""What the small benchmark sums up: rows of everything that was measured."""

import pytest

from pyg_jets.evaluation.benchmark.measures import LEARNT, OTHERS
from pyg_jets.evaluation.benchmark.results import Benchmark


def test_rows_of_the_small_benchmark(small: Benchmark) -> None:
    of = {(row.truth, row.method, row.measure) for row in small.rows}
    for measure in LEARNT:
        assert ("planted", "branch_removal", measure) in of
    assert ("angularity", "branch_removal", "error") in of
    assert ("angularity", "branch_removal", "agreement") not in of
    assert ("planted", "saliency", "untrained") in of
    assert {measure for *_, measure in of} <= {*LEARNT, *OTHERS}
    assert not any(row.measure == "tagger_auc" for row in small.rows)
    assert small.speed["planted", "lundnet", "saliency"] > 1


def test_known_functions_are_compared_with_draws(small: Benchmark) -> None:
    (right,) = small.find(truth="angularity", method="branch_removal", measure="auc")
    assert right.learnt is not None
    assert right.learnt.value == pytest.approx(1)
    (draw,) = small.find(truth="angularity", method="random", measure="auc")
    assert draw.learnt is not None
    assert draw.learnt.value == 0

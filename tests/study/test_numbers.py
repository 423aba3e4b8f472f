"""What the JSON and the tables say of each number."""

import math

import numpy as np

from pyg_jets.metrics import Estimate
from pyg_jets.probing import ProbeScore
from pyg_jets.study.chapters.truth.measure import TruthScores
from pyg_jets.study.numbers import cell, intervals_of, nulls, numbers_by_name, numbers_of


def test_infinite_rejection_is_null_with_its_counts() -> None:
    assert numbers_of(rejection=Estimate(math.inf, 870.0, math.inf, 0, 1600)) == {
        "rejection": None,
        "rejection_interval": [870.0, None],
        "rejection_counts": [0, 1600],
    }


def test_nan_is_null() -> None:
    assert nulls(np.array([[0.5, np.nan]])) == [[0.5, None]]


def test_a_score_says_what_single_jets_did_and_trainings() -> None:
    score = ProbeScore(0.5, 0.4, 0.6, 9, 10, spread=0.1, limited=3, worst=0.2)
    assert numbers_of(r2=score) == {
        "r2": 0.5,
        "r2_interval": [0.4, 0.6],
        "r2_spread": 0.1,
        "r2_counts": [9, 10],
        "r2_limited": 3,
        "r2_worst": 0.2,
    }


def test_what_is_no_estimate_stays_and_nan_is_null() -> None:
    assert numbers_of(jets=3, layer="head", seconds=1.5, map=math.nan, none=None) == {
        "jets": 3,
        "layer": "head",
        "seconds": 1.5,
        "map": None,
        "none": None,
    }


def test_results_by_name() -> None:
    one = Estimate(0.3, 0.2, 0.4, 3, 10)
    (numbers,) = numbers_by_name({"a": TruthScores(one, one, one, one)}).values()
    assert (numbers["top1"], numbers["top1_counts"]) == (0.3, [3, 10])
    assert (numbers["auc"], numbers["auc_interval"]) == (0.3, [0.2, 0.4])


def test_a_cell_has_no_counts() -> None:
    assert cell(Estimate(0.5, 0.4, 0.6, 3, 6)) == "0.50 [0.40, 0.60]"


def test_intervals_are_said_in_words() -> None:
    assert "means of 3 trainings; after ±" in intervals_of(3)

"""What the tables and the JSON say of each number."""

import math

import numpy as np

from pyg_jets.metrics import Estimate
from pyg_jets.probing import ControlledProbe, ProbeScore
from pyg_jets.study import probe_table
from pyg_jets.study.tables import _estimate, _nulls


def test_infinite_rejection_is_null_with_its_counts() -> None:
    assert _estimate("rejection", Estimate(math.inf, 870.0, math.inf, 0, 1600)) == {
        "rejection": None,
        "rejection_interval": [870.0, None],
        "rejection_counts": [0, 1600],
    }


def test_probes_stand_beside_the_papers_and_their_controls() -> None:
    numbers = [
        ProbeScore(value, value - 0.01, value + 0.01, 90, 100, limited=7, worst=share)
        for value, share in ((0.8, 0.02), (0.5, 0.3), (0, 0.02), (0.3, 0.02))
    ]
    numbers.append(ProbeScore(0.6, 0.58, 0.62, 90, 100))
    probes = ControlledProbe(*numbers)
    table = probe_table({"w-qcd": {"tau_21": probes}}, layer="head.1")
    assert table.rows == [
        [
            "w-qcd",
            "tau_21",
            "0.800 [0.790, 0.810]",
            "–",
            "0.500 [0.490, 0.510] †",
            "0.000 [-0.010, 0.010]",
            "0.300 [0.290, 0.310]",
            "0.60 [0.58, 0.62]",
            "90 of 100",
            "7",
            "0.02",
        ]
    ]
    assert len(table.header) == 11
    assert "†: the share is above a quarter" in table.caption
    embedding = probe_table({"w-qcd": {"tau_21": probes}}).rows[0]
    assert embedding[3] == "0.39"
    assert "read off the layer head.1 by least squares" in table.caption
    assert "68 % intervals" in table.caption


def test_nan_is_null() -> None:
    assert _nulls(np.array([[0.5, np.nan]])) == [[0.5, None]]


def test_a_score_says_what_single_jets_did_and_trainings() -> None:
    score = ProbeScore(0.5, 0.4, 0.6, 9, 10, spread=0.1, limited=3, worst=0.2)
    assert _estimate("r2", score) == {
        "r2": 0.5,
        "r2_interval": [0.4, 0.6],
        "r2_spread": 0.1,
        "r2_counts": [9, 10],
        "r2_limited": 3,
        "r2_worst": 0.2,
    }

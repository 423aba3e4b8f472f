"""Roads by kt against a loop, and through constituents alone for what reads them alone."""

import numpy as np
import pytest
import torch

from pyg_jets import Task, lund_coordinates
from pyg_jets.intervention import Response, Roads, roads
from pyg_jets.study.chapters.response.measure import Responses
from pyg_jets.study.chapters.response.roads import RANGES, heard_by_kt
from pyg_jets.taggers import Tagger


def test_sizes_by_kt(responses: Responses, small: Tagger) -> None:
    test = Task.named("w-qcd").test(jets=120)
    jets = test[test.y == 1]
    where, by_road = lund_coordinates(jets), roads(small, jets)
    for name, (low, high) in RANGES.items():
        rows = [k for k, ln_kt in enumerate(where.ln_kt.exp().tolist()) if low < ln_kt <= high]
        for road, found in zip(by_road, responses.kinds["w"].heard[name], strict=True):
            squares = [float(road.ln_inv_delta[k] ** 2 + road.ln_kt[k] ** 2) for k in rows]
            assert found.value == pytest.approx(np.sqrt(np.mean(squares)))
            assert found.low <= found.value <= found.high


def test_ranges_without_splittings_have_no_number() -> None:
    where = lund_coordinates(Task.named("w-qcd").test(jets=4))
    soft = where[where.ln_kt < 0]
    none = Response(*(torch.ones(len(soft)) for _ in range(3)))
    heard = heard_by_kt(Roads(none, none, none), soft)
    assert np.isnan(heard["kt > 5 GeV"].leaves.value)
    assert heard["kt < 1 GeV"].inner.value == pytest.approx(np.sqrt(2))

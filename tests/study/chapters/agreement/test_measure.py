"""Methods agree with themselves and not with their opposites or with chance."""

import math
from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets import JetTreeDataset, cluster
from pyg_jets.datasets import sample
from pyg_jets.evaluation.truth.hit_rate import simple_choices
from pyg_jets.study.chapters.agreement.measure import agreement_of
from pyg_jets.study.chapters.agreement.tables import agreement_numbers, agreement_table


@pytest.fixture(scope="module")
def jets() -> JetTreeDataset:
    return cluster(sample("w")[:300])


def _kt(batch: Any) -> Tensor:
    return simple_choices(batch)["largest kt"]


def _minus_kt(batch: Any) -> Tensor:
    return simple_choices(batch)["smallest kt"]


def _draw(batch: Any) -> Tensor:
    return torch.rand(batch.num_nodes)


def test_pairs(jets: JetTreeDataset) -> None:
    methods = {"kt": _kt, "again": _kt, "opposite": _minus_kt, "draw": _draw}
    pairs = agreement_of({name: _values(method, jets) for name, method in methods.items()}, jets)
    assert pairs.names == ("kt", "again", "opposite", "draw")
    assert len(pairs.rank) == len(pairs.maps) == 6
    assert pairs.rank["kt", "again"].value == pytest.approx(1)
    assert pairs.rank["again", "opposite"].value == pytest.approx(-1)
    assert pairs.maps["kt", "opposite"] == pytest.approx(-1)
    for pair in (("kt", "draw"), ("opposite", "draw")):
        assert abs(pairs.rank[pair].value) < 0.05
        assert abs(pairs.maps[pair]) < 0.25
    table = agreement_table(pairs, "w-qcd")
    assert table.rows[0][:2] == ["kt", "again"]
    assert table.rows[-1][3] == "-1.00"
    assert table.name == "agreement-w-qcd"
    assert agreement_numbers(pairs)["kt, opposite"]["maps"] == pytest.approx(-1)


def test_what_is_not_defined_stays_so(jets: JetTreeDataset) -> None:
    some = jets[:3]
    number = some.batch().num_nodes
    pairs = agreement_of({"one": torch.ones(number), "other": torch.rand(number)}, some)
    assert math.isnan(pairs.rank["one", "other"].value)
    assert math.isnan(pairs.maps["one", "other"])
    numbers = agreement_numbers(pairs)["one, other"]
    assert (numbers["rank"], numbers["maps"]) == (None, None)
    assert agreement_table(pairs, "w-qcd").rows[0][3] == "nan"


def test_one_alone_agrees_with_nothing(jets: JetTreeDataset) -> None:
    with pytest.raises(ValueError, match=r"at least two attributions \(got 1\)"):
        agreement_of({"kt": _values(_kt, jets[:3])}, jets[:3])


def _values(method: Any, jets: JetTreeDataset) -> Tensor:
    """Collinear children have no kt."""
    values: Tensor = method(jets.batch()).nan_to_num(neginf=-50.0, posinf=50.0)
    return values

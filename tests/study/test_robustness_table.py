"""Tables, figures and the sentence say what the numbers say."""

import json

import pytest

from pyg_jets import Constituents, cluster
from pyg_jets.metrics import Estimate
from pyg_jets.simulation import ToyShower
from pyg_jets.study.collinear_response import CollinearResponse
from pyg_jets.study.examined import Examined
from pyg_jets.study.irc_scan import irc_scan, multiplicity_score
from pyg_jets.study.robustness import logits_of, robustness
from pyg_jets.study.robustness_table import (
    answer,
    robustness_numbers,
    robustness_pictures,
    robustness_table,
    safety_table,
)
from pyg_jets.taggers import EFN
from pyg_jets.transforms import SoftParticles


@pytest.fixture(scope="module")
def jets() -> Constituents:
    return ToyShower(min_kt=2.0).jets(60, 1).constituents


@pytest.fixture(scope="module")
def tested(jets: Constituents) -> list[Examined]:
    efn, score = EFN(), multiplicity_score(jets)
    efn.fit_scaling(cluster(jets))
    found = CollinearResponse(
        Estimate(0.3, 0.2, 0.4), Estimate(0.2, 0.1, 0.3), jets=50, median=1e-7
    )
    none = found._replace(partial=Estimate(0.01, -0.02, 0.04))
    changes = {"soft": SoftParticles(1)}
    return [
        Examined(
            "EFN",
            robustness(efn, jets, changes),
            irc_scan(logits_of(efn), jets),
            {"trained": found, "untrained": none},
        ),
        Examined("n", robustness(score, jets, changes), irc_scan(score, jets), {}),
    ]


def test_the_unsafe_one_is_flagged(tested: list[Examined]) -> None:
    safe, unsafe = safety_table(tested).rows
    assert [cell.split()[0] for cell in safe[1:3]] == ["safe", "safe"]
    assert [cell.split()[0] for cell in unsafe[1:3]] == ["unsafe", "unsafe"]
    assert safe[3:5] == ["0.30 [0.20, 0.40]", "0.20 [0.10, 0.30]"]
    assert unsafe[3:] == ["–"] * 4


def test_rows_and_numbers(tested: list[Examined]) -> None:
    table = robustness_table(tested, "w-qcd")
    assert [row[:2] for row in table.rows] == [["EFN", "soft"], ["n", "soft"]]
    assert {len(row) for row in table.rows} == {len(table.header)}
    numbers = json.loads(json.dumps(robustness_numbers(tested, {"seed": 0}), allow_nan=False))
    assert numbers["taggers"][1]["limits"]["soft"]["safe"] is False
    assert numbers["taggers"][0]["collinear"]["trained"]["partial"] == 0.2


def test_the_sentence_follows_the_numbers(tested: list[Examined]) -> None:
    efn, counting = tested
    assert "move the logit by less than 0.001 of its spread" in answer(efn, "w-qcd")
    found = efn.collinear["trained"]
    for partial, words, beside in (
        (Estimate(0.2, 0.1, 0.3), "goes with more response", "more than in the untrained"),
        (Estimate(-0.2, -0.3, -0.1), "goes with less response", "less than in the untrained"),
        (Estimate(0.0, -0.1, 0.1), "does not go with response", "as in the untrained"),
    ):
        collinear = {**efn.collinear, "trained": found._replace(partial=partial)}
        said = answer(Examined("x", {}, counting.scans, collinear), "w-qcd")
        assert words in said
        assert beside in said


def test_pictures(tested: list[Examined]) -> None:
    pictures = robustness_pictures(tested, "w-qcd", "soft")
    assert [picture.name for picture in pictures] == ["limits", "maps-1"]
    limits, maps = (picture.figure for picture in pictures)
    assert [line.get_label() for line in limits.axes[1].lines[:2]] == ["EFN", "n"]
    assert maps.axes[0].get_title() == "w jets, before"

"""Tables and figures say what the numbers say."""

import json
from dataclasses import replace

import numpy as np
import pytest

from pyg_jets import Constituents, cluster
from pyg_jets.metrics import Estimate
from pyg_jets.simulation import ToyShower
from pyg_jets.study.collinear_response import CollinearResponse
from pyg_jets.study.examined import Examined
from pyg_jets.study.irc_scan import Scan, irc_scan, multiplicity_score
from pyg_jets.study.robustness import logits_of, robustness, usual_perturbations
from pyg_jets.study.robustness_table import (
    robustness_numbers,
    robustness_pictures,
    robustness_table,
    safety_table,
)
from pyg_jets.taggers import EFN


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
    changes = dict(list(usual_perturbations(radius=0.6).items())[:3])
    return [
        Examined(
            "EFN",
            robustness(efn, jets, changes),
            irc_scan(logits_of(efn), jets),
            {"trained": found, "untrained": none},
            radius=0.6,
        ),
        Examined("n", robustness(score, jets, changes), irc_scan(score, jets), {}, radius=0.6),
    ]


def test_the_unsafe_one_is_flagged(tested: list[Examined]) -> None:
    table = safety_table(tested)
    assert list(table.header[1:4]) == [
        "soft limit, in the jet",
        "soft limit, far from the jet",
        "collinear limit",
    ]
    safe, unsafe = table.rows
    assert [cell.split()[0] for cell in safe[1:4]] == ["safe"] * 3
    assert [cell.split()[0] for cell in unsafe[1:4]] == ["unsafe"] * 3
    assert safe[4:6] == ["0.30 [0.20, 0.40]", "0.20 [0.10, 0.30]"]
    assert unsafe[4:] == ["–"] * 4


def test_each_limit_stands_in_its_column(tested: list[Examined]) -> None:
    quiet, loud = Scan((1.0,), np.array([[0, 0, 1e-9]])), Scan((1.0,), np.array([[0, 0, 0.5]]))
    for number, name in enumerate(("soft", "soft_far", "collinear")):
        scans = {**dict.fromkeys(tested[0].scans, quiet), name: loud}
        row = safety_table([replace(tested[0], scans=scans)]).rows[0]
        verdicts = [cell.split()[0] for cell in row[1:4]]
        assert [k for k, verdict in enumerate(verdicts) if verdict == "unsafe"] == [number]


def test_rows_and_numbers(tested: list[Examined]) -> None:
    table = robustness_table(tested, "w-qcd")
    names = ["1 soft in the jet", "10 soft in the jet", "1 soft far from the jet"]
    assert [row[:2] for row in table.rows] == [[x, name] for x in ("EFN", "n") for name in names]
    assert {len(row) for row in table.rows} == {len(table.header)}
    numbers = json.loads(json.dumps(robustness_numbers(tested, {"seed": 0}), allow_nan=False))
    assert numbers["taggers"][1]["limits"]["soft"]["safe"] is False
    assert numbers["taggers"][0]["collinear"]["trained"]["partial"] == 0.2
    assert numbers["taggers"][0]["jet_radius"] == 0.6
    for caption in (table.caption, safety_table(tested).caption):
        assert "Soft particles in the jet: within 0.6 of its axis." in caption
        assert "Far from the jet: anywhere at |η| < 5" in caption


def test_pictures(tested: list[Examined]) -> None:
    pictures = robustness_pictures(tested, "w-qcd", "10 soft in the jet")
    assert [picture.name for picture in pictures] == ["limits", "maps-1"]
    limits, maps = (picture.figure for picture in pictures)
    assert [line.get_label() for line in limits.axes[1].lines[:2]] == ["EFN", "n"]
    for ax, name in zip(limits.axes, ("soft", "soft_far", "collinear"), strict=True):
        scan = tested[1].scans[name]
        assert np.asarray(ax.lines[1].get_xdata()).tolist() == list(scan.at)
        assert np.asarray(ax.lines[1].get_ydata()).tolist() == scan.quantiles[:, 2].tolist()
    assert [ax.get_xlabel().split(" [")[0][-6:] for ax in limits.axes] == [
        "he jet",
        "rom it",
        " split",
    ]
    assert maps.axes[0].get_title() == "w jets, before"

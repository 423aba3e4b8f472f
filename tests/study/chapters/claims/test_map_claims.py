"""Which claims there are, and that every training's margin is in its place."""

import math

import pytest

from pyg_jets.lund import LundPlane
from pyg_jets.study.chapters.claims.claim import Claim
from pyg_jets.study.chapters.claims.map_claims import TrainingMaps, map_claims
from pyg_jets.study.chapters.claims.map_wordings import WORDINGS
from tests.study.chapters.claims.planes import three

TASKS = ("w-qcd", "top-qcd", "quark-gluon")


def _kinds(task: str, first: LundPlane, second: LundPlane) -> dict[str, LundPlane]:
    return dict(zip(task.split("-"), (first, second), strict=True))


def _w(diagonal: float) -> TrainingMaps:
    """W/QCD, whose QCD map has the mean 2 and so much more on the diagonal; untrained: none."""
    qcd = three(2 + diagonal / 3, 2 + diagonal / 3, 2 - 2 * diagonal / 3)
    return TrainingMaps(
        _kinds("w-qcd", three(6, 6, 1), qcd),
        _kinds("w-qcd", three(1, 1, 1), three(1, 1, 1)),
    )


def _by_name(claims: list[Claim]) -> dict[str, Claim]:
    return {claim.name: claim for claim in claims}


def test_one_margin_a_training() -> None:
    claims = _by_name(map_claims({"w-qcd": [_w(1.0), _w(0.4), _w(-0.2)]}))
    assert list(claims) == ["diagonal", "hot-spot"]
    diagonal = claims["diagonal"]
    assert diagonal.margins == pytest.approx([0.5, 0.2, -0.1])
    assert diagonal.control == pytest.approx([0.0, 0.0, 0.0])
    assert diagonal.task == "w-qcd"
    assert all(map(math.isnan, claims["hot-spot"].margins))
    assert claims["hot-spot"].verdict == "not decided"


def test_tasks_are_compared_training_by_training() -> None:
    def with_mean(task: str, s: float) -> TrainingMaps:
        return TrainingMaps(
            _kinds(task, *[three(s, s, s)] * 2), _kinds(task, *[three(1, 1, 1)] * 2)
        )

    maps = {
        "quark-gluon": [with_mean("quark-gluon", s) for s in (1, 2)],
        "top-qcd": [with_mean("top-qcd", s) for s in (3, 1)],
        "w-qcd": [with_mean("w-qcd", s) for s in (5, 9)],
    }
    claim = _by_name(map_claims(maps))["w-most-sensitive"]
    assert claim.margins == pytest.approx([5 - 3, 9 - 2])
    assert claim.control == pytest.approx([0, 0])


def test_patterns_of_the_three_tasks() -> None:
    up, down, bent = three(1, 2, 3), three(3, 2, 1), three(1, 3, 1)
    backgrounds = {"w-qcd": up, "top-qcd": down, "quark-gluon": bent}
    maps = {
        task: [TrainingMaps(_kinds(task, bent, plane), _kinds(task, up, up))] * 3
        for task, plane in backgrounds.items()
    }
    claims = _by_name(map_claims(maps))
    assert len(claims) == len(WORDINGS) + 2
    assert claims["qcd-pattern-changes"].margins == pytest.approx([1.9, 1.9, 1.9])
    assert claims["qcd-pattern-changes"].control == pytest.approx([-0.1, -0.1, -0.1])
    assert claims["patterns-differ"].margins == pytest.approx([-0.1] * 3)  # the signals are equal
    signals = {"w-qcd": down, "top-qcd": bent, "quark-gluon": up}
    for task, plane in signals.items():
        maps[task] = [TrainingMaps(_kinds(task, plane, backgrounds[task]), {})] * 3
    claims = _by_name(map_claims(maps))
    assert claims["patterns-differ"].margins == pytest.approx([0.9] * 3)  # up and bent: r = 0
    assert {len(claim.control) for claim in claims.values()} == {0}


def test_without_maps_there_are_no_claims() -> None:
    assert map_claims({}) == []
    assert map_claims({task: [] for task in TASKS}) == []


def test_trainings_must_match() -> None:
    maps = {"w-qcd": [_w(1.0), _w(1.0)], "top-qcd": [_w(1.0)]}
    with pytest.raises(ValueError, match=r"as many trainings \(got w-qcd: 2, top-qcd: 1\): leave"):
        map_claims(maps)

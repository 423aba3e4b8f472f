"""What is asked of a tagger, and of the multiplicity beside it."""

from typing import Any

import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.datasets import binary_task
from pyg_jets.datasets.split import thinned
from pyg_jets.simulation import ToyShower
from pyg_jets.study import examined
from pyg_jets.study.collinear_response import collinear_response
from pyg_jets.study.examined import examine, examine_multiplicity, examine_task
from pyg_jets.study.irc_scan import irc_scan
from pyg_jets.study.robustness import SOFT_IN_JET, logits_of, robustness, usual_perturbations
from pyg_jets.taggers import EFN, RecNN


def test_everything_is_asked() -> None:
    jets: Constituents = ToyShower(min_kt=2.0).jets(60, 1).constituents
    tagger = EFN()
    tagger.fit_scaling(cluster(jets))
    safe, unsafe = examine("EFN", tagger, jets), examine_multiplicity(jets, jets)
    for each in (safe, unsafe):
        assert set(each.changes) == set(usual_perturbations())
        assert set(each.scans) == {"soft", "soft_far", "collinear"}
    assert set(safe.collinear) == {"trained", "untrained"}
    assert unsafe.collinear == {}
    assert [each.scans["soft"].safe for each in (safe, unsafe)] == [True, False]


def test_algorithm_and_radius_reach_everything() -> None:
    jets: Constituents = ToyShower(min_kt=2.0).jets(60, 1).constituents
    tagger = RecNN(hidden_channels=6)
    tagger.fit_scaling(cluster(jets, "kt"))
    whole = examine("RecNN", tagger, jets, 2, algorithm="kt", radius=0.3)
    changes = usual_perturbations(2, 0.3)
    for name in (SOFT_IN_JET, "10 collinear"):
        alone = robustness(tagger, jets, {name: changes[name]}, algorithm="kt", seed=2)[name]
        assert whole.changes[name].response == alone.response
    scans = irc_scan(logits_of(tagger, "kt"), jets, radius=0.3, seed=2)
    for name, scan in scans.items():
        assert (whole.scans[name].quantiles == scan.quantiles).all()
    for name, network in {"trained": tagger, "untrained": tagger.untrained(2)}.items():
        asked = collinear_response(network, jets, algorithm="kt", seed=2)
        assert whole.collinear[name] == asked
    assert whole.radius == 0.3
    counted = examine_multiplicity(jets, jets, 2, radius=0.3)
    assert counted.radius == 0.3


def test_a_task_is_examined_with_its_algorithm_and_radius(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Any, ...]] = []

    def record(*given: Any, **options: Any) -> str:
        asked.append((given, options))
        return "examined"

    for name in ("examine", "examine_multiplicity"):
        monkeypatch.setattr(examined, name, record)
    tagger = RecNN(hidden_channels=6)
    options = {"seed": 1, "jets": 60, "algorithm": "kt", "radius": 0.4}
    results = examine_task({"x": tagger}, "w-qcd", **options)  # type: ignore[arg-type]
    assert [str(each) for each in results] == ["examined"] * 2
    split = binary_task("w-qcd", 1)
    (first, of_tagger), (second, of_counts) = asked
    assert first[:2] == ("x", tagger)
    assert torch.equal(first[2].p4, thinned(split.test, 60).p4)
    assert torch.equal(second[0].p4, split.train.p4)
    assert second[1] is first[2]
    assert (first[3], second[2]) == (1, 1)
    assert of_tagger == {"algorithm": "kt", "radius": 0.4}
    assert of_counts == {"radius": 0.4}

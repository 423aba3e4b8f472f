"""What is asked of a tagger, and of the multiplicity beside it."""

from pyg_jets import Constituents, cluster
from pyg_jets.simulation import ToyShower
from pyg_jets.study.chapters.robustness.changes import (
    SOFT_IN_JET,
    logits_of,
    robustness,
    usual_perturbations,
)
from pyg_jets.study.chapters.robustness.collinear_response import collinear_response
from pyg_jets.study.chapters.robustness.irc_scan import irc_scan
from pyg_jets.study.chapters.robustness.measure import robustness_of, robustness_of_multiplicity
from pyg_jets.taggers import EFN, RecNN

KINDS = {"planted": 1, "other": 0}


def test_everything_is_asked() -> None:
    jets: Constituents = ToyShower(min_kt=2.0).jets(60, 1).constituents
    tagger = EFN()
    tagger.fit_scaling(cluster(jets))
    safe = robustness_of("EFN", tagger, jets, kinds=KINDS)
    unsafe = robustness_of_multiplicity(jets, jets, kinds=KINDS)
    for tested in (safe, unsafe):
        assert set(tested.changes) == set(usual_perturbations())
        assert set(tested.scans) == {"soft", "soft_far", "collinear"}
    assert set(safe.collinear) == {"trained", "untrained"}
    assert unsafe.collinear == {}
    assert [tested.scans["soft"].safe for tested in (safe, unsafe)] == [True, False]


def test_algorithm_and_radius_reach_everything() -> None:
    jets: Constituents = ToyShower(min_kt=2.0).jets(60, 1).constituents
    tagger = RecNN(hidden_channels=6)
    tagger.fit_scaling(cluster(jets, "kt"))
    whole = robustness_of("RecNN", tagger, jets, 2, kinds=KINDS, algorithm="kt", radius=0.3)
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
    counted = robustness_of_multiplicity(jets, jets, 2, kinds=KINDS, radius=0.3)
    assert counted.radius == 0.3

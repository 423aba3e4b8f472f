"""A safe tagger and the multiplicity, tested on toy jets."""

import pytest

from pyg_jets import Constituents, cluster
from pyg_jets.metrics import Estimate
from pyg_jets.simulation import ToyShower
from pyg_jets.study.chapters.robustness.changes import logits_of, robustness, usual_perturbations
from pyg_jets.study.chapters.robustness.collinear_response import CollinearResponse
from pyg_jets.study.chapters.robustness.irc_scan import irc_scan, multiplicity_score
from pyg_jets.study.chapters.robustness.measure import TaggerRobustness
from pyg_jets.taggers import EFN

KINDS = {"w": 1, "qcd": 0}


@pytest.fixture(scope="module")
def jets() -> Constituents:
    return ToyShower(min_kt=2.0).jets(60, 1).constituents


@pytest.fixture(scope="module")
def tested(jets: Constituents) -> list[TaggerRobustness]:
    efn, score = EFN(), multiplicity_score(jets)
    efn.fit_scaling(cluster(jets))
    related = CollinearResponse(
        Estimate(0.3, 0.2, 0.4), Estimate(0.2, 0.1, 0.3), jets=50, median=1e-7
    )
    none = related._replace(partial=Estimate(0.01, -0.02, 0.04))
    changes = dict(list(usual_perturbations(radius=0.6).items())[:3])
    return [
        TaggerRobustness(
            "EFN",
            robustness(efn, jets, changes),
            irc_scan(logits_of(efn), jets),
            {"trained": related, "untrained": none},
            KINDS,
            radius=0.6,
        ),
        TaggerRobustness(
            "n", robustness(score, jets, changes), irc_scan(score, jets), {}, KINDS, radius=0.6
        ),
    ]

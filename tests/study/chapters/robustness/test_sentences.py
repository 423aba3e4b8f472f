"""Sentences follow the numbers."""

import numpy as np
import pytest

from pyg_jets.metrics import Estimate
from pyg_jets.study.chapters.robustness.changes import Robustness
from pyg_jets.study.chapters.robustness.collinear_response import CollinearResponse
from pyg_jets.study.chapters.robustness.irc_scan import Scan
from pyg_jets.study.chapters.robustness.measure import TaggerRobustness
from pyg_jets.study.chapters.robustness.response import Response
from pyg_jets.study.chapters.robustness.sentences import (
    collinear_sentence,
    robustness_sentences,
    soft_sentence,
)

NONE = Estimate(0.01, -0.02, 0.04)


def _examined(partial: Estimate, last: float) -> TaggerRobustness:
    """With a partial correlation, and a logit that moves by so much in the collinear limit."""
    trained = CollinearResponse(Estimate(0.3, 0.2, 0.4), partial, jets=50, median=1e-7)
    scan = Scan((1e-6,), np.array([[last, last, last]]))
    return TaggerRobustness(
        "x",
        {},
        {"collinear": scan},
        {"trained": trained, "untrained": trained._replace(partial=NONE)},
        {},
    )


@pytest.mark.parametrize(
    ("partial", "words", "beside"),
    [
        (Estimate(0.2, 0.1, 0.3), "goes with more response", "more than in the untrained"),
        (Estimate(-0.2, -0.3, -0.1), "goes with less response", "less than in the untrained"),
        (Estimate(0.0, -0.1, 0.1), "does not go with response", "as in the untrained"),
    ],
)
def test_collinear_saliency_and_response(partial: Estimate, words: str, beside: str) -> None:
    said = collinear_sentence(_examined(partial, 0.1), "w-qcd")
    assert said.startswith("x, w-qcd: high collinear saliency ")
    assert words in said
    assert beside in said


def test_a_safe_logit_has_no_response() -> None:
    said = collinear_sentence(_examined(NONE, 1e-5), "w-qcd")
    assert "move the logit by less than 0.001 of its spread" in said


def test_soft_particles_in_the_jet_before_those_far_from_it() -> None:
    def moved(change: Estimate, relative: float) -> Robustness:
        same = Estimate(0.9, 0.8, 1.0)
        return Robustness(Response(same, change, same, same, (0.1, 0.2, 0.3), relative), {})

    changes = {
        "1 soft in the jet": moved(Estimate(-0.001, -0.002, 0.0), 0.0561),
        "1 soft far from the jet": moved(Estimate(-0.04, -0.05, -0.03), 0.312),
    }
    whole = _examined(NONE, 0.1)
    tested = TaggerRobustness("x", changes, whole.scans, whole.collinear, {}, radius=0.4)
    assert soft_sentence(tested, "w-qcd") == (
        "x, w-qcd: one particle of 0.1 MeV in the jet (within 0.4 of its axis) changes the AUC by "
        "-0.0010 [-0.0020, 0.0000] and moves the median jet's logit by 0.056 of the logits' "
        "spread; one far from the jet, which a jet finder would leave out, changes the AUC by "
        "-0.040 [-0.050, -0.030] and moves it by 0.31."
    )
    assert robustness_sentences(tested, "w-qcd") == [
        soft_sentence(tested, "w-qcd"),
        collinear_sentence(tested, "w-qcd"),
    ]

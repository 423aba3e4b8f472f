"""Verdicts on margins whose intervals are known by hand."""

import math

import pytest

from pyg_jets.study.chapters.claims.claim import Claim

CLEAR = [0.2, 0.3, 0.25]
"""Mean 0.25, half width 4.303 * 0.05 / sqrt 3 = 0.124."""

WITHIN = [0.1, 0.2, 0.3]
"""Mean 0.2, half width 0.248; of 68 % it would be 0.076, one-sided 0.169."""


def _claim(margins: list[float], control: list[float] | None = None) -> Claim:
    return Claim("name", "Words.", "2", None, "Test.", margins, control or [])


@pytest.mark.parametrize(
    ("margins", "verdict"),
    [
        (CLEAR, "holds"),
        ([-m for m in CLEAR], "does not hold"),
        (WITHIN, "not decided"),
        ([0.2, 0.2], "not decided"),
        ([0.2, math.nan, 0.2, 0.2], "not decided"),
    ],
)
def test_verdict(margins: list[float], verdict: str) -> None:
    assert _claim(margins).verdict == verdict


@pytest.mark.parametrize(
    ("control", "learnt"),
    [
        ([0.1, 0.2, 0.15], "yes"),  # each 0.1 below its training
        ([0.3, 0.4, 0.35], "no"),
        ([0.15, 0.1, 0.35], "not decided"),  # differences 0.05, 0.2, -0.1
        ([0.1, math.nan, 0.1], "not decided"),
        (None, "–"),
    ],
)
def test_learnt_compares_each_training_with_its_own_start(
    control: list[float] | None, learnt: str
) -> None:
    assert _claim(CLEAR, control).learnt == learnt


def test_pairs_and_not_means_are_compared() -> None:
    wide = [0.2, 10.3, -9.0]
    claim = _claim(wide, [value - 0.1 for value in wide])
    assert claim.verdict == "not decided"
    assert claim.learnt == "yes"
    assert claim.gain is not None
    assert claim.gain.mean == pytest.approx(0.1)
    assert claim.untrained is not None
    assert claim.untrained.mean == pytest.approx(0.4)
    assert _claim(wide).untrained is None


def test_a_claim_needs_margins() -> None:
    with pytest.raises(ValueError, match=r"'name' needs a margin .* \(got none\): leave the claim"):
        _claim([])


def test_a_control_is_of_the_same_trainings() -> None:
    with pytest.raises(ValueError, match=r"as many control margins as margins, 3, or none \(got 2"):
        _claim(CLEAR, [0.1, 0.2])

"""Section 2: does the mass direction change where the W decays?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from pyg_jets.study.chapters.claims.claim import Claim
from pyg_jets.study.chapters.mass_direction.measure import CHOICE, HitRates

RANDOM = "random"

Where = Literal["everywhere", "primary"]

AMONG: dict[Where, str] = {"everywhere": "all splittings", "primary": "the primary splittings"}
"""Where a splitting is chosen: the conjecture names no choice, so both are tested."""


def direction_claims(directions: Sequence[Mapping[str, HitRates]]) -> list[Claim]:
    """The conjecture on the mass direction, among all splittings and among primary ones.

    The paper says "sometimes"; so the test is whether it happens more often than by chance.

    Args:
        directions: For each training, by choice.
    """
    if not directions:
        return []
    return [_claim(where, directions) for where in AMONG]


def _claim(where: Where, directions: Sequence[Mapping[str, HitRates]]) -> Claim:
    def above_random(network: str) -> list[float]:
        choice = f"{CHOICE}, {network}"
        return [
            getattr(hits[choice], where).value - getattr(hits[RANDOM], where).value
            for hits in directions
        ]

    return Claim(
        f"mass-direction-{where}",
        "Sometimes, when the mass direction changes drastically, that is close to where the hard "
        "splitting (resonance decay) happens.",
        "2",
        "w-qcd",
        f"Share of W jets where the {CHOICE} among {AMONG[where]} is "
        "at the decay, minus the share of a random choice.",
        above_random("trained"),
        above_random("untrained"),
    )

"""The claims as a table, as numbers for machines, and in words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

from pyg_jets.report import Table
from pyg_jets.study.claims.claim import Claim, Learnt
from pyg_jets.study.claims.t_interval import FEWEST, Interval

_HEADER = ("task", "the paper says", "verdict", "learnt", "trained", "untrained", "test", "section")
_COMPARES = "all"


def claims_table(claims: Sequence[Claim]) -> Table:
    """One row for each claim.

    Args:
        claims: Any.
    """
    rows = [
        [
            claim.task or _COMPARES,
            claim.quote,
            claim.verdict,
            claim.learnt,
            str(claim.interval),
            str(claim.untrained or "–"),
            claim.test,
            claim.section,
        ]
        for claim in claims
    ]
    return Table("claims", _caption(claims), _HEADER, rows)


def claims_numbers(claims: Sequence[Claim]) -> list[dict[str, Any]]:
    """Everything for ``results.json``; what is not a number becomes null.

    Args:
        claims: Any.
    """
    return [
        {
            "name": claim.name,
            "task": claim.task,
            "section": claim.section,
            "quote": claim.quote,
            "test": claim.test,
            "margins": _nulls(claim.margins),
            "control": _nulls(claim.control),
            **dict(zip(("mean", "low", "high"), _nulls(claim.interval), strict=True)),
            "verdict": claim.verdict,
            "learnt": claim.learnt,
        }
        for claim in claims
    ]


def claims_sentences(claims: Sequence[Claim]) -> list[str]:
    """How many claims hold, then one sentence or two for each.

    Args:
        claims: Any.
    """
    return [_summary(claims), *map(_sentence, claims)] if claims else []


def _caption(claims: Sequence[Claim]) -> str:
    numbers = sorted({len(claim.margins) for claim in claims})
    trainings = f"{' to '.join(map(str, numbers[:: max(len(numbers) - 1, 1)]))} trainings"
    return (
        f"The paper's claims, each with its test over {trainings}. Trained, untrained: mean margin "
        "of the networks after and before training, with its 95 % interval (Student's t over "
        "trainings). A margin is positive where the paper is right. Holds: the whole interval is "
        "above 0; does not hold: it is below 0; not decided: it contains 0, there are fewer than "
        f"{FEWEST} trainings, or the jets of a training give no margin (–). Learnt: yes if "
        "training raised the margin, no if it lowered it, by the interval of the difference."
    )


def _summary(claims: Sequence[Claim]) -> str:
    count = Counter(claim.verdict for claim in claims)
    raised = sum(claim.verdict == "holds" and claim.learnt == "yes" for claim in claims)
    return (
        f"Claims of the paper tested here: {len(claims)}. Hold: {count['holds']}; do not hold: "
        f"{count['does not hold']}; not decided: {count['not decided']}. Of those that hold, "
        f"training raised the margin of {raised}."
    )


def _sentence(claim: Claim) -> str:
    reason = "" if claim.open_because is None else f": {claim.open_because}"
    margin = "" if math.isnan(claim.interval.mean) else f" (margin {claim.interval})"
    return (
        f"{claim.task or 'All tasks'}: “{claim.quote}” {claim.verdict.capitalize()}{margin}"
        f"{reason}.{_about_training(claim.learnt, claim.untrained)}"
    )


def _about_training(learnt: Learnt, untrained: Interval | None) -> str:
    """What training has to do with it, in words."""
    words = {
        "yes": "Training raised the margin",
        "no": "Training lowered the margin",
        "not decided": "Whether training changed the margin is not decided",
    }
    return "" if learnt == "–" else f" {words[learnt]} (untrained: {untrained})."


def _nulls(values: Sequence[float]) -> list[float | None]:
    return [None if math.isnan(value) else value for value in values]

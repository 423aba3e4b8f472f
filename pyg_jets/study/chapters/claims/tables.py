"""The claims as a table, as numbers, and in a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from pyg_jets.report import Table
from pyg_jets.study.chapters.claims.claim import Claim
from pyg_jets.study.chapters.claims.t_interval import FEWEST
from pyg_jets.study.numbers import null

_HEADER = ("task", "the paper says", "verdict", "learnt", "trained", "untrained", "test", "section")
_COMPARES = "all"


def claims_table(claims: Sequence[Claim]) -> Table:
    """One row for each claim."""
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
    """Everything for ``results.json``; what is not a number becomes null."""
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


def claims_summary(claims: Sequence[Claim]) -> str:
    """How many claims hold, and of how many training raised the margin."""
    count = Counter(claim.verdict for claim in claims)
    raised = sum(claim.verdict == "holds" and claim.learnt == "yes" for claim in claims)
    return (
        f"Of {len(claims)} claims of the paper {count['holds']} hold, {count['does not hold']} do "
        f"not, {count['not decided']} are not decided; training raised the margin of {raised} of "
        "those that hold."
    )


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


def _nulls(values: Sequence[float]) -> list[float | None]:
    return list(map(null, values))

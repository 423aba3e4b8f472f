"""Method x measure, as a table."""

from __future__ import annotations

from collections.abc import Mapping

from pyg_jets.metrics import Estimate
from pyg_jets.report import Table
from pyg_jets.study.chapters.explanations.faithfulness import Faithfulness
from pyg_jets.study.numbers import cell

_HEADER = (
    "method",
    "deletion over random",
    "deletion over kt",
    "insertion over random",
    "insertion over kt",
    "infidelity",
    "sensitivity",
    "fid+",
    "fid−",
    "characterisation",
    "unfaithfulness",
    "sum off by",
    "s / 100 jets",
)


def faithfulness_table(task: str, methods: Mapping[str, Faithfulness], jets: str = "jets") -> Table:
    """Method x measure, for one task."""
    rows = [[name, *map(_cell, measures)] for name, measures in methods.items()]
    caption = (
        f"How far to believe each attribution on {jets} of {task}; 68 % intervals over jets. "
        "Deletion, insertion: area of the logit gained over a random order of the splittings, and "
        "over the largest kt first (larger is better; 0: no better). Infidelity: share of the "
        "squared changes of the logit under random prunings that the values do not tell (0 to 1, "
        "smaller is better). Sensitivity: largest relative change of the values when momenta "
        "change by 2 %. fid+, fid−: share of predictions that change without the top quarter of "
        "the splittings, and with it alone; characterisation: harmonic mean of fid+ and 1 − fid−; "
        "unfaithfulness: 1 − exp(−KL) with the top quarter alone. Sum off by: error of the values' "
        "sums, for methods that promise one. Seconds: of the processor. Largest kt and random know "
        "no tagger; the values of the latter count little more than how much goes."
    )
    return Table(f"faithfulness-{task}", caption, _HEADER, rows)


def _cell(measure: Estimate | float | None) -> str:
    if measure is None:
        return "–"
    if not isinstance(measure, Estimate):
        return f"{measure:.2g}"
    # What rounding leaves of a sum that is exact.
    return "< 0.0001" if 0 < measure.high < 1e-4 else cell(measure)

"""Scores against the truth of a decay as a table."""

from __future__ import annotations

from collections.abc import Mapping

from pyg_jets.evaluation.truth.decay import TruthMask
from pyg_jets.metrics import Estimate
from pyg_jets.report import Table
from pyg_jets.study.chapters.truth.measure import TruthScores
from pyg_jets.study.numbers import cell

MEANING = {
    "splittings": "a splitting is true if each of its branches holds a quark of the decay",
    "products": "a splitting is true if it holds a quark of the decay",
}


def truth_table(
    scores: Mapping[str, TruthScores],
    task: str,
    *,
    by_chance: tuple[float, float],
    efficiency: Mapping[str, Estimate],
    mask: TruthMask = "splittings",
) -> Table:
    """One row for each method, its untrained control, and each simple choice."""
    header = ["choice", "largest is true", "one of the two largest is", "AUC", "IoU"]
    rows = [[name, *map(cell, of_choice)] for name, of_choice in scores.items()]
    matched = ", ".join(f"{name} {share.value:.3f}" for name, share in efficiency.items())
    jets = next(iter(scores.values())).top1.total
    caption = (
        f"Attributions against the truth of the decay, {jets} test jets of the signal of {task}, "
        f"68 % intervals: {MEANING[mask]} (more than half of its pt). A draw would find "
        f"{by_chance[0]:.3f} and {by_chance[1]:.3f}. AUC: of true against other splittings of a "
        "jet; IoU: of the true ones and as many with the largest values; both are means over jets. "
        f"Shares of jets: {matched}."
    )
    suffix = "" if mask == "splittings" else f"-{mask}"
    return Table(f"truth-{task}{suffix}", caption, header, rows)

"""Scores against the truth of a decay as a table, and for machines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyg_jets.metrics import Estimate
from pyg_jets.report import Table
from pyg_jets.study.decay_truth import TruthMask
from pyg_jets.study.tables import _estimate, _without_counts
from pyg_jets.study.truth_scores import TruthScores

MEANING = {
    "splittings": "a splitting is true if each of its branches holds a quark of the decay",
    "products": "a splitting is true if it holds a quark of the decay",
}


def truth_table(
    found: Mapping[str, TruthScores],
    task: str,
    *,
    by_chance: tuple[float, float],
    efficiency: Mapping[str, Estimate],
    mask: TruthMask = "splittings",
) -> Table:
    """One row for each method, its untrained control, and each simple choice.

    Args:
        found: What :func:`pyg_jets.study.truth_scores` gives.
        task: Name of the task, such as ``"top-qcd"``.
        by_chance: What :func:`pyg_jets.study.truth_chance` gives.
        efficiency: What :meth:`pyg_jets.study.DecayTruth.efficiency` gives.
        mask: What was true.
    """
    header = ["choice", "largest is true", "one of the two largest is", "AUC", "IoU"]
    rows = [[name, *map(_without_counts, scores)] for name, scores in found.items()]
    matched = ", ".join(f"{name} {each.value:.3f}" for name, each in efficiency.items())
    jets = next(iter(found.values())).top1.total
    caption = (
        f"Attributions against the truth of the decay, {jets} test jets of the signal of {task}, "
        f"68 % intervals: {MEANING[mask]} (more than half of its pt). A draw would find "
        f"{by_chance[0]:.3f} and {by_chance[1]:.3f}. AUC: of true against other splittings of a "
        "jet; IoU: of the true ones and as many with the largest values; both are means over jets. "
        f"Shares of jets: {matched}."
    )
    suffix = "" if mask == "splittings" else f"-{mask}"
    return Table(f"truth-{task}{suffix}", caption, header, rows)


def truth_numbers(found: Mapping[str, TruthScores]) -> dict[str, Any]:
    """The same for JSON.

    Args:
        found: What :func:`pyg_jets.study.truth_scores` gives.
    """
    return {
        name: {
            key: value
            for field, estimate in zip(scores._fields, scores, strict=True)
            for key, value in _estimate(field, estimate).items()
        }
        for name, scores in found.items()
    }

"""What a benchmark gives: one row for each truth, tagger, method and measure."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from pyg_jets.metrics import Estimate


class Row(NamedTuple):
    """One measure of one method on the trainings of one tagger.

    Attributes:
        truth: Name of the truth.
        tagger: Name of the tagger.
        method: Name of the method, or of a control.
        measure: Name of the measure.
        value: The number itself, over trainings and jets.
        learnt: On a scale on which the truth has 1 and the same method on taggers of permuted
            labels 0; None for measures that know no such scale, and where the two cannot be told
            apart.
    """

    truth: str
    tagger: str
    method: str
    measure: str
    value: Estimate
    learnt: Estimate | None


@dataclass(frozen=True)
class Benchmark:
    """Plain numbers; :mod:`pyg_jets.study.chapters.benchmark` makes tables of them.

    Attributes:
        rows: All measures.
        refused: Why a method does not take a tagger, by both names.
        auc: How well each tagger learnt each truth, by both names.
        speed: Jets per second of the processor's time, by truth, tagger and method.
        settings: How the numbers were made.
    """

    rows: list[Row]
    refused: dict[tuple[str, str], str]
    auc: dict[tuple[str, str], Estimate]
    speed: dict[tuple[str, str, str], float]
    settings: dict[str, Any]

    def find(self, **names: str) -> Iterator[Row]:
        """Rows by some of their names.

        Args:
            **names: Of ``truth``, ``tagger``, ``method``, ``measure``.

        Example:
            ``benchmark.find(truth="planted", measure="auc")``
        """
        for row in self.rows:
            if all(getattr(row, key) == name for key, name in names.items()):
                yield row

    def numbers(self) -> dict[str, Any]:
        """Everything for JSON; NaN and infinity become None."""
        rows = [
            {
                **{name: getattr(row, name) for name in Row._fields[:4]},
                "value": _ends(row.value),
                "learnt": None if row.learnt is None else _ends(row.learnt),
            }
            for row in self.rows
        ]
        return {
            "settings": self.settings,
            "rows": rows,
            "refused": [[*names, why] for names, why in self.refused.items()],
            "auc": [[*names, _ends(auc)] for names, auc in self.auc.items()],
            "jets_per_second": [[*names, round(x, 2)] for names, x in self.speed.items()],
        }


def _ends(estimate: Estimate) -> list[float | None]:
    """Value, lower and upper end, spread over trainings."""
    ends = estimate.value, estimate.low, estimate.high, estimate.spread
    return [None if x is None or not math.isfinite(x) else round(x, 6) for x in ends]

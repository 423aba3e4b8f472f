"""Agreement of methods as a table and as numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from pyg_jets.report import Table
from pyg_jets.study.chapters.agreement.measure import Agreement
from pyg_jets.study.numbers import numbers_of


def agreement_table(agreement: Agreement, task: str) -> Table:
    """One row for each pair, those that agree most first."""
    pairs = sorted(
        agreement.rank, key=lambda pair: -np.nan_to_num(agreement.rank[pair].value, nan=-2)
    )
    rows = [[*pair, str(agreement.rank[pair]), f"{agreement.maps[pair]:.2f}"] for pair in pairs]
    caption = (
        f"How far attributions of the {task} tagger agree: mean over test jets of the rank "
        "correlation over a jet's splittings, with 68 % intervals, and correlation of the means in "
        "the bins of the Lund maps."
    )
    header = ["method", "other", "rank correlation per jet", "correlation of maps"]
    return Table(f"agreement-{task}", caption, header, rows)


def agreement_numbers(agreement: Agreement) -> dict[str, Any]:
    """Every number, by pair."""
    return {
        f"{one}, {other}": numbers_of(rank=rank, maps=agreement.maps[one, other])
        for (one, other), rank in agreement.rank.items()
    }

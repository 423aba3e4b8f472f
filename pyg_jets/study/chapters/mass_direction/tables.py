"""How often each choice is the splitting of the decay, as a table."""

from __future__ import annotations

from collections.abc import Mapping

from pyg_jets.report import Table
from pyg_jets.study.chapters.mass_direction.measure import HitRates
from pyg_jets.study.numbers import cell, intervals_of


def direction_table(hit_rates: Mapping[str, HitRates], task: str, trainings: int = 1) -> Table:
    """How often each choice finds the splitting of the decay."""
    header = ["choice of one splitting per jet", "among all", "among primary ones"]
    rows = [[name, *map(cell, rates)] for name, rates in hit_rates.items()]
    caption = (
        "Share of W test jets where the chosen splitting is the one that separates the two quarks "
        f"of the W decay (each of its branches holds more than half of one quark's pt); "
        f"{intervals_of(trainings)}. The paper's conjecture is the first row; its control is the "
        "second. 'Among primary ones' chooses among the splittings of the hardest branch alone, "
        "where chance is higher."
    )
    return Table("mass-direction", caption, header, rows, task)

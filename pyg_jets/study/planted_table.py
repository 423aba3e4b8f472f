"""Which method finds what was planted, as a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyg_jets.metrics import Estimate
from pyg_jets.report import Table
from pyg_jets.study.tables import _estimate

SIGMA = 3.0
"""By how many of its errors a hit rate has to be above chance and the untrained network's."""


def planted_table(found: Mapping[str, Estimate], by_chance: float) -> Table:
    """One row for each choice, with the verdict whether it finds what was planted.

    Args:
        found: What :func:`pyg_jets.study.find_planted` gives.
        by_chance: What :func:`pyg_jets.study.chance` gives for the same jets.
    """
    rows = []
    for name, rate in found.items():
        control = found.get(f"{name}, untrained")
        verdict = ""
        if control is not None:
            verdict = "yes" if finds(rate, control, by_chance) else "no"
        rows.append([name, str(rate), f"{rate.value - by_chance:+.3f}", verdict])
    caption = (
        "Share of jets of the toy shower whose largest value is on an emission in the region that "
        f"tells signal from background; a random choice would find {by_chance:.3f}. Found: above "
        f"chance and above the same method on the untrained network, by {SIGMA:g} standard errors "
        "each."
    )
    return Table("planted", caption, ["choice", "hit rate", "above chance", "found"], rows)


def finds(rate: Estimate, control: Estimate, by_chance: float, sigma: float = SIGMA) -> bool:
    """Whether a hit rate is above chance and above that of the untrained network.

    Args:
        rate: Of the method.
        control: Of the same on the untrained network.
        by_chance: Of a draw.
        sigma: By how many standard errors.
    """
    error, other = rate.value - rate.low, control.high - control.value
    above_control = rate.value - control.value > sigma * (error**2 + other**2) ** 0.5
    return above_control and rate.value - by_chance > sigma * error


def planted_numbers(found: Mapping[str, Estimate], by_chance: float) -> dict[str, Any]:
    """The same for JSON.

    Args:
        found: What :func:`pyg_jets.study.find_planted` gives.
        by_chance: Of a draw.
    """
    rates = {name: _estimate("hit_rate", rate) for name, rate in found.items()}
    return {"chance": by_chance, "hit_rates": rates}

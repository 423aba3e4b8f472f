"""Where the mass direction changes most, in one sentence made from the numbers."""

from __future__ import annotations

from collections.abc import Mapping

from pyg_jets.study.chapters.mass_direction.measure import CHOICE, HitRates
from pyg_jets.study.numbers import cell


def direction_sentence(hit_rates: Mapping[str, HitRates]) -> str:
    """How often the largest change is the W decay, beside the untrained network and chance.

    Args:
        hit_rates: As :func:`pyg_jets.study.chapters.mass_direction.measure.localise` gives them.
    """
    trained, untrained, chance = (
        cell(hit_rates[name].everywhere)
        for name in (f"{CHOICE}, trained", f"{CHOICE}, untrained", "random")
    )
    return (
        f"The {CHOICE} is the splitting of the W decay in a share of {trained} of the W jets; "
        f"without training {untrained}, by chance {chance}."
    )

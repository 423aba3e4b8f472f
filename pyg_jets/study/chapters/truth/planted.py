"""Which attributions find what is planted in the toy shower."""

from __future__ import annotations

from collections.abc import Mapping

from pyg_jets.evaluation.similarity import Method
from pyg_jets.evaluation.truth.hit_rate import hit_rate, simple_choices
from pyg_jets.evaluation.truth.planted_splittings import planted_splittings
from pyg_jets.jets.clustering import cluster
from pyg_jets.metrics import Estimate
from pyg_jets.report import Table
from pyg_jets.simulation import ToyJets
from pyg_jets.taggers import Tagger

SIGMA = 3.0
"""By how many of its errors a hit rate has to be above chance and the untrained network's."""


def find_planted(
    tagger: Tagger, toy: ToyJets, methods: Mapping[str, Method], seed: int = 0
) -> dict[str, Estimate]:
    """How often attributions are largest on an emission in the region that tells signal.

    Beside every method stands the same of the network before it learnt, and simple choices: the
    largest and the smallest kt, the largest mass drop, a random splitting. Counted are jets with a
    splitting in the region and one that is not.

    Args:
        tagger: Trained on jets of the same shower.
        toy: Other jets.
        methods: Attributions by name.
        seed: Of the untrained network and of the random choice.

    Raises:
        ValueError: If there is no such jet.
    """
    batch = cluster(toy.constituents, frame=tagger.frame or "jet").batch()
    truth = planted_splittings(toy.in_region, batch)
    numbers = {}
    for name, method in methods.items():
        numbers[name] = method(tagger, batch)
        numbers[f"{name}, untrained"] = method(tagger.untrained(seed), batch)
    numbers |= simple_choices(batch, seed)
    return {
        name: hit_rate(values, truth, batch, contested=True) for name, values in numbers.items()
    }


def planted_table(hit_rates: Mapping[str, Estimate], by_chance: float) -> Table:
    """One row for each choice, with the verdict whether it finds what was planted.

    Args:
        hit_rates: What :func:`find_planted` gives.
        by_chance: Hit rate of a draw on the same jets.
    """
    rows = []
    for name, rate in hit_rates.items():
        control = hit_rates.get(f"{name}, untrained")
        verdict = ""
        if control is not None:
            verdict = "yes" if stands_out(rate, control, by_chance) else "no"
        rows.append([name, str(rate), f"{rate.value - by_chance:+.3f}", verdict])
    caption = (
        "Share of jets of the toy shower whose largest value is on an emission in the region that "
        f"tells signal from background; a random choice would find {by_chance:.3f}. Found: above "
        f"chance and above the same method on the untrained network, by {SIGMA:g} standard errors "
        "each."
    )
    return Table("planted", caption, ["choice", "hit rate", "above chance", "found"], rows)


def stands_out(rate: Estimate, control: Estimate, by_chance: float, sigma: float = SIGMA) -> bool:
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

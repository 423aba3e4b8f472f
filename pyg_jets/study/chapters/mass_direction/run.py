"""The mass direction of every W tagger."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import NamedTuple

from pyg_jets.observables import jet_mass
from pyg_jets.report import Picture, Sentence
from pyg_jets.study.chapters.mass_direction.figures import direction_pictures
from pyg_jets.study.chapters.mass_direction.measure import (
    HitRates,
    localise,
    observable_direction,
)
from pyg_jets.study.chapters.mass_direction.sentences import direction_sentence
from pyg_jets.study.chapters.mass_direction.tables import direction_table
from pyg_jets.study.numbers import numbers_by_name
from pyg_jets.study.plan import Job, Plan
from pyg_jets.study.pooled import pooled
from pyg_jets.study.shown import Shown

TASK = "w-qcd"
"""The task with a decay into two quarks."""


class MassDirection(NamedTuple):
    """What is known of the mass direction of one training.

    Attributes:
        hit_rates: By the name of the choice, how often it finds the splitting of the decay.
        pictures: Some jets, and the mean change over the Lund plane.
    """

    hit_rates: dict[str, HitRates]
    pictures: list[Picture]


def jobs(plan: Plan) -> list[Job]:
    """The mass direction of each W tagger."""
    return [
        Job(f"{TASK}: mass direction, seed {seed}", 15, partial(follow, plan, seed))
        for seed in plan.seeds
        if TASK in plan.tasks
    ]


def follow(plan: Plan, seed: int) -> MassDirection | None:
    """Follow the mass direction of one W tagger down the histories of test jets.

    The direction is fitted to training jets of both classes. How often its largest change is where
    the W's quarks part is counted on the W test jets, which the tagger has never seen; None without
    the quarks, which files of others may lack.
    """
    key = plan.recnn(TASK, seed)

    def follow_one() -> MassDirection | None:
        train, _, test = plan.on_trees(TASK, key.frame).split(seed, plan.jets)
        if test.constituents.partons is None:
            return None
        tagger = plan.trained(key).training.tagger
        networks = {"trained": tagger, "untrained": tagger.untrained(seed)}
        hit_rates = localise(networks, train, test[test.y == 1], seed)
        direction = observable_direction(tagger, train, jet_mass)
        pictures = direction_pictures(tagger, direction, test)
        return MassDirection(hit_rates, [replace(picture, task=TASK) for picture in pictures])

    return plan.stage("mass direction", follow_one, **key._asdict())


def run(plan: Plan) -> list[MassDirection]:
    """The mass direction of every training; nothing without W jets, or without their quarks."""
    seeds = plan.seeds if TASK in plan.tasks else ()
    return [one for one in (follow(plan, seed) for seed in seeds) if one is not None]


def show(result: list[MassDirection]) -> Shown:
    """How often each choice is the decay, over all trainings, and the figures of the first."""
    hit_rates = pooled([training.hit_rates for training in result])
    return Shown(
        {"mass_direction": numbers_by_name(hit_rates)},
        [direction_table(hit_rates, TASK, len(result))],
        result[0].pictures,
        [Sentence(direction_sentence(hit_rates))],
    )

"""The mass direction of one trained tagger: its score against the truth, and its figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from pyg_jets.observables import jet_mass
from pyg_jets.probing import spread_over_seeds
from pyg_jets.report import Picture, Table
from pyg_jets.study.direction import observable_direction
from pyg_jets.study.direction_pictures import direction_pictures
from pyg_jets.study.localisation import Found, localise
from pyg_jets.study.source import Source
from pyg_jets.study.tables import _estimate
from pyg_jets.study.task import task_jets
from pyg_jets.taggers import Tagger

TASK = "w-qcd"
"""The task with a decay into two quarks."""


class MassDirection(NamedTuple):
    """What :func:`mass_direction` gives.

    Attributes:
        found: By the name of the choice, how often it finds the splitting of the decay.
        pictures: Some jets, and the mean change over the Lund plane.
    """

    found: dict[str, Found]
    pictures: list[Picture]


def mass_direction(
    tagger: Tagger, *, seed: int = 0, jets: int | None = None, source: Source = None
) -> MassDirection:
    """Follow the mass direction of a W/QCD tagger down the histories of test jets.

    The direction is fitted to training jets of both classes. How often its largest change is where
    the W's quarks part is counted on the W test jets, which the tagger has never seen.

    Args:
        tagger: Trained on W against QCD with this seed.
        seed: Of the split, of the untrained tagger's parameters and of random choices.
        jets: Use about so many jets of each part at most; None: all.
        source: Folder of other jets, as in :func:`pyg_jets.study.jets_of_kind`.
    """
    train, _, test = task_jets(TASK, seed, jets, source)
    taggers = {"trained": tagger, "untrained": tagger.untrained(seed)}
    found = localise(taggers, train, test[test.y == 1], seed)
    direction = observable_direction(tagger, train, jet_mass)
    return MassDirection(found, direction_pictures(tagger, direction, test))


def pooled_directions(seeds: Sequence[dict[str, Found]]) -> dict[str, Found]:
    """The mean over trainings, and their standard deviation.

    Args:
        seeds: What each training found; one alone stays as it is.
    """
    if len(seeds) == 1:
        return seeds[0]
    return {
        name: Found(
            *(spread_over_seeds(each) for each in zip(*(s[name] for s in seeds), strict=True))
        )
        for name in seeds[0]
    }


def direction_numbers(found: dict[str, Found]) -> dict[str, Any]:
    """Every number, for ``results.json``.

    Args:
        found: By the name of the choice.
    """
    return {
        name: _estimate("everywhere", each.everywhere) | _estimate("primary", each.primary)
        for name, each in found.items()
    }


def localisation_table(found: dict[str, Found], seeds: int = 1) -> Table:
    """How often each choice finds the splitting of the decay.

    Args:
        found: By the name of the choice.
        seeds: Number of trainings behind each number.
    """
    header = ["choice of one splitting per jet", "among all", "among primary ones"]
    rows = [[name, str(each.everywhere), str(each.primary)] for name, each in found.items()]
    intervals = "68 % intervals"
    if seeds > 1:
        intervals = f"the standard deviation of {seeds} trainings"
    caption = (
        "Share of W test jets where the chosen splitting is the one that parts the W's quarks "
        f"(each of its branches holds more than half of one quark's pt), with {intervals}. The "
        "paper's conjecture is the first row; its control is the second."
    )
    return Table("mass-direction", caption, header, rows)

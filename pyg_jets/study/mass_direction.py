"""The mass direction of one trained tagger: its score against the truth, and its figures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from pyg_jets.jets.jet_tree import Frame
from pyg_jets.observables import jet_mass
from pyg_jets.report import Picture, Table
from pyg_jets.study.direction import observable_direction
from pyg_jets.study.direction_pictures import direction_pictures
from pyg_jets.study.localisation import Found, localise
from pyg_jets.study.source import Source
from pyg_jets.study.tables import _estimate, _without_counts, intervals_of
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
    tagger: Tagger,
    *,
    seed: int = 0,
    jets: int | None = None,
    source: Source = None,
    algorithm: str = "cambridge_aachen",
    frame: Frame = "jet",
) -> MassDirection:
    """Follow the mass direction of a W/QCD tagger down the histories of test jets.

    The direction is fitted to training jets of both classes. How often its largest change is where
    the W's quarks part is counted on the W test jets, which the tagger has never seen.

    Args:
        tagger: Trained on W against QCD with this seed.
        seed: Of the split, of the untrained tagger's parameters and of random choices.
        jets: Use about so many jets of each part at most; None: all.
        source: Folder of other jets, as in :func:`pyg_jets.study.jets_of_kind`.
        algorithm: How they are clustered, as the tagger's training jets were.
        frame: Of their features, as the tagger's training jets were.
    """
    train, _, test = task_jets(TASK, seed, jets, source=source, algorithm=algorithm, frame=frame)
    taggers = {"trained": tagger, "untrained": tagger.untrained(seed)}
    found = localise(taggers, train, test[test.y == 1], seed)
    direction = observable_direction(tagger, train, jet_mass)
    pictures = direction_pictures(tagger, direction, test)
    return MassDirection(found, [replace(picture, task=TASK) for picture in pictures])


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
    rows = [[name, *map(_without_counts, each)] for name, each in found.items()]
    caption = (
        "Share of W test jets where the chosen splitting is the one that separates the two quarks "
        f"of the W decay (each of its branches holds more than half of one quark's pt); "
        f"{intervals_of(seeds)}. The paper's conjecture is the first row; its control is the "
        "second. 'Among primary ones' chooses among the splittings of the hardest branch alone, "
        "where chance is higher."
    )
    return Table("mass-direction", caption, header, rows, TASK)

"""All that is asked of a tagger's robustness, and the same of a control that is not safe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pyg_jets.datasets.split import thinned
from pyg_jets.jets.constituents import Constituents
from pyg_jets.study.collinear_response import CollinearResponse, collinear_response
from pyg_jets.study.irc_scan import JET_RADIUS, Scan, irc_scan, multiplicity_score
from pyg_jets.study.robustness import (
    Robustness,
    logits_of,
    robustness,
    usual_perturbations,
)
from pyg_jets.study.source import Source, split_of_task
from pyg_jets.taggers import Tagger


@dataclass(frozen=True)
class Examined:
    """What is known of one tagger.

    Attributes:
        name: Of the tagger.
        changes: By name of the perturbation.
        scans: By name of the limit.
        collinear: Of the trained and of the untrained network; empty for what is no tagger.
        radius: Of the jets, in which soft particles were placed.
    """

    name: str
    changes: Mapping[str, Robustness]
    scans: Mapping[str, Scan]
    collinear: Mapping[str, CollinearResponse]
    radius: float = JET_RADIUS


def examine_task(
    taggers: Mapping[str, Tagger],
    task: str,
    *,
    seed: int = 0,
    source: Source = None,
    jets: int | None = None,
    algorithm: str | Any = "cambridge_aachen",
    radius: float = JET_RADIUS,
) -> Iterator[Examined]:
    """Taggers of one task on its test jets, one after the other, and the multiplicity beside them.

    Args:
        taggers: Trained taggers by the names that tables have for them.
        task: ``"w-qcd"``, ``"top-qcd"`` or ``"quark-gluon"``.
        seed: Of the split, the changes, the untrained parameters and the bootstraps.
        source: Folder of other jets, as in :func:`pyg_jets.study.source.split_of_task`.
        jets: At most so many test jets; None: all.
        algorithm: How jets are clustered, as in the taggers' training; see
            :func:`pyg_jets.cluster`.
        radius: Of the jets, in which soft particles are placed.
    """
    train, _, test = split_of_task(task, seed, source)
    few = thinned(test, jets)
    for name, tagger in taggers.items():
        yield examine(name, tagger, few, seed, algorithm=algorithm, radius=radius)
    yield examine_multiplicity(train, few, seed, radius=radius)


def examine(
    name: str,
    tagger: Tagger,
    jets: Constituents,
    seed: int = 0,
    *,
    algorithm: str | Any = "cambridge_aachen",
    radius: float = JET_RADIUS,
) -> Examined:
    """A tagger, with its untrained network as the control of the paper's question.

    Args:
        name: What tables call it.
        tagger: A trained tagger.
        jets: Labelled test jets.
        seed: Of the changes, the untrained parameters and the bootstraps.
        algorithm: How jets are clustered, as in the tagger's training.
        radius: Of the jets, in which soft particles are placed.
    """
    networks = {"trained": tagger, "untrained": tagger.untrained(seed)}
    changes = usual_perturbations(seed, radius)
    return Examined(
        name,
        robustness(tagger, jets, changes, algorithm=algorithm, seed=seed),
        irc_scan(logits_of(tagger, algorithm), jets, radius=radius, seed=seed),
        {
            key: collinear_response(network, jets, algorithm=algorithm, seed=seed)
            for key, network in networks.items()
        },
        radius,
    )


def examine_multiplicity(
    train: Constituents, jets: Constituents, seed: int = 0, *, radius: float = JET_RADIUS
) -> Examined:
    """The number of constituents alone: the control that is not safe.

    Args:
        train: Labelled jets that turn a number of constituents into a logit.
        jets: Labelled test jets.
        seed: Of the changes and the bootstraps.
        radius: Of the jets, in which soft particles are placed.
    """
    score = multiplicity_score(train)
    changes = robustness(score, jets, usual_perturbations(seed, radius), seed=seed)
    scans = irc_scan(score, jets, radius=radius, seed=seed)
    return Examined("multiplicity alone", changes, scans, {}, radius)

"""All that is asked of a tagger's robustness, and the same of a control that is not safe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyg_jets.jets.constituents import Constituents
from pyg_jets.study.chapters.robustness.changes import (
    Robustness,
    logits_of,
    robustness,
    usual_perturbations,
)
from pyg_jets.study.chapters.robustness.collinear_response import (
    CollinearResponse,
    collinear_response,
)
from pyg_jets.study.chapters.robustness.irc_scan import (
    JET_RADIUS,
    Scan,
    irc_scan,
    multiplicity_score,
)
from pyg_jets.taggers import Tagger


@dataclass(frozen=True)
class TaggerRobustness:
    """How one tagger reacts to changes of the jets.

    Attributes:
        name: Of the tagger.
        changes: By name of the perturbation.
        scans: By name of the limit.
        collinear: Of the trained and of the untrained network; empty for what is no tagger.
        kinds: Label of each kind of jets.
        radius: Of the jets, in which soft particles were placed.
    """

    name: str
    changes: Mapping[str, Robustness]
    scans: Mapping[str, Scan]
    collinear: Mapping[str, CollinearResponse]
    kinds: Mapping[str, int]
    radius: float = JET_RADIUS


def robustness_of(
    name: str,
    tagger: Tagger,
    jets: Constituents,
    seed: int = 0,
    *,
    kinds: Mapping[str, int],
    algorithm: str | Any = "cambridge_aachen",
    radius: float = JET_RADIUS,
) -> TaggerRobustness:
    """A tagger, with its untrained network as the control of the paper's question.

    Args:
        name: What tables call it.
        tagger: A trained tagger.
        jets: Labelled test jets.
        seed: Of the changes, the untrained parameters and the bootstraps.
        kinds: Label of each kind of jets.
        algorithm: How jets are clustered, as in the tagger's training.
        radius: Of the jets, in which soft particles are placed.
    """
    networks = {"trained": tagger, "untrained": tagger.untrained(seed)}
    changes = usual_perturbations(seed, radius)
    return TaggerRobustness(
        name,
        robustness(tagger, jets, changes, algorithm=algorithm, seed=seed),
        irc_scan(logits_of(tagger, algorithm), jets, radius=radius, seed=seed),
        {
            key: collinear_response(network, jets, algorithm=algorithm, seed=seed)
            for key, network in networks.items()
        },
        kinds,
        radius,
    )


def robustness_of_multiplicity(
    train: Constituents,
    jets: Constituents,
    seed: int = 0,
    *,
    kinds: Mapping[str, int],
    radius: float = JET_RADIUS,
) -> TaggerRobustness:
    """The number of constituents alone: the control that is not safe.

    Args:
        train: Labelled jets that turn a number of constituents into a logit.
        jets: Labelled test jets.
        seed: Of the changes and the bootstraps.
        kinds: Label of each kind of jets.
        radius: Of the jets, in which soft particles are placed.
    """
    score = multiplicity_score(train)
    changes = robustness(score, jets, usual_perturbations(seed, radius), seed=seed)
    scans = irc_scan(score, jets, radius=radius, seed=seed)
    return TaggerRobustness("multiplicity alone", changes, scans, {}, kinds, radius)

"""The probes of the paper's Table 1 and those of bases, on jets that the tagger never saw."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch

from pyg_jets.datasets.split import thinned
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.metrics import Estimate
from pyg_jets.observables import jet_mass
from pyg_jets.probing import (
    AngularityScan,
    ControlledProbe,
    Explained,
    controlled_probe,
    correlator_basis,
    explained,
    layer_outputs,
    nsubjettiness_basis,
    raw_features,
    scan_angularities,
)
from pyg_jets.study.chapters.probes.beyond_linear import BeyondLinear, probes_beyond_linear
from pyg_jets.study.chapters.probes.observables import observables_of
from pyg_jets.taggers import Tagger
from pyg_jets.training import embed

MOST_READ_DEEPER = 5_000
"""Test jets of a training in readings whose cost grows with every jet, their numbers hardly."""


class Reading(NamedTuple):
    """What is read off the embedding of one tagger.

    Attributes:
        linear: For each observable R² from the embedding, with its controls.
        beyond_linear: What probes beyond a straight line find, and the bits that a straight one
            saves; as scan and bases of at most 5,000 test jets: more would only take longer.
        scan: R² of the angularities over the plane of their powers.
        bases: What sets of observables, and embeddings, explain of the logit and of the class.
        costs: AUC lost when the observable is erased, where the study asks for that.
    """

    linear: dict[str, ControlledProbe]
    beyond_linear: dict[str, BeyondLinear] | None = None
    scan: AngularityScan | None = None
    bases: dict[str, Explained] | None = None
    costs: dict[str, Estimate] | None = None


def read_embedding(
    tagger: Tagger, untrained: Tagger, test: JetTreeDataset, seed: int = 0
) -> Reading:
    """Probes with their controls, beyond a straight line too, and bases of observables.

    Args:
        tagger: The trained tagger.
        untrained: The same before its training.
        test: Labelled jets it was not trained on.
        seed: Of folds, models and bootstraps.
    """
    fewer = thinned(test, MOST_READ_DEEPER)
    return Reading(
        linear=probe_observables(tagger, untrained, test, seed=seed),
        beyond_linear=probes_beyond_linear(tagger, untrained, fewer, seed),
        scan=scan_angularities(
            embed(tagger, fewer), fewer, seed=seed, resamples=50, weight=fewer.weight
        ),
        bases=explain_by_bases(tagger, untrained, fewer, seed=seed),
    )


def probe_observables(
    tagger: Tagger,
    untrained: Tagger,
    jets: JetTreeDataset,
    *,
    layer: str | None = None,
    **options: Any,
) -> dict[str, ControlledProbe]:
    """Probe a tagger for every observable of Table 1, with all controls.

    Held fixed in the partial R² are the jet's mass, its square and its cube.

    Args:
        tagger: The trained tagger.
        untrained: The same before its training.
        jets: Jets it was not trained on.
        layer: Name of the layer to probe; the embedding if not given.
        **options: Of :func:`pyg_jets.probing.probe`.
    """
    trained, before = (
        embed(network, jets) if layer is None else layer_outputs(network, jets, layer)
        for network in (tagger, untrained)
    )
    raw, mass = raw_features(jets), jet_mass(jets)
    given = torch.stack((mass, mass**2, mass**3), dim=1)
    options = {"weight": jets.weight, **options}
    return {
        name: controlled_probe(trained, target, untrained=before, raw=raw, given=given, **options)
        for name, target in observables_of(jets).items()
    }


def explain_by_bases(
    tagger: Tagger, untrained: Tagger, jets: JetTreeDataset, **options: Any
) -> dict[str, Explained]:
    """How much of the logit and of the class bases of observables explain, and embeddings.

    Args:
        tagger: The trained tagger.
        untrained: The same before its training.
        jets: Labelled jets it was not trained on.
        **options: Of :func:`pyg_jets.probing.explained`.
    """
    prongs, correlators = nsubjettiness_basis(jets), correlator_basis(jets)
    sets = {
        "embedding": embed(tagger, jets),
        "untrained embedding": embed(untrained, jets),
        "N-subjettiness": prongs,
        "energy correlators": correlators,
        "both bases": torch.cat((prongs, correlators), dim=1),
        "n, pt, m": raw_features(jets),
    }
    logit = layer_outputs(tagger, jets, "head")[:, 0]
    return explained(sets, logit, jets.y, **{"weight": jets.weight, **options})

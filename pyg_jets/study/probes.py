"""The probes of the paper's Table 1 and those of bases, on jets that the tagger never saw."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from pyg_jets.jets.jet_tree_dataset import JetTreeDataset
from pyg_jets.observables import (
    jet_mass,
    mass_angularity,
    multiplicity,
    nsubjettiness_up_to,
    pt_d,
    width,
)
from pyg_jets.probing import (
    ControlledProbe,
    Explained,
    controlled_probe,
    correlator_basis,
    explained,
    layer_outputs,
    nsubjettiness_basis,
    raw_features,
)
from pyg_jets.taggers import Tagger
from pyg_jets.training import embed

_ROUNDING = 1e-12


def observables_of(jets: Any) -> dict[str, Tensor]:
    r"""Targets of the probes, under the names of the paper's Table 1, ``(num_jets,)`` each.

    A ratio of N-subjettinesses is NaN, not defined, where its denominator is 0 or rounding.

    Args:
        jets: ``Constituents`` or a ``JetTreeDataset``.
    """
    tau_1, tau_2, tau_3 = nsubjettiness_up_to(jets, 3).unbind(1)
    return {
        "multiplicity": multiplicity(jets),
        "width": width(jets),
        "mass": mass_angularity(jets),
        "pt_d": pt_d(jets),
        "tau_1": tau_1,
        "tau_2": tau_2,
        "tau_3": tau_3,
        "tau_21": torch.where(tau_1 > _ROUNDING, tau_2 / tau_1, torch.nan),
        "tau_32": torch.where(tau_2 > _ROUNDING, tau_3 / tau_2, torch.nan),
    }


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
        embed(each, jets) if layer is None else layer_outputs(each, jets, layer)
        for each in (tagger, untrained)
    )
    raw, mass = raw_features(jets), jet_mass(jets)
    given = torch.stack((mass, mass**2, mass**3), dim=1)
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
    return explained(sets, logit, jets.y, **options)

"""What probes beyond a straight line read off, and how many bits a straight one saves."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor

from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.probing import (
    ProbeScore,
    codelength,
    kernel_probe,
    mlp_probe,
    probe,
    probe_many,
)
from pyg_jets.study.chapters.probes.observables import observables_of
from pyg_jets.taggers import Tagger
from pyg_jets.training import embed


class BeyondLinear(NamedTuple):
    """One observable from one embedding.

    Attributes:
        kernel: R² of a kernel probe.
        mlp: R² of a network with one hidden layer.
        saved: Bits per jet that a ridge probe saves in an online code (MDL).
        saved_untrained: The same from the embedding before training.
    """

    kernel: ProbeScore
    mlp: ProbeScore
    saved: ProbeScore
    saved_untrained: ProbeScore


def probes_beyond_linear(
    tagger: Tagger, untrained: Tagger, jets: JetTreeDataset, seed: int = 0
) -> dict[str, BeyondLinear]:
    """Kernel, MLP and MDL probes of every observable of Table 1.

    Args:
        tagger: The trained tagger.
        untrained: The same before its training.
        jets: Jets it was not trained on.
        seed: Of folds, models, bootstrap and order of the code.
    """
    trained, before = embed(tagger, jets), embed(untrained, jets)
    targets = observables_of(jets)
    options: dict[str, Any] = {"seed": seed, "weight": jets.weight}
    kernel = _kernel_probes(trained, targets, options)
    return {
        name: BeyondLinear(
            kernel[name],
            probe(trained, target, model=mlp_probe(seed=seed), **options),
            _bits_saved(trained, target, options),
            _bits_saved(before, target, options),
        )
        for name, target in targets.items()
    }


def _kernel_probes(
    embedding: Tensor, targets: dict[str, Tensor], options: dict[str, Any]
) -> dict[str, ProbeScore]:
    """Observables that are defined for all jets share their decompositions."""
    model = kernel_probe(seed=options["seed"])
    whole = {name: target for name, target in targets.items() if not target.isnan().any()}
    scores = {
        name: probe(embedding, target, model=model, **options)
        for name, target in targets.items()
        if name not in whole
    }
    if whole:
        columns = torch.stack(list(whole.values()), 1)
        together = probe_many(embedding, columns, model=model, **options)
        scores |= dict(zip(whole, together, strict=True))
    return scores


def _bits_saved(embedding: Tensor, target: Tensor, options: dict[str, Any]) -> ProbeScore:
    code = codelength(embedding, target, **options)
    low, high = code.saved - code.error, code.saved + code.error
    return ProbeScore(code.saved, low, high, code.count, code.total, None, code.limited, code.worst)

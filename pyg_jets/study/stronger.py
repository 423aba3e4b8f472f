"""What probes beyond a straight line find, and how many bits a straight one saves."""

from __future__ import annotations

from dataclasses import dataclass

from pyg_jets.jet_tree_dataset import JetTreeDataset
from pyg_jets.metrics import Estimate
from pyg_jets.probing import codelength, kernel_probe, mlp_probe, probe
from pyg_jets.study.probes import observables_of
from pyg_jets.taggers import Tagger
from pyg_jets.training import embed


@dataclass(frozen=True)
class StrongerProbe:
    """One observable from one embedding.

    Attributes:
        kernel: R² of a kernel probe.
        mlp: R² of a network with one hidden layer.
        saved: Bits per jet that a ridge probe saves in an online code (MDL).
        saved_untrained: The same from the embedding before training.
    """

    kernel: Estimate
    mlp: Estimate
    saved: float
    saved_untrained: float


def stronger_probes(
    tagger: Tagger, untrained: Tagger, jets: JetTreeDataset, seed: int = 0
) -> dict[str, StrongerProbe]:
    """Kernel, MLP and MDL probes of every observable of Table 1.

    Args:
        tagger: The trained tagger.
        untrained: The same before its training.
        jets: Jets it was not trained on.
        seed: Of folds, models, bootstrap and order of the code.
    """
    trained, before = embed(tagger, jets), embed(untrained, jets)
    return {
        name: StrongerProbe(
            probe(trained, target, model=kernel_probe(seed=seed), seed=seed),
            probe(trained, target, model=mlp_probe(seed=seed), seed=seed),
            codelength(trained, target, seed=seed).saved,
            codelength(before, target, seed=seed).saved,
        )
        for name, target in observables_of(jets).items()
    }

"""What published networks say of the Delphes jets without any training here.

ParticleNet of JetClass (github.com/jet-universe/particle_transformer) and LundNet-5 for W jets
(github.com/fdreyer/LundNet); jets evenly spaced over each file, 68 % intervals.
"""

import argparse
from pathlib import Path

import torch

from pyg_jets import cluster, datasets, predict
from pyg_jets.metrics import roc_auc
from pyg_jets.taggers import LundNet, ParticleNet


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared/data"))
    options = parser.parse_args()

    def trees(kind: str, number: int):
        jets = datasets.read(options.shared / "delphes_jets" / f"{kind}.npz")
        return cluster(jets[torch.linspace(0, len(jets) - 1, number).long()])

    weights = options.shared / "weights"
    particle_net = weights / "ParticleNet_kin.pt"
    for name, tagger, signal, number in (
        ("ParticleNet", ParticleNet.from_published(particle_net, "Wqq"), "w", 400),
        ("ParticleNet", ParticleNet.from_published(particle_net, "Tbqq"), "top", 400),
        ("LundNet-5", LundNet.from_published(weights / "W_QCD_500GeV_LundNet5_state.pt"), "w", 600),
    ):
        scores = [predict(tagger, trees(kind, number)) for kind in (signal, "qcd")]
        labels = torch.arange(2).flip(0).repeat_interleave(number)
        auc = roc_auc(torch.cat(scores), labels)
        print(f"{name}: {signal} against qcd, {number} jets a kind: AUC {auc}")


if __name__ == "__main__":
    main()

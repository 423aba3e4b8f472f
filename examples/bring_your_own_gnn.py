"""A network of yours: any PyG module of (x, edge_index, batch) becomes a tagger in one line.

Here it is an attention network on the nearest neighbours of each constituent. It knows nothing of
trees; its saliency comes onto the Lund plane by summing the gradients of a branch's constituents.
"""

import argparse
from pathlib import Path

import torch
from torch.nn import Linear, ReLU, Sequential
from torch_geometric.nn import GATv2Conv

from pyg_jets import JetLoader, LundPlane, attribution, cluster, fit, lund_coordinates, predict
from pyg_jets.datasets import Task, binary_task
from pyg_jets.metrics import background_rejection, roc_auc
from pyg_jets.observables import jet_mass
from pyg_jets.plotting import W_MASS, Panel, colour_limit, lund_figure
from pyg_jets.probing import probe
from pyg_jets.taggers import adapt, load_tagger
from pyg_jets.training import embed
from pyg_jets.transforms import ParticleCloud


class MyGNN(torch.nn.Module):
    """Seven features of each constituent in, a vector for each constituent out."""

    def __init__(self, channels):
        super().__init__()
        self.first = Sequential(Linear(7, channels), ReLU())
        self.conv1 = GATv2Conv(channels, channels, add_self_loops=False)
        self.conv2 = GATv2Conv(channels, channels, add_self_loops=False)

    def forward(self, x, edge_index):
        x = self.first(x)
        x = x + self.conv1(x, edge_index).relu()
        return x + self.conv2(x, edge_index)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--task", default="w-qcd", help="w-qcd, top-qcd or quark-gluon")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("my_gnn.png"))
    parser.add_argument("--smoke", action="store_true", help="few jets, one epoch")
    options = parser.parse_args()
    step, epochs, channels = (24, 1, 8) if options.smoke else (1, 10, 48)

    train, val, test = (cluster(part[::step]) for part in binary_task(options.task))
    torch.manual_seed(options.seed)

    def build():
        return adapt(MyGNN(channels), transform=ParticleCloud(k=12, length=60))

    mine = build()
    print(f"{sum(p.numel() for p in mine.parameters()):,} parameters")
    progress = not options.smoke
    fit(mine, train, val, epochs=epochs, seed=options.seed, progress=progress)
    scores = predict(mine, test)
    print(f"AUC:                  {roc_auc(scores, test.y)}")
    print(f"1/eps_B at eps_S=0.5: {background_rejection(scores, test.y, 0.5)}")

    for name, tagger in (("trained", mine), ("untrained", mine.untrained(options.seed))):
        known = probe(embed(tagger, test), jet_mass(test), seed=options.seed)
        print(f"R2 of the mass from its embedding, {name}: {known}")

    weights = options.out.with_suffix(".safetensors")
    mine.save(weights)
    again = load_tagger(weights, into=build())  # a file holds no code: the network is built again
    print(f"written: {weights}; reads back the same: {torch.equal(predict(again, test), scores)}")

    planes = {}
    for kind, label in Task.named(options.task).labels.items():
        planes[kind] = LundPlane()
        for batch in JetLoader(test[test.y == label], batch_size=256):
            saliency = attribution.splitting_saliency(mine, batch, fold="sum")
            planes[kind].fill(lund_coordinates(batch), saliency)
    limit = colour_limit(list(planes.values()))
    row = [
        Panel(plane, f"{kind} jets", limit=limit, mass=W_MASS if kind == "w" else None)
        for kind, plane in planes.items()
    ]
    title = f"Mean saliency of the splittings, my network on {options.task}"
    lund_figure([row], title).savefig(options.out, dpi=120)
    print(f"written: {options.out}")


if __name__ == "__main__":
    main()

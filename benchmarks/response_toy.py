"""Whether the response field points into the planted region of the toy shower.

Of bins around the region with 50 splittings or more: how many arrows point towards it, of a trained
network and of untrained ones, where one in two does by chance.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from interleaved import write_json

from pyg_jets import cluster, fit, lund_coordinates, predict
from pyg_jets.intervention import response
from pyg_jets.lund import LundPlane
from pyg_jets.metrics import roc_auc
from pyg_jets.metrics.estimate import share
from pyg_jets.simulation import ToyShower
from pyg_jets.taggers import RecNN

LEAST = 50


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jets", type=int, default=20_000, help="training jets")
    parser.add_argument("--test-jets", type=int, default=6_000)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--cell", default="gated")
    parser.add_argument("--nulls", type=int, default=3, help="untrained networks")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, help="also write the numbers there")
    options = parser.parse_args()

    shower = ToyShower()
    train, val, test = (
        cluster(shower.jets(jets, options.seed + k).constituents)
        for k, jets in enumerate((options.jets, options.jets // 5, options.test_jets), start=1)
    )
    torch.manual_seed(options.seed)
    tagger = RecNN(32, options.cell)
    fit(tagger, train, val, epochs=options.epochs, lr=5e-3, seed=options.seed, progress=False)
    print(f"AUC {roc_auc(predict(tagger, test), test.y)}, the best is {shower.optimal_auc():.4f}")
    numbers = {"trained": pointing(tagger, test, shower.region)}
    for seed in range(options.nulls):
        numbers[f"untrained {seed}"] = pointing(tagger.untrained(seed), test, shower.region)
    for name, estimate in numbers.items():
        print(f"{name}: arrows towards the region {estimate}")
    write_json(options.json, {name: [one.count, one.total] for name, one in numbers.items()})


def pointing(tagger, jets, region):
    """Share of the bins outside the region whose mean arrow points towards its nearest place."""
    where, answer = lund_coordinates(jets), response(tagger, jets)
    shape = {"bins": (12, 12), "range": ((0.0, 4.8), (1.0, 5.8))}
    field = [LundPlane(**shape).fill(where, column) for column in answer[:2]]
    x, y = np.meshgrid(*((edges[1:] + edges[:-1]) / 2 for edges in field[0].edges), indexing="ij")
    to_x = np.clip(x, *region.ln_inv_delta) - x
    to_y = np.clip(y, *region.ln_kt) - y
    around = (np.hypot(to_x, to_y) > 0) & (field[0].count >= LEAST)
    along = field[0].mean.filled(0) * to_x + field[1].mean.filled(0) * to_y
    return share(int((along > 0)[around].sum()), int(around.sum()))


if __name__ == "__main__":
    main()

"""Whether the response field points into the planted region of the toy shower.

Of bins around the region with 50 splittings or more: how many arrows point towards it, of a trained
network and of many untrained ones. The arrows of an untrained network have nearly one direction, by
chance in or out of the region: its bins are no independent coins. So the control is the mean over
untrained networks, with the spread from network to network.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from interleaved import print_table, write_json

from pyg_jets import cluster, fit, lund_coordinates, predict
from pyg_jets.intervention import response
from pyg_jets.lund import LundPlane
from pyg_jets.metrics import roc_auc
from pyg_jets.simulation import ToyShower
from pyg_jets.taggers import RecNN

LEAST = 50


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jets", type=int, default=20_000, help="training jets")
    parser.add_argument("--test-jets", type=int, default=6_000)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--cell", default="gated")
    parser.add_argument("--trainings", type=int, default=1)
    parser.add_argument("--nulls", type=int, default=24, help="untrained networks")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, help="also write the numbers there")
    options = parser.parse_args()
    torch.set_num_threads(1)

    shower = ToyShower()
    train, val, test = (
        cluster(shower.jets(jets, options.seed + k).constituents)
        for k, jets in enumerate((options.jets, options.jets // 5, options.test_jets), start=1)
    )
    found = {"trained": [], "untrained": []}
    for seed in range(options.seed, options.seed + options.trainings):
        torch.manual_seed(seed)
        tagger = RecNN(32, options.cell)
        fit(tagger, train, val, epochs=options.epochs, lr=5e-3, seed=seed, progress=False)
        auc = roc_auc(predict(tagger, test), test.y)
        print(f"AUC {auc}, the best is {shower.optimal_auc():.4f}", flush=True)
        found["trained"].append(pointing(tagger, test, shower.region))
    for seed in range(options.nulls):
        found["untrained"].append(pointing(tagger.untrained(seed), test, shower.region))
    rows = [
        [name, str(len(of)), *(said([one[key] for one in of]) for key in of[0])]
        for name, of in found.items()
    ]
    print_table(["networks", "number", *found["trained"][0]], rows)
    least = min(one["towards it"] for one in found["trained"])
    reached = sum(one["towards it"] >= least for one in found["untrained"])
    print(f"{reached} of {options.nulls} untrained networks reach {least:.2f}")
    write_json(options.json, found)


def pointing(tagger, jets, region):
    """Shares of the bins outside the region whose arrow points towards its nearest place."""
    where, answer = lund_coordinates(jets), response(tagger, jets)
    shape = {"bins": (12, 12), "range": ((0.0, 4.8), (1.0, 5.8))}
    field = [LundPlane(**shape).fill(where, column) for column in answer[:2]]
    x, y = np.meshgrid(*((edges[1:] + edges[:-1]) / 2 for edges in field[0].edges), indexing="ij")
    to_it = np.stack((np.clip(x, *region.ln_inv_delta) - x, np.clip(y, *region.ln_kt) - y))
    around = (np.hypot(*to_it) > 0) & (field[0].count >= LEAST)
    arrows = np.stack([component.mean.filled(0)[around] for component in field])
    mean, to_it = arrows.mean(1, keepdims=True), to_it[:, around]
    return {
        "bins": int(around.sum()),
        "towards it": float(((arrows * to_it).sum(0) > 0).mean()),
        "one direction": float(np.hypot(*mean)[0] / np.hypot(*arrows).mean()),
    }


def said(values):
    """The mean, its error over networks and the spread from network to network."""
    mean = np.mean(values)
    if len(values) == 1 or np.ptp(values) == 0:
        return f"{mean:.3g}"
    spread = np.std(values, ddof=1)
    return f"{mean:.2f} ({spread / len(values) ** 0.5:.2f}) ± {spread:.2f}"


if __name__ == "__main__":
    main()

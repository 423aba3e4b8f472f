"""Where on the Lund plane does a tagger look? Train, attribute, project (the paper's Figure 1).

Paper (arXiv:1911.01872), eq. 2: S_i = |dL/dh_i| / |dL/dh_J|, averaged over jets in bins of
(ln 1/Delta, ln kt); colours from 0 to 2 for W/QCD. S of the root is 1 by construction, so the map
is drawn without it, too.
"""

import argparse
from pathlib import Path

import torch

from pyg_jets import JetLoader, LundPlane, attribution, cluster, fit, lund_coordinates
from pyg_jets.datasets import binary_task
from pyg_jets.plotting import W_MASS, Panel, lund_figure
from pyg_jets.taggers import RecNN


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("saliency.png"))
    parser.add_argument("--smoke", action="store_true", help="200 jets, one epoch")
    options = parser.parse_args()

    step = 32 if options.smoke else 1
    train, val, test = (cluster(part[::step]) for part in binary_task("w-qcd"))
    torch.manual_seed(options.seed)
    tagger = fit(
        RecNN(cell="gated"),
        train,
        val,
        epochs=1 if options.smoke else 15,
        seed=options.seed,
        progress=not options.smoke,
    ).tagger

    rows = []
    for label, title in ((1, "W jets"), (0, "QCD jets")):
        everything, without_root = LundPlane(), LundPlane()
        for batch in JetLoader(test[test.y == label], batch_size=256):
            saliency = attribution.node_saliency(tagger, batch)
            coordinates = lund_coordinates(batch)
            everything.fill(coordinates, saliency)
            without_root.fill(coordinates[~coordinates.root], saliency)
        mass = W_MASS if label else None
        rows.append(
            [
                Panel(everything, title, limit=2.0, mass=mass),
                Panel(without_root, f"{title}, without root", limit=2.0, mass=mass),
                Panel(everything, title, quantity="count"),
            ]
        )
        print(f"{title}: {everything.num_jets} jets, {int(everything.count.sum())} splittings")
    lund_figure(rows, "Mean saliency of the splittings in W/QCD").savefig(options.out)
    print(f"written: {options.out}")


if __name__ == "__main__":
    main()

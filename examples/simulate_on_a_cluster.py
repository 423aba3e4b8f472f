"""Jets from Pythia 8 in shards, trees and their Lund planes, here or on a Dask cluster.

Four processes here:    python examples/simulate_on_a_cluster.py --jets 20000 --workers 4
A cluster that runs, whose workers see the same folder:

    dask scheduler &                                   # prints its address
    srun --ntasks=64 dask worker tcp://host:8786 --nthreads 1 &
    python simulate_on_a_cluster.py --jets 1000000 --scheduler tcp://host:8786 --folder /scratch/w

Kill it at any moment and start it again: it goes on, and ends with the same bytes.
"""

import argparse
from functools import partial
from pathlib import Path

from pyg_jets import Constituents, JetTreeShards, LundPlane, cluster, lund_coordinates
from pyg_jets.jobs.over_shards import over_shards
from pyg_jets.plotting import W_MASS, Panel, lund_figure
from pyg_jets.simulation import Campaign, Recipe, campaign_shards

KINDS = {"w": 1, "qcd": 0}


def plane_of(label, shard):
    """Splittings of one kind in one shard; it runs on a worker."""
    jets = shard[shard.y == label]
    return LundPlane().fill(lund_coordinates(jets)) if len(jets) else LundPlane()


def trees_of(folder):
    """Shards of both kinds, one pair after the other, clustered."""
    shards = [campaign_shards(folder / kind) for kind in KINDS]
    for paths in zip(*shards, strict=True):
        parts = zip(paths, KINDS.values(), strict=True)
        yield cluster(Constituents.concat([Constituents.load(p).with_label(y) for p, y in parts]))


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--jets", type=int, default=2000, help="of each kind (2000)")
    parser.add_argument("--detector", default="cms", help="none, cms or atlas (cms)")
    parser.add_argument("--workers", type=int, default=1, help="processes here (1)")
    parser.add_argument("--scheduler", help="address of a Dask cluster to run on instead")
    parser.add_argument("--folder", type=Path, help="for the shards; one that all workers see")
    parser.add_argument("--out", type=Path, default=Path("simulated.png"))
    parser.add_argument("--smoke", action="store_true", help="eight jets of each kind")
    options = parser.parse_args()
    jets, per_shard = (8, 4) if options.smoke else (options.jets, 1000)
    folder = options.folder or options.out.with_suffix(".jets")
    where = {"workers": options.workers, "scheduler": options.scheduler}

    for kind in KINDS:
        campaign = Campaign(Recipe(kind, options.detector), jets, seed=0, jets_per_shard=per_shard)
        shards = campaign.run(folder / kind, **where)
        print(f"{kind}: {jets:,} jets in {len(shards)} shards")

    done = (folder / "trees").exists()
    trees = JetTreeShards(folder / "trees") if done else JetTreeShards.write(
        folder / "trees", trees_of(folder)
    )  # fmt: skip
    print(f"{len(trees):,} trees in {len(trees.paths)} shards, memory-mapped")

    panels = []
    for kind, label in KINDS.items():
        planes = over_shards(partial(plane_of, label), trees, **where)
        plane = sum(planes[1:], planes[0])
        print(f"{kind}: {plane.count.sum() / plane.num_jets:.1f} splittings on the plane per jet")
        mass = W_MASS if kind == "w" else None
        title = f"{kind} jets ({plane.num_jets:,})"
        panels.append(Panel(plane, title, quantity="density", mass=mass))
    figure = lund_figure([panels], f"Pythia 8, detector: {options.detector}")
    figure.savefig(options.out, dpi=120)
    print(f"written: {options.out}")


if __name__ == "__main__":
    main()

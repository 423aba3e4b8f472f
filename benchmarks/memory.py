"""Peak memory of training, attribution and projection against the number of jets.

Each figure is the peak resident memory of a process of its own, which reads shards of the bundled
sample, replicated: every replica is turned about the beam by an angle of its own and clustered.
"""

import argparse
import math
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import torch
from interleaved import print_table, write_json

from pyg_jets import (
    Constituents,
    JetLoader,
    JetTreeShards,
    LundPlane,
    attribution,
    cluster,
    datasets,
    fit,
    lund_coordinates,
)
from pyg_jets.taggers import RecNN

STEPS = ("train", "attribute", "project")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jets", type=int, nargs="+", default=[10**4, 10**5, 10**6])
    parser.add_argument("--json", type=Path, help="write the figures there, too")
    parser.add_argument("--folder", type=Path, help="where the shards go (a temporary folder)")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        sys.stdout.write(f"{run(options.step, options.folder, options.jets[0]):.0f}\n")
        return
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        shards = replicas(Path(folder) / "shards", max(options.jets))
        size = sum(path.stat().st_size for path in shards.paths) / len(shards)
        print(f"{len(shards):,} jets in {len(shards.paths)} files, {size:,.0f} bytes a jet\n")
        rows, figures = [], {"bytes_per_jet": size}
        for step in STEPS:
            peaks, seconds = zip(
                *(measure(step, Path(folder), jets) for jets in options.jets), strict=True
            )
            growth = peaks[-1] / peaks[max(len(peaks) - 2, 0)]
            rows.append([step, *(f"{peak:,}" for peak in peaks), f"{growth:.2f}"])
            rows[-1].append(f"{options.jets[-1] / seconds[-1]:,.0f}")
            figures[step] = dict(zip(map(str, options.jets), peaks, strict=True))
    header = [f"{jets:,} jets, MB" for jets in options.jets]
    print_table(["step", *header, "last / one before", "jets/s"], rows)
    write_json(options.json, figures)


def replicas(folder, jets):
    """The W and QCD jets of the sample, again and again under new angles."""
    parts = [datasets.sample(kind).with_label(k) for k, kind in enumerate(("qcd", "w"))]
    sample = Constituents.concat(parts)
    sample = sample[torch.randperm(len(sample), generator=torch.Generator().manual_seed(0))]
    count = -(-jets // len(sample))
    return JetTreeShards.write(folder, (cluster(turned(sample, seed)) for seed in range(count)))


def turned(jets, seed):
    """The same jets at another azimuth, without what trees do not need."""
    angle = 2 * math.pi * torch.rand(1, generator=torch.Generator().manual_seed(seed)).item()
    cos, sin = math.cos(angle), math.sin(angle)
    px, py, pz, energy = jets.p4.unbind(1)
    p4 = torch.stack((cos * px - sin * py, sin * px + cos * py, pz, energy), 1)
    return Constituents(p4, jets.ptr, label=jets.label)


def measure(step, folder, jets):
    """Peak memory in MB and seconds of one step in its own process."""
    command = [sys.executable, __file__, "--step", step, "--folder", str(folder), "--jets"]
    start = time.perf_counter()
    done = subprocess.run([*command, str(jets)], capture_output=True, text=True, check=True)
    return int(done.stdout), time.perf_counter() - start


def run(step, folder, jets):
    torch.set_num_threads(1)
    torch.manual_seed(0)
    every = JetTreeShards(folder / "shards")
    needed = int(torch.searchsorted(every.ptr, jets))
    shards = JetTreeShards(every.paths[:needed])
    tagger = RecNN(hidden_channels=70)
    tagger.fit_scaling(shards)
    if step == "train":
        fit(tagger, shards, shards.shard(0)[:1000], epochs=1, batch_size=256, progress=False)
    elif step == "attribute":
        for batch in JetLoader(shards, 256):
            attribution.node_saliency(tagger, batch)
    else:
        plane = LundPlane()
        for batch in JetLoader(shards, 256):
            coordinates = lund_coordinates(batch)
            plane.fill(coordinates, coordinates.mass)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()

"""One and two processes; and what a jet costs, by its constituents, its depth and the batch.

Processes: an epoch of training (DDP) and the Lund maps of eight shards (Dask workers that run
already), one thread each. Costs: forward and backward pass of a simple RecNN, H = 70, collation
included.
"""

import functools
import json
import logging
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import torch
from interleaved import interleaved, parse, print_table, write_json

from pyg_jets import Constituents, JetTreeShards, cluster, datasets
from pyg_jets.jets.clustering import ALGORITHMS
from pyg_jets.study.chapters.maps.measure import saliency_planes_of_shards
from pyg_jets.taggers import RecNN

JETS, BATCH = 1024, 256

TRAINING = """
import json, sys, time, torch
from pyg_jets import cluster, fit
from pyg_jets.datasets import binary_task
from pyg_jets.taggers import RecNN

torch.set_num_threads(1)
processes, cell = int(sys.argv[1]), sys.argv[2]
train, val, _ = (cluster(part) for part in binary_task("w-qcd"))
options = {"accelerator": "cpu", "devices": processes, "progress": False}
options["strategy"] = "ddp" if processes > 1 else "auto"
seconds = []
for epochs in (1, 1, 5):  # the first time, processes start and functions compile
    torch.manual_seed(0)
    start = time.perf_counter()
    fit(RecNN(70, cell), train, val, epochs=epochs, batch_size=256 // processes, **options)
    seconds.append(time.perf_counter() - start)
if processes == 1 or torch.distributed.get_rank() == 0:
    print(json.dumps({"jets_per_second": 4 * len(train) / (seconds[2] - seconds[1])}))
"""


def main():
    options = parse(__doc__)
    torch.set_num_threads(1)
    figures = {}
    rows = []
    for name, measure in (
        ("training (DDP), simple cell", functools.partial(training, "simple")),
        ("training (DDP), gated cell", functools.partial(training, "gated")),
        ("Lund maps (Dask), simple cell", maps),
    ):
        rates = [[measure(processes) for processes in (1, 2)] for _ in range(options.rounds)]
        alone, both = (statistics.median(column) for column in zip(*rates, strict=True))
        gain = statistics.median(two / one for one, two in rates)
        rows.append([name, f"{alone:,.0f}", f"{both:,.0f}", f"{gain:.2f}"])
        figures[name] = gain
    print_table(["what", "jets/s, 1 process", "jets/s, 2 processes", "gain"], rows)
    for title, cases in costs().items():
        seconds = interleaved({name: one_pass(trees) for name, trees in cases.items()}, 3)
        print()
        print_table(
            [title.split(",")[0], "mean constituents", "mean depth", "jets/s", "nodes/s"],
            [row(name, cases[name], times) for name, times in seconds.items()],
        )
    write_json(options.json, figures)


def training(cell, processes):
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "train.py"
        script.write_text(TRAINING, encoding="utf-8")
        command = [sys.executable, str(script), str(processes), cell]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])["jets_per_second"]


def maps(workers):
    from distributed import LocalCluster

    trees = cluster(datasets.sample("qcd"))
    tagger = RecNN(hidden_channels=70)
    tagger.fit_scaling(trees)
    with (
        tempfile.TemporaryDirectory() as folder,
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            dashboard_address=None,
            silence_logs=logging.CRITICAL,
        ) as here,
    ):
        shards = JetTreeShards.write(folder, (trees[k::8] for k in range(8)))
        for _ in range(2):  # the first time, the workers import
            start = time.perf_counter()
            saliency_planes_of_shards(tagger, shards, scheduler=here.scheduler_address)
            seconds = time.perf_counter() - start
    return len(trees) / seconds


def costs():
    """Data sets by what is varied."""
    jets = datasets.sample("gluon")[:JETS]
    batches = {str(size): (cluster(jets), size) for size in (16, 64, 256, 1024)}
    return {
        "hardest constituents kept, of every jet": {
            str(n): (cluster(hardest(jets, n)), BATCH) for n in (5, 10, 20, 40, 80)
        },
        "tree, of all constituents": {name: (cluster(jets, name), BATCH) for name in ALGORITHMS},
        "batch, of C/A trees": batches,
    }


def hardest(jets, n):
    """Jets of the sample are sorted by pt."""
    return Constituents.from_list([jet.p4[:n] for jet in jets])


def one_pass(case):
    trees, size = case
    tagger = RecNN(hidden_channels=70)
    tagger.fit_scaling(trees)

    def run():
        for first in range(0, len(trees), size):
            tagger(trees.batch(slice(first, first + size))).sum().backward()

    return run


def row(name, case, times):
    trees, _ = case
    levels = trees.batch(slice(0, 256))
    depth = levels.level[levels.is_root].double().mean()
    leaves = len(trees.constituents.p4) / len(trees)
    rate = len(trees) / statistics.median(times)
    return [
        name,
        f"{leaves:.1f}",
        f"{depth:.1f}",
        f"{rate:,.0f}",
        f"{rate * (2 * leaves - 1):,.0f}",
    ]


if __name__ == "__main__":
    main()

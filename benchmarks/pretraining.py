"""Time of a training without labels over that of a supervised one: same encoder, jets and epochs.

CPU time of this process, after one epoch on few jets that compiles what is compiled.
"""

import argparse
import time

import torch

from pyg_jets import Task, fit
from pyg_jets.taggers import RecNN
from pyg_jets.unsupervised import METHODS, pretrain


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jets", type=int, default=50_000, help="training jets (50,000)")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--batch-size", type=int, default=256)
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=["autoencoder"])
    parser.add_argument("--cell", default="simple")
    options = parser.parse_args()
    train, val, _ = Task.named("w-qcd").split(0)
    # The bundled sample has fewer: jets are taken several times, which costs the same.
    order = torch.randperm(len(train), generator=torch.Generator().manual_seed(0))
    train = train.index_select(order[torch.arange(options.jets) % len(train)])
    few = train[:300]
    done = {"epochs": options.epochs, "batch_size": options.batch_size, "progress": False}

    def supervised(jets):
        fit(RecNN(cell=options.cell), jets, val, **done)

    ways = {"supervised": supervised}
    for method in options.methods:
        ways[method] = lambda jets, method=method: pretrain(
            RecNN(cell=options.cell), jets, method, val=val, **done
        )
    seconds = {}
    for name, run in ways.items():
        run(few)
        start = time.process_time()
        run(train)
        seconds[name] = time.process_time() - start
        ratio = seconds[name] / seconds["supervised"]
        print(f"{name:12} {len(train):,} jets, {options.epochs} epochs: {seconds[name]:.1f} s CPU, "
              f"{ratio:.2f} of supervised", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()

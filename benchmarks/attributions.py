"""Jets a second of every attribution, with its own number of steps and samples, for six taggers.

One thread, CPU time, on W jets of the bundled sample, by taggers of the published sizes whose
weights are drawn: adaptive methods take as many gradients as these need. ``--out`` writes the table
as Markdown.
"""

import functools
import time
import warnings
from pathlib import Path

import torch
from interleaved import parse, print_table, processor, turn, write_json

from pyg_jets import attribution, cluster, datasets, taggers

TAGGERS = ["RecNN", "TreeNiN", "LundNet", "ParticleNet", "ParT", "EFN"]


def main():
    options = parse(
        __doc__,
        ("--taggers", {"nargs": "+", "default": TAGGERS, "help": "classes of pyg_jets.taggers"}),
        ("--jets", {"type": int, "default": 100, "help": "that are explained (100)"}),
        ("--out", {"type": Path, "help": "write the table there"}),
    )
    torch.set_num_threads(1)
    # Adaptive methods tell of jets that networks without training make hard.
    warnings.simplefilter("ignore")
    trees = cluster(datasets.sample("w")[: options.jets])
    rates = {name: rates_of(name, trees, options.rounds) for name in options.taggers}
    methods = list(dict.fromkeys(method for of_tagger in rates.values() for method in of_tagger))
    header = ["jets/s", *options.taggers]
    rows = [
        [method, *(shown(rates[name].get(method)) for name in options.taggers)]
        for method in methods
    ]
    print(f"{processor()}, one thread, {options.jets} jets\n")
    print_table(header, rows)
    if options.out is not None:
        lines = (header, ["---"] * len(header), *rows)
        table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
        about = f"{processor()}, one thread, CPU time, {options.jets} jets"
        options.out.write_text(f"{about}.\n\n{table}\n", encoding="utf-8")
    write_json(options.json, {"processor": processor(), "jets_per_second": rates})


def rates_of(name, trees, rounds):
    """The greatest of some rounds, after a run of two jets in which loops are compiled."""
    batch = trees.batch()
    torch.manual_seed(0)
    tagger = getattr(taggers, name)().eval()
    tagger.fit_scaling(trees)
    runs = {"forward": forward, **attribution.applicable(tagger)}
    if "integrated_gradients" in runs:
        fixed = functools.partial(attribution.integrated_gradients, steps=50)
        runs["integrated_gradients, 50 steps"] = fixed
    rates = {}
    for method, run in runs.items():
        run(tagger, trees.batch(slice(2)))
        once = functools.partial(run, tagger, batch)
        rates[method] = len(trees) / min(turn(once, time.process_time) for _ in range(rounds))
    return rates


def shown(rate):
    return "" if rate is None else f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}"


@torch.no_grad()
def forward(tagger, batch):
    return tagger(batch)


if __name__ == "__main__":
    main()

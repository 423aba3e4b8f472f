"""Seconds that every attribution takes for 100 jets, with its own number of steps and samples.

One thread, in turns, on W jets of the bundled sample, by taggers of the published sizes.
"""

import functools

import torch
from interleaved import interleaved, parse, print_table, spread, write_json

from pyg_jets import attribution, cluster, datasets, taggers

JETS = 100


def main():
    names = {"nargs": "+", "default": ["RecNN"], "help": "classes of pyg_jets.taggers (RecNN)"}
    options = parse(__doc__, ("--taggers", names))
    torch.set_num_threads(1)
    trees = cluster(datasets.sample("w")[:JETS])
    batch, rows, figures = trees.batch(), [], {}
    for name in options.taggers:
        torch.manual_seed(0)
        tagger = getattr(taggers, name)().eval()
        tagger.fit_scaling(trees)
        methods = attribution.applicable(tagger)
        runs = {key: functools.partial(method, tagger, batch) for key, method in methods.items()}
        runs["forward"] = functools.partial(forward, tagger, batch)
        for method, seconds in interleaved(runs, options.rounds).items():
            rows.append([name, method, spread(seconds, 3)])
            figures[f"{name}, {method}"] = seconds
    print_table(["tagger", "method", "s per 100 jets"], rows)
    write_json(options.json, figures)


@torch.no_grad()
def forward(tagger, batch):
    return tagger(batch)


if __name__ == "__main__":
    main()

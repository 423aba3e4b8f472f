"""Batches of trees: ours beside PyG's own collation of the same data set.

One thread, in turns; from the stored jets (momenta and merges) to a PyG Batch with features.
"""

import statistics

import torch
from interleaved import interleaved, parse, print_table, ratios, spread, write_json
from torch_geometric.data import Batch
from torch_geometric.loader import DataLoader

from pyg_jets import JetLoader, cluster, datasets

JETS, BATCH = 4096, 256


def main():
    options = parse(__doc__)
    torch.set_num_threads(1)
    trees = cluster(datasets.sample("qcd")[:JETS])
    made = [trees[i] for i in range(JETS)]
    bytes_per_jet = stored_bytes(trees) / JETS
    leaves = len(trees.constituents.p4) / JETS
    seconds = interleaved(
        {
            "JetLoader": lambda: list(JetLoader(trees, BATCH, shuffle=True)),
            "PyG DataLoader, trees made on demand": lambda: list(DataLoader(trees, BATCH)),
            "PyG collation of trees kept in memory": lambda: [
                Batch.from_data_list(made[i : i + BATCH]) for i in range(0, JETS, BATCH)
            ],
        },
        options.rounds,
    )
    rows = [
        [
            name,
            f"{JETS / statistics.median(times):,.0f}",
            spread(ratios(times, seconds["JetLoader"]), 1),
        ]
        for name, times in seconds.items()
    ]
    print_table(["what", "jets/s", "JetLoader is faster by"], rows)
    bare = (
        trees.constituents.p4.nbytes + trees.merges.nbytes + trees.constituents.ptr.nbytes
    ) / JETS
    print(
        f"\n{leaves:.1f} constituents and {bytes_per_jet:,.0f} bytes in memory a jet, {bare:,.0f} "
        "of them momenta, merges and borders (all that trees need)"
    )
    rate = JETS / statistics.median(seconds["JetLoader"])
    write_json(options.json, {"jets_per_second": rate, "bytes_per_jet": bytes_per_jet})


def stored_bytes(trees):
    columns = [trees.merges, *trees.constituents._columns().values()]
    return sum(each.nbytes for each in columns if isinstance(each, torch.Tensor))


if __name__ == "__main__":
    main()

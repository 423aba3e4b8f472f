"""Jets to trees: ours beside FastJet called from Python, which gives the same trees.

One thread, in turns, on jets of the bundled sample.
"""

import statistics

import fastjet
import torch
from interleaved import interleaved, parse, print_table, ratios, spread, write_json

from pyg_jets import cluster, datasets

JETS = 2000
DEFINITIONS = {
    "cambridge_aachen": fastjet.JetDefinition(fastjet.cambridge_algorithm, 1000.0),
    "kt": fastjet.JetDefinition(fastjet.kt_algorithm, 1000.0),
    "antikt": fastjet.JetDefinition(fastjet.antikt_algorithm, 1000.0),
}


def main():
    options = parse(__doc__)
    jets = datasets.sample("qcd")[:JETS]
    rows, figures = [], {}
    for algorithm, definition in DEFINITIONS.items():
        fast, slow = cluster(jets, algorithm), cluster(jets, definition)
        same = torch.equal(fast.batch().p4, slow.batch().p4)
        seconds = interleaved(
            {
                "ours": lambda algorithm=algorithm: cluster(jets, algorithm),
                "FastJet": lambda definition=definition: cluster(jets, definition),
            },
            options.rounds,
        )
        rate = JETS / statistics.median(seconds["ours"])
        factor = spread(ratios(seconds["FastJet"], seconds["ours"]), 1)
        rows.append([algorithm, f"{rate:,.0f}", factor, "identical" if same else "DIFFERENT"])
        figures[f"{algorithm}_jets_per_second"] = rate
    print(f"{JETS} jets, {len(jets.p4) / JETS:.1f} constituents each, one thread\n")
    print_table(["algorithm", "jets/s", "faster than FastJet by", "node momenta"], rows)
    write_json(options.json, figures)


if __name__ == "__main__":
    main()

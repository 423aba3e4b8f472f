"""Node saliency of all nodes: ours beside autograd with every state retained, and the forward pass.

One thread, in turns, on jets of the bundled sample; rates from batch to one number per node.
"""

import statistics

import torch
from interleaved import interleaved, parse, print_table, ratios, spread, write_json

from pyg_jets import attribution, cluster, datasets
from pyg_jets.taggers import RecNN

JETS, BATCH = 1024, 256


def main():
    options = parse(__doc__)
    torch.set_num_threads(1)
    torch.manual_seed(0)
    trees = cluster(datasets.sample("qcd")[:JETS])
    batches = [trees.batch(slice(i, i + BATCH)) for i in range(0, JETS, BATCH)]
    rows, figures = [], {}
    for cell in ("simple", "gated"):
        tagger = RecNN(70, cell).eval()
        tagger.fit_scaling(trees)
        seconds = interleaved(contenders(tagger, batches), options.rounds)
        for name, times in seconds.items():
            rate = f"{JETS / statistics.median(times):,.0f}"
            rows.append([cell, name, rate, spread(ratios(seconds["forward"], times))])
        share = statistics.median(ratios(seconds["forward"], seconds["node_saliency"]))
        figures["share_of_forward" if cell == "simple" else "gated_share_of_forward"] = share
    print_table(["cell", "what", "jets/s", "share of the forward rate"], rows)
    write_json(options.json, figures)


def contenders(tagger, batches):
    def forward():
        with torch.no_grad():
            for batch in batches:
                tagger(batch)

    def saliency():
        for batch in batches:
            attribution.node_saliency(tagger, batch)

    def retained():
        """A hook on every call of the cell keeps its output's gradient."""
        for batch in batches:
            kept = []
            hook = tagger.conv.cell.register_forward_hook(
                lambda *call, kept=kept: kept.append(call[2])
            )
            loss = tagger(batch).sum()
            hook.remove()
            torch.autograd.grad(loss, kept)

    return {"forward": forward, "node_saliency": saliency, "plain autograd": retained}


if __name__ == "__main__":
    main()

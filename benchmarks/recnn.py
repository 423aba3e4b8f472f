"""RecNN: ours beside the original, plain autograd, naive message passing, and bare products.

The original is a checkout of github.com/glouppe/recnn, which runs unmodified (pip install
autograd): ``python benchmarks/recnn.py --peer PATH``. All run on one thread, in turns, on the same
jets of the bundled sample, C/A trees, H = 70. Rates include everything from stored jets to the
logits (ours: collation and features; the original: its batching; its features are made before).
"""

import statistics
import sys
import time
from pathlib import Path

import torch
from interleaved import interleaved, parse, print_table, processor, ratios, spread, write_json
from torch.nn.functional import binary_cross_entropy_with_logits
from torch_geometric.nn import MessagePassing

from pyg_jets import Constituents, cluster, datasets
from pyg_jets.nn import RecNNConv
from pyg_jets.nn.forest import breadth_first
from pyg_jets.taggers import RecNN

JETS, BATCH, HIDDEN = 1024, 256, 70


def main():
    options = parse(
        __doc__,
        ("--peer", {"type": Path, "help": "a checkout of glouppe/recnn"}),
        ("--only", {"nargs": "+", "default": [""], "help": "words in the contenders' names"}),
    )
    torch.set_num_threads(1)
    torch.manual_seed(0)
    parts = [
        datasets.sample(kind)[: JETS // 2].with_label(k) for k, kind in enumerate(("qcd", "w"))
    ]
    trees = cluster(Constituents.concat(parts))[torch.randperm(JETS)]
    leaves = len(trees.constituents.p4) / JETS
    print(f"{processor()}, one thread, CPU time")
    print(f"{JETS} jets, {leaves:.1f} constituents each, batches of {BATCH}\n")
    figures, rows = {}, []
    for cell in ("simple", "gated"):
        for backward in (False, True):
            contenders = our_contenders(trees, cell, backward)
            if options.peer:
                contenders["original"] = peer(options.peer, trees, cell, backward)
            contenders = {
                name: run
                for name, run in contenders.items()
                if name.startswith("ours") or any(word in name for word in options.only)
            }
            seconds = interleaved(contenders, options.rounds, time.process_time)
            rows += table_rows(cell, backward, seconds)
            figures |= figures_of(cell, backward, seconds)
    print_table(["cell", "pass", "contender", "jets/s", "ours is faster by"], rows)
    write_json(options.json, figures)


def our_contenders(trees, cell, backward):
    """Ours with collation; and without it ours, plain autograd, naive propagation, products."""
    tagger = RecNN(HIDDEN, cell)
    tagger.fit_scaling(trees)
    batches = [trees.batch(slice(i, i + BATCH)) for i in range(0, JETS, BATCH)]
    inputs = [(tagger.features(batch), batch.edge_index) for batch in batches]

    def ours():
        for i in range(0, JETS, BATCH):
            batch = trees.batch(slice(i, i + BATCH))
            with torch.set_grad_enabled(backward):
                loss = binary_cross_entropy_with_logits(tagger(batch), batch.y.float())
            if backward:
                loss.backward()

    def layer(plain):
        for x, edge_index in inputs:
            with torch.set_grad_enabled(backward):
                states = tagger.conv(x, edge_index, roots=True, plain=plain)
            if backward:
                states.sum().backward()

    def naive():
        for (x, edge_index), batch in zip(inputs, batches, strict=True):
            with torch.set_grad_enabled(backward):
                states = naive_recursion(tagger.conv, x, edge_index, batch.level)
            if backward:
                states[batch.is_root].sum().backward()

    sizes = [depth_sizes(edge_index, len(x)) for x, edge_index in inputs]
    return {
        "ours": ours,
        "ours, layer alone": lambda: layer(plain=False),
        "plain autograd, layer alone": lambda: layer(plain=True),
        "naive MessagePassing, layer alone": naive,
        "same-shape products alone": products(cell, sizes, backward),
    }


class Children(MessagePassing):
    """Propagates over all edges, and keeps what arrives at one level."""

    def __init__(self):
        super().__init__(aggr=None)

    def forward(self, h, edge_index):
        return self.propagate(edge_index, h=h)

    def message(self, h_j):
        return h_j

    def aggregate(self, inputs, index, dim_size):
        order = torch.argsort(index, stable=True)
        out = inputs.new_zeros(dim_size, 2 * inputs.shape[1])
        out[index[order][::2]] = inputs[order].view(-1, 2 * inputs.shape[1])
        return out


def naive_recursion(conv: RecNNConv, x, edge_index, level):
    """What a MessagePassing layer offers: all nodes, once for every level."""
    u = conv.lin_u(x).relu()
    h, propagate = u, Children()
    for number in range(1, int(level.max()) + 1):
        updated = conv.cell(propagate(h, edge_index), u)
        h = torch.where((level == number)[:, None], updated, h)
    return h


def depth_sizes(edge_index, num_nodes):
    """Inner nodes of every depth, and all nodes."""
    forest = breadth_first(edge_index, num_nodes)
    return num_nodes, [last - first for first, last in forest.depths]


def products(cell, batches, backward, h=HIDDEN):
    """The matrix products of the batches and nothing else, ready to run."""
    # Inputs and outputs of what a cell does at every depth.
    of_cell = {"simple": [(3 * h, h)], "gated": [(3 * h, 7 * h), (3 * h, h), (h, 4 * h)]}[cell]
    shapes = []
    for num_nodes, depths in batches:
        forward = [(size, *each) for size in depths for each in of_cell]
        shapes += [(num_nodes, 7, h), *forward]
        if backward:
            shapes += [(rows, outputs, inputs) for rows, inputs, outputs in forward]
            shapes += [(inputs, sum(depths), outputs) for inputs, outputs in of_cell]
            shapes += [(7, num_nodes, h)]
    operands = {shape: (torch.rand(shape[:2]), torch.rand(shape[1:])) for shape in set(shapes)}

    def run():
        for shape in shapes:
            torch.mm(*operands[shape])

    return run


def peer(path, trees, cell, backward):
    """The original on the same trees: float64, its own batching, its gradient by autograd."""
    sys.path.insert(0, str(path))
    import autograd
    from recnn import recnn

    tagger = RecNN(HIDDEN, cell)
    tagger.fit_scaling(trees)
    jets = [original_jet(tagger, trees[i]) for i in range(JETS)]
    init, predict = (
        (recnn.grnn_init_simple, recnn.grnn_predict_simple)
        if cell == "simple"
        else (recnn.grnn_init_gated, recnn.grnn_predict_gated)
    )
    parameters = init(7, HIDDEN, random_state=0)
    labels = trees.y.double().numpy()

    def loss(parameters, first):
        scores = predict(parameters, jets[first : first + BATCH])
        return recnn.log_loss(labels[first : first + BATCH], scores).mean()

    run = autograd.grad(loss) if backward else loss
    return lambda: [run(parameters, first) for first in range(0, JETS, BATCH)]


def original_jet(tagger, tree):
    """Children of every node (-1 on leaves) and scaled features."""
    children = torch.full((tree.num_nodes, 2), -1)
    children[tree.edge_index[1, ::2]] = tree.edge_index[0].view(-1, 2)
    content = tagger.features(tree).double().numpy()
    return {"root_id": tree.num_nodes - 1, "tree": children.numpy(), "content": content}


def table_rows(cell, backward, seconds):
    rows = []
    for name, times in seconds.items():
        ours = seconds["ours, layer alone" if "alone" in name else "ours"]
        rate = f"{JETS / statistics.median(times):,.0f}"
        factor = "" if name.startswith("ours") else spread(ratios(times, ours))
        rows.append([cell, "forward + backward" if backward else "forward", name, rate, factor])
    return rows


def figures_of(cell, backward, seconds):
    prefix = "" if cell == "simple" else "gated_"
    name = prefix + ("forward_backward" if backward else "forward")
    median = statistics.median
    figures = {}
    if "original" in seconds:
        figures[f"{name}_ratio"] = median(ratios(seconds["original"], seconds["ours"]))
    if backward and "same-shape products alone" in seconds:
        shares = ratios(seconds["same-shape products alone"], seconds["ours, layer alone"])
        figures[f"{prefix}matrix_product_share"] = median(shares)
    return figures


if __name__ == "__main__":
    main()

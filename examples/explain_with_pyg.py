"""PyG's own explainers on jets: GNNExplainer on a clustering tree, Captum on a particle cloud.

PyG cannot explain a recursion by itself (edge masks do not fit a propagation that goes level by
level) nor several graphs at once with Captum. ``attribution.explanation`` does both, and leaves the
tagger as it was.
"""

import argparse
from pathlib import Path

import networkx as nx
import torch
from matplotlib import colormaps
from matplotlib.figure import Figure
from torch_geometric.explain import CaptumExplainer, GNNExplainer
from torch_geometric.nn import GCN

from pyg_jets import attribution, cluster, fit, predict
from pyg_jets.datasets import binary_task
from pyg_jets.jets import kinematics
from pyg_jets.metrics import roc_auc
from pyg_jets.taggers import RecNN, adapt
from pyg_jets.transforms import ParticleCloud


def positions(tree):
    """Root on top, every parent above its children."""
    graph = tree.to_networkx().reverse()
    root = int(tree.is_root.nonzero())
    leaves = [n for n in nx.dfs_preorder_nodes(graph, root) if tree.is_leaf[n]]
    x = {leaf: float(place) for place, leaf in enumerate(leaves)}
    for node in nx.dfs_postorder_nodes(graph, root):
        x.setdefault(node, sum(x.get(child, 0.0) for child in graph[node]) / 2)
    return {node: (x[node], float(tree.level[node])) for node in graph}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jet", type=int, default=3, help="which W jet of the test jets")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("explained.png"))
    parser.add_argument("--smoke", action="store_true", help="few jets, one epoch")
    options = parser.parse_args()
    step, epochs, channels = (24, 1, 8) if options.smoke else (1, 10, 48)

    train, val, test = (cluster(part[::step]) for part in binary_task("w-qcd"))
    torch.manual_seed(options.seed)
    recnn = RecNN(channels)
    cloud = adapt(GCN(7, channels, num_layers=3), transform=ParticleCloud(k=12))
    for name, tagger in (("RecNN", recnn), ("GCN", cloud)):
        fit(tagger, train, val, epochs=epochs, seed=options.seed, progress=not options.smoke)
        print(f"{name}: AUC {roc_auc(predict(tagger, test), test.y)}")

    jets = test[test.y == 1]
    batch = jets[:16].batch()  # sixteen jets in one call
    before = recnn(batch)
    masks = GNNExplainer(epochs=10 if options.smoke else 200)
    of_tree = attribution.explanation(recnn, batch, masks, edge_mask=True, seed=options.seed)
    gradients = CaptumExplainer("IntegratedGradients")
    of_cloud = attribution.explanation(cloud, batch, gradients)
    same = torch.equal(recnn(batch), before)
    print(f"masks of {batch.num_graphs} jets: nodes {tuple(of_tree.node_mask.shape)}, edges "
          f"{tuple(of_tree.edge_mask.shape)}; the tagger is as it was: {same}")  # fmt: skip

    tree, jet = jets[options.jet], batch.batch == options.jet
    edges = jet[batch.edge_index[0]]
    figure = Figure(figsize=(12, 4.6), layout="constrained")
    history, view = figure.subplots(1, 2)
    where = positions(tree)
    lines = nx.draw_networkx_edges(
        tree.to_networkx(),
        where,
        ax=history,
        edgelist=tree.edge_index.t().tolist(),
        edge_color=of_tree.edge_mask[edges].tolist(),
        edge_cmap=colormaps["viridis"],
        width=2.5,
        arrows=False,
    )
    figure.colorbar(lines, ax=history, label="edge mask (GNNExplainer)")
    history.set(title="RecNN: which merges carry the decision", xlabel="constituents")
    history.set_ylabel("level")
    history.tick_params(left=True, bottom=True, labelleft=True, labelbottom=True)

    leaves, axis = tree.p4[tree.is_leaf], tree.p4[tree.is_root]
    found = of_cloud.node_mask[jet].sum(1)[tree.is_leaf]
    limit = float(found.abs().max())
    dots = view.scatter(
        kinematics.rapidity(leaves) - kinematics.rapidity(axis),
        kinematics.delta_phi(kinematics.phi(leaves), kinematics.phi(axis)),
        s=12 + 4 * kinematics.pt(leaves),
        c=found,
        cmap="PuOr",
        vmin=-limit,
        vmax=limit,
        edgecolors="0.3",
        linewidths=0.6,
    )
    figure.colorbar(dots, ax=view, label="integrated gradients, sum over features")
    view.set(
        title="GCN: which constituents (area: pt)", xlabel="$y - y_J$", ylabel=r"$\phi - \phi_J$"
    )
    view.set_aspect("equal", adjustable="datalim")
    view.margins(0.2)
    figure.savefig(options.out, dpi=120)
    print(f"written: {options.out}")


if __name__ == "__main__":
    main()

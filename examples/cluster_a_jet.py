"""Cluster one W jet and look at its history, its Lund plane and its (rapidity, azimuth) view.

The primary Lund plane follows arXiv:1807.04758; the clustering is Cambridge/Aachen with R -> inf.
"""

import argparse
from pathlib import Path

import networkx as nx
import torch
from matplotlib.figure import Figure

from pyg_jets import cluster, lund_coordinates
from pyg_jets.datasets import sample
from pyg_jets.jets import kinematics


def tree_positions(tree):
    """Root on top, leaves in the order of a walk that follows the harder child first."""
    graph = tree.to_networkx().reverse()
    root = int(tree.is_root.nonzero())
    leaves = [n for n in nx.dfs_preorder_nodes(graph, root) if tree.is_leaf[n]]
    x = {leaf: float(i) for i, leaf in enumerate(leaves)}
    for node in nx.dfs_postorder_nodes(graph, root):
        if node not in x:
            x[node] = sum(x[child] for child in graph[node]) / 2
    return graph, {node: (x[node], float(tree.level[node])) for node in graph}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jet", type=int, default=3, help="which W jet of the bundled sample")
    parser.add_argument("--out", type=Path, default=Path("a_jet.png"))
    parser.add_argument("--smoke", action="store_true", help="changes nothing: it is quick")
    options = parser.parse_args()

    tree = cluster(sample("w")[options.jet])[0]
    splittings = lund_coordinates(tree)
    root = tree.p4[tree.is_root]
    print(f"{int(tree.is_leaf.sum())} constituents, depth {int(tree.level.max())}")
    print(f"pt {float(kinematics.pt(root)):.1f} GeV, mass {float(kinematics.mass(root)):.1f} GeV")
    print("primary splittings, widest first:  Delta    kt/GeV      z   mass/GeV")
    for i in splittings.primary.nonzero().flatten().flip(0)[:6].tolist():
        delta, kt = torch.exp(-splittings.ln_inv_delta[i]), torch.exp(splittings.ln_kt[i])
        print(f"{delta:40.3f} {kt:9.2f} {splittings.z[i]:6.3f} {splittings.mass[i]:10.1f}")

    figure = Figure(figsize=(14, 4.4), layout="constrained")
    history, plane, view = figure.subplots(1, 3)
    graph, positions = tree_positions(tree)
    colour = kinematics.pt(tree.p4).log10().tolist()
    nx.draw_networkx_edges(graph, positions, ax=history, arrows=False, edge_color="0.6")
    dots = nx.draw_networkx_nodes(graph, positions, ax=history, node_size=28, node_color=colour)
    figure.colorbar(dots, ax=history, label=r"$\log_{10}(p_T/\mathrm{GeV})$")
    history.set_title("Clustering history (Cambridge/Aachen)")
    history.set_xlabel("constituents")
    history.set_ylabel("level")
    history.tick_params(left=True, labelleft=True)
    for primary, marker, label in ((True, "o", "primary"), (False, "x", "secondary")):
        rows = splittings[splittings.primary == primary]
        plane.scatter(rows.ln_inv_delta, rows.ln_kt, marker=marker, label=label)
    plane.set(xlabel=r"$\ln(1/\Delta)$", ylabel=r"$\ln(k_t/\mathrm{GeV})$", title="Lund plane")
    plane.legend()
    leaves = tree.p4[tree.is_leaf]
    d_phi = kinematics.delta_phi(kinematics.phi(leaves), kinematics.phi(root))
    d_y = kinematics.rapidity(leaves) - kinematics.rapidity(root)
    view.scatter(d_y, d_phi, s=4 * kinematics.pt(leaves), alpha=0.5)
    view.set(xlabel=r"$y - y_J$", ylabel=r"$\phi - \phi_J$", title="Constituents (area: pt)")
    view.set_aspect("equal", adjustable="datalim")
    view.margins(0.2)
    figure.savefig(options.out)
    print(f"written: {options.out}")


if __name__ == "__main__":
    main()

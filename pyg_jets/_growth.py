"""From leaves and merges to all nodes of a batch of trees, in one compiled loop over the jets."""

from __future__ import annotations

import math

import numba
import numpy as np


@numba.njit(cache=True, nogil=True)
def grow(
    jets: np.ndarray,
    leaves: np.ndarray,
    ptr: np.ndarray,
    merges: np.ndarray,
    inner_p4: np.ndarray,
    node_ptr: np.ndarray,
    p4: np.ndarray,
    edge_index: np.ndarray,
    level: np.ndarray,
    jet_of_node: np.ndarray,
) -> None:
    """Momenta, edges (harder child first), levels and jets of all nodes.

    Args:
        jets: Which jets of the packed ones.
        leaves: Momenta of all jets' constituents.
        ptr: Borders of the jets in ``leaves``; jet j's merges begin at ``ptr[j] - j``.
        merges: Children of every merge, as node numbers within their jet.
        inner_p4: Momenta of the merged nodes, or nothing where they are their children's sums.
        node_ptr: Borders of the chosen jets among the nodes.
        p4: Written: momenta.
        edge_index: Written: edges child -> parent.
        level: Written: 0 on leaves, 1 + the highest child's above.
        jet_of_node: Written: position in ``jets``.
    """
    for position in range(len(jets)):
        jet, root = jets[position], node_ptr[position]
        n, merge = ptr[jet + 1] - ptr[jet], ptr[jet] - jet
        edge = root - position
        jet_of_node[root : node_ptr[position + 1]] = position
        p4[root : root + n] = leaves[ptr[jet] : ptr[jet + 1]]
        level[root : root + n] = 0
        for node in range(root + n, root + 2 * n - 1):
            harder, softer = root + merges[merge, 0], root + merges[merge, 1]
            for k in range(4):
                if len(inner_p4):
                    p4[node, k] = inner_p4[merge, k]
                else:
                    p4[node, k] = p4[harder, k] + p4[softer, k]
            if p4[softer, 0] ** 2 + p4[softer, 1] ** 2 > p4[harder, 0] ** 2 + p4[harder, 1] ** 2:
                harder, softer = softer, harder
            edge_index[0, edge], edge_index[0, edge + 1] = harder, softer
            edge_index[1, edge], edge_index[1, edge + 1] = node, node
            level[node] = 1 + max(level[harder], level[softer])
            merge, edge = merge + 1, edge + 2


@numba.njit(cache=True, nogil=True, error_model="numpy")
def write_features(p4: np.ndarray, node_ptr: np.ndarray, in_jet_frame: bool, x: np.ndarray) -> None:
    """What :func:`pyg_jets.jet_tree.node_features` gives, without an array for every step.

    Args:
        p4: Momenta of the nodes; each jet's root is its last.
        node_ptr: Borders of the jets among the nodes.
        in_jet_frame: Turn to phi = 0 of the jet, boost to its rapidity 0.
        x: Written: the seven features.
    """
    for jet in range(len(node_ptr) - 1):
        first, last = node_ptr[jet], node_ptr[jet + 1]
        px, py, pz, energy = p4[last - 1]
        cos, sin, sinh, cosh, jet_energy = 1.0, 0.0, 0.0, 1.0, energy
        if in_jet_frame:
            pt2 = px**2 + py**2
            cos, sin = px / math.sqrt(pt2), py / math.sqrt(pt2)
            sinh = pz / math.sqrt(pt2 + max((energy + pz) * (energy - pz) - pt2, 0.0))
            cosh = math.sqrt(1 + sinh**2)
            jet_energy = cosh * energy - sinh * pz
        for node in range(first, last):
            px, py = cos * p4[node, 0] + sin * p4[node, 1], cos * p4[node, 1] - sin * p4[node, 0]
            pz = cosh * p4[node, 2] - sinh * p4[node, 3]
            energy = cosh * p4[node, 3] - sinh * p4[node, 2]
            pt = math.sqrt(px**2 + py**2)
            x[node, 0], x[node, 1] = math.sqrt(px**2 + py**2 + pz**2), math.asinh(pz / pt)
            x[node, 2], x[node, 3] = math.atan2(py, px), energy
            x[node, 4], x[node, 5] = energy / jet_energy, pt
            x[node, 6] = math.atan2(pt, pz)
            for k in range(7):
                if not math.isfinite(x[node, k]):
                    x[node, k] = 0.0

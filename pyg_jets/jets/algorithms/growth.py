"""From leaves and merges to all nodes of a batch of trees, in one compiled loop over the jets."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from pyg_jets.jobs.compiled import compiled


@compiled()
def grow(
    jets: np.ndarray,
    leaves: np.ndarray,
    ptr: np.ndarray,
    merges: np.ndarray,
    inner_p4: np.ndarray,
    node_ptr: np.ndarray,
    p4: np.ndarray,
    edge_index: np.ndarray,
    branch: np.ndarray,
    level: np.ndarray,
    jet_of_node: np.ndarray,
) -> int:
    """Momenta, edges (harder child first), levels and jets of all nodes.

    Returns:
        -1, or the first position in ``jets`` whose merges or momenta are damaged: a child that
        does not precede its parent, a sum that is not finite.

    Args:
        jets: Which jets of the packed ones.
        leaves: Momenta of all jets' constituents.
        ptr: Borders of the jets in ``leaves``; jet j's merges begin at ``ptr[j] - j``.
        merges: Children of every merge, as node numbers within their jet.
        inner_p4: Momenta of the merged nodes, or nothing where they are their children's sums.
        node_ptr: Borders of the chosen jets among the nodes.
        p4: Written: momenta.
        edge_index: Written: edges child -> parent.
        branch: Written: 0 on the harder child's edge, 1 on the softer one's.
        level: Written: 0 on leaves, 1 + the highest child's above.
        jet_of_node: Written: position in ``jets``.
    """
    for position in range(len(jets)):
        jet, root = jets[position], node_ptr[position]
        n, merge = ptr[jet + 1] - ptr[jet], ptr[jet] - jet
        edge = root - position
        _copy_rows(leaves, ptr[jet], p4, root, n)
        level[root : root + n] = 0
        for node in range(root, node_ptr[position + 1]):
            jet_of_node[node] = position
        for node in range(root + n, root + 2 * n - 1):
            harder, softer = root + merges[merge, 0], root + merges[merge, 1]
            # Children come before parents, or a damaged file would send the loop anywhere.
            if not (root <= harder < node and root <= softer < node and harder != softer):
                return position
            for k in range(4):
                if len(inner_p4):
                    p4[node, k] = inner_p4[merge, k]
                else:
                    p4[node, k] = p4[harder, k] + p4[softer, k]
            # Squares: a root would make neighbours equal. Of equals the first child is the harder.
            if p4[softer, 0] ** 2 + p4[softer, 1] ** 2 > p4[harder, 0] ** 2 + p4[harder, 1] ** 2:
                harder, softer = softer, harder
            edge_index[0, edge], edge_index[0, edge + 1] = harder, softer
            edge_index[1, edge], edge_index[1, edge + 1] = node, node
            branch[edge], branch[edge + 1] = 0, 1
            level[node] = 1 + max(level[harder], level[softer])
            merge, edge = merge + 1, edge + 2
        if not math.isfinite(p4[node_ptr[position + 1] - 1].sum()):
            return position
    return -1


@compiled()
def _copy_rows(source: np.ndarray, first: int, target: np.ndarray, start: int, rows: int) -> None:
    """Copy some rows."""
    for row in range(rows):
        for k in range(source.shape[1]):
            target[start + row, k] = source[first + row, k]


def write_features(p4: Tensor, node_ptr: Tensor, in_jet_frame: bool, x: Tensor) -> None:
    """What :func:`pyg_jets.jets.trees.jet_tree.node_features` gives, in two passes over the nodes.

    Between them torch's vectorised functions find the angles of all nodes, in float64.

    Args:
        p4: Momenta of the nodes; each jet's root is its last.
        node_ptr: Borders of the jets among the nodes.
        in_jet_frame: Turn to phi = 0 of the jet, boost to its rapidity 0.
        x: Written: the seven features.
    """
    columns = torch.empty(8, len(p4), dtype=torch.float64)
    _lengths(p4.numpy(), node_ptr.numpy(), in_jet_frame, columns.numpy())
    _, eta, phi, _, _, pt, pz, px = columns
    # The log of a number above 1 is exact where p - pz would cancel; the sign follows.
    torch.log(eta, out=eta)
    torch.copysign(eta, pz, out=eta)
    torch.atan2(phi, px, out=phi)
    torch.atan2(pt, pz, out=pz)
    _pack(columns.numpy(), x.numpy())


@compiled(error_model="numpy")
def _lengths(p4: np.ndarray, node_ptr: np.ndarray, in_jet_frame: bool, columns: np.ndarray) -> None:
    """Columns: p, (p + |pz|) / pt = exp |eta|, py, E, E / E_jet, pt, pz, px."""
    for jet in range(len(node_ptr) - 1):
        first, last = node_ptr[jet], node_ptr[jet + 1]
        px, py, pz, energy = p4[last - 1]
        cos, sin, sinh, cosh, jet_energy = 1.0, 0.0, 0.0, 1.0, energy
        if in_jet_frame:
            pt2 = px**2 + py**2
            cos, sin = px / math.sqrt(pt2), py / math.sqrt(pt2)
            # m² below 0 by rounding counts as 0, as in FastJet's rapidity.
            sinh = pz / math.sqrt(pt2 + max((energy + pz) * (energy - pz) - pt2, 0.0))
            cosh = math.sqrt(1 + sinh**2)
            jet_energy = cosh * energy - sinh * pz
        for node in range(first, last):
            px, py = cos * p4[node, 0] + sin * p4[node, 1], cos * p4[node, 1] - sin * p4[node, 0]
            pz = cosh * p4[node, 2] - sinh * p4[node, 3]
            energy = cosh * p4[node, 3] - sinh * p4[node, 2]
            pt2 = px**2 + py**2
            pt, p = math.sqrt(pt2), math.sqrt(pt2 + pz**2)
            columns[0, node], columns[1, node] = p, (p + abs(pz)) / pt
            columns[2, node], columns[3, node] = py, energy
            columns[4, node], columns[5, node] = energy / jet_energy, pt
            columns[6, node], columns[7, node] = pz, px


@compiled()
def _pack(columns: np.ndarray, x: np.ndarray) -> None:
    """Seven columns side by side; what is not finite becomes 0."""
    for node in range(len(x)):
        for k in range(7):
            value = columns[k, node]
            # Along the beam eta is infinite: 0, so that one particle does not spoil a batch.
            x[node, k] = value if math.isfinite(value) else 0.0

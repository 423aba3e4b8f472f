"""The pairs of all splittings of stored jets, from momenta and merges alone.

What :func:`pyg_jets.lund_coordinates` makes of a batch needs its edges, levels and features. Here
the trees of a block of jets grow in columns that stay in a core's cache.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from pyg_jets.jets.kinematics import MAX_RAPIDITY
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.jobs.compiled import compiled

_BLOCK = 256
"""Jets side by side."""
_TWO_PI = 2 * math.pi
_PX, _PY, _PZ, _E, _PT, _RAPIDITY, _LOG, _PHI = range(8)
"""Columns of the nodes."""


class StoredPairs(NamedTuple):
    """One row per splitting; momenta in GeV, the harder child's number taken from the softer's.

    Shapes:
        - **columns:** ``(5, num_splittings)`` pt of the softer child, of both, rapidity, azimuth
          and the pair's mass
        - **node**, **jet:** ``(num_splittings,)``; **primary**, **root:** likewise, bool
    """

    columns: Tensor
    node: Tensor
    jet: Tensor
    primary: Tensor
    root: Tensor


def stored_pairs(trees: JetTreeDataset) -> StoredPairs:
    """The pairs of all splittings, in the order of the nodes of ``trees.batch()``.

    Args:
        trees: Jets without a ``transform``.

    Raises:
        ValueError: If merges or momenta are damaged.
    """
    ptr, number = trees.constituents.ptr, len(trees.merges)
    node, jet = torch.empty(2, number, dtype=torch.int64)
    primary, root = torch.zeros(2, number, dtype=torch.bool)
    pairs = StoredPairs(torch.empty(5, number, dtype=torch.float64), node, jet, primary, root)
    given = torch.empty(0, 4, dtype=torch.float64) if trees.inner_p4 is None else trees.inner_p4
    arrays = tuple(each.numpy() for each in (trees.constituents.p4, ptr, trees.merges, given))
    written = tuple(each.numpy() for each in pairs)
    starts = ptr[::_BLOCK].tolist()
    most = max(b - a for a, b in pairwise([*starts, int(ptr[-1])]))
    # One room for all blocks: fresh memory would cost as much as the work.
    room = torch.empty(16 * most, dtype=torch.float64), np.empty(2 * most, np.int64)
    for first in range(0, len(trees), _BLOCK):
        _write_block(first, min(first + _BLOCK, len(trees)), arrays, written, room)
    return pairs


def _write_block(
    first: int,
    last: int,
    arrays: tuple[np.ndarray, ...],
    written: tuple[np.ndarray, ...],
    room: tuple[Tensor, np.ndarray],
) -> None:
    """Between two passes over the nodes torch's vectorised functions find all angles."""
    ptr = arrays[1]
    splittings = int(ptr[last] - ptr[first]) - (last - first)
    number = 2 * splittings + (last - first)
    nodes = room[0][: 8 * number].view(8, number)
    children = room[1][: 2 * splittings].reshape(2, splittings)
    columns, *of_splittings = written
    damaged = _grow(first, last, arrays, nodes.numpy(), children, tuple(of_splittings))
    if damaged >= 0:
        raise ValueError(
            f"jet {damaged}: merges must join earlier nodes of the jet, and momenta be finite "
            "(got damaged ones): cluster the jets again"
        )
    _lengths(nodes.numpy())
    torch.log(nodes[_LOG], out=nodes[_LOG])
    torch.atan2(nodes[_PY], nodes[_PX], out=nodes[_PHI])
    merge = int(ptr[first]) - first
    _compare(nodes.numpy(), children, columns[:, merge : merge + splittings])


# One loop on purpose: what a merge is made of, and what is made of it.
@compiled()
def _grow(  # noqa: C901
    first: int,
    last: int,
    arrays: Any,
    nodes: np.ndarray,
    children: np.ndarray,
    of_splittings: Any,
) -> int:
    """Momenta of the nodes, the harder and the softer child of every merge; -1 or a damaged jet."""
    leaves, ptr, merges, given = arrays
    node_of, jet_of, primary, is_root = of_splittings
    start, before = 0, ptr[first] - first
    for jet in range(first, last):
        n, merge = ptr[jet + 1] - ptr[jet], ptr[jet] - jet
        for i in range(n):
            for k in range(4):
                nodes[k, start + i] = leaves[ptr[jet] + i, k]
        for inner in range(n - 1):
            a, b, row = merges[merge + inner, 0], merges[merge + inner, 1], merge + inner
            # Children come before parents, or a damaged file would send the loop anywhere.
            if not (0 <= a < n + inner and 0 <= b < n + inner and a != b):
                return jet
            a, b, node = start + a, start + b, start + n + inner
            for k in range(4):
                nodes[k, node] = given[row, k] if len(given) else nodes[k, a] + nodes[k, b]
            # Squares: a root would make neighbours equal. Of equals the first child is the harder.
            pt2_a, pt2_b = nodes[0, a] ** 2 + nodes[1, a] ** 2, nodes[0, b] ** 2 + nodes[1, b] ** 2
            if pt2_b > pt2_a:
                a, b = b, a
            children[0, row - before], children[1, row - before] = a, b
            node_of[row], jet_of[row] = 2 * ptr[jet] - jet + n + inner, jet
        top = start + 2 * n - 2
        if not math.isfinite(nodes[0, top] + nodes[1, top] + nodes[2, top] + nodes[3, top]):
            return jet
        if n > 1:
            is_root[merge + n - 2] = True
        while top >= start + n:
            row = merge + top - start - n
            primary[row], top = True, children[0, row - before]
        start += 2 * n - 1
    return -1


@compiled(error_model="numpy")
def _lengths(nodes: np.ndarray) -> None:
    """Of all nodes pt, and of what and how often the log is the rapidity, as in kinematics."""
    for i in range(nodes.shape[1]):
        px, py, pz, energy = nodes[_PX, i], nodes[_PY, i], nodes[_PZ, i], nodes[_E, i]
        kt2 = px * px + py * py
        nodes[_PT, i] = math.sqrt(kt2)
        # Below 0 by rounding counts as 0.
        m2 = (energy + pz) * (energy - pz) - kt2
        mt2 = kt2 + (0.0 if m2 < 0.0 else m2)
        e_plus_pz = energy + abs(pz)
        along = mt2 == 0.0
        nodes[_LOG, i] = 1.0 if along else mt2 / (e_plus_pz * e_plus_pz)
        beam = pz + MAX_RAPIDITY if pz >= 0.0 else pz - MAX_RAPIDITY
        nodes[_RAPIDITY, i] = beam if along else (-0.5 if pz > 0.0 else 0.5)


@compiled(error_model="numpy")
def _compare(nodes: np.ndarray, children: np.ndarray, rows: np.ndarray) -> None:
    """The pairs' columns."""
    for row in range(children.shape[1]):
        a, b = children[0, row], children[1, row]
        soft_pt = nodes[_PT, b]
        rows[0, row], rows[1, row] = soft_pt, soft_pt + nodes[_PT, a]
        rows[2, row] = _rapidity(nodes, b) - _rapidity(nodes, a)
        d_phi = nodes[_PHI, b] - nodes[_PHI, a]
        d_phi = d_phi - _TWO_PI if d_phi > math.pi else d_phi
        rows[3, row] = d_phi + _TWO_PI if d_phi <= -math.pi else d_phi
        px, py = nodes[_PX, a] + nodes[_PX, b], nodes[_PY, a] + nodes[_PY, b]
        pz, energy = nodes[_PZ, a] + nodes[_PZ, b], nodes[_E, a] + nodes[_E, b]
        m2 = (energy + pz) * (energy - pz) - (px * px + py * py)
        # The sign tells rounding from a mass, as in kinematics.
        rows[4, row] = -math.sqrt(-m2) if m2 < 0 else math.sqrt(m2)


@compiled(error_model="numpy", inline="always")
def _rapidity(nodes: np.ndarray, i: int) -> Any:
    factor = nodes[_RAPIDITY, i]
    return factor * nodes[_LOG, i] if abs(factor) == 0.5 else factor

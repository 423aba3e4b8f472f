"""Jets in slices of their pt, within which a Lund plane has one kinematic edge."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from torch import Tensor

from pyg_jets.jets.kinematics import pt
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset

PT_EDGES = (500.0, 550.0, 600.0, 650.0, 700.0)
"""Borders in GeV of the slices of the bundled sample, which has jets of 500 to 700 GeV."""


def pt_slices(
    jets: JetTreeDataset, edges: Sequence[float] = PT_EDGES
) -> dict[tuple[float, float], JetTreeDataset]:
    """The jets of every slice of pt, by its two borders; the lower one belongs to it.

    A map of each is that of any other jets. A splitting of the primary plane cannot have a kt
    above half the jet's pt times its distance, and a resonance's mass lies at a distance that falls
    with pt: wide slices smear both.

    Args:
        jets: The jets; those outside all slices are left out.
        edges: Ascending, in GeV.

    Raises:
        ValueError: If there are fewer than two borders or they do not ascend.

    Example:
        >>> from pyg_jets import cluster
        >>> from pyg_jets.datasets import sample
        >>> slices = pt_slices(cluster(sample("w")[:100]), (500, 600, 700))
        >>> [len(jets) for jets in slices.values()]
        [52, 48]
    """
    borders = np.asarray(edges, dtype=np.float64)
    if borders.ndim != 1 or len(borders) < 2 or not (np.diff(borders) > 0).all():
        raise ValueError(f"'edges' must be at least two ascending numbers (got {list(edges)})")
    values = jet_pt(jets)
    return {
        (low, high): jets[(values >= low) & (values < high)]
        for low, high in pairwise(borders.tolist())
    }


def jet_pt(jets: JetTreeDataset) -> Tensor:
    """Transverse momentum of every jet in GeV, the sum of its constituents.

    Shapes:
        - **output:** ``(num_jets,)``
    """
    batch = jets.batch()
    return pt(batch.p4[batch.is_root])

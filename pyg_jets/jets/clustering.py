"""Jets -> binary trees. FastJet is the authority; the fast path gives its trees bit for bit."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np
import torch

from pyg_jets.jets.algorithms.generalised_kt import generalised_kt_merges
from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.kinematics import pt2
from pyg_jets.jets.trees.jet_tree import Frame
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.jobs.compiled import compiled

GENERALISED_KT = {"kt": 1, "cambridge_aachen": 0, "antikt": -1}
ALGORITHMS = (*GENERALISED_KT, "random", "asc_pt", "desc_pt")
"""Names that :func:`cluster` knows."""

_CHUNK = 1024


def cluster(
    constituents: Constituents,
    algorithm: str | Any = "cambridge_aachen",
    *,
    frame: Frame = "jet",
    seed: int = 0,
) -> JetTreeDataset:
    r"""Turn every jet into a binary tree.

    Generalised kt merges the pair of least :math:`d_{ij} = \min(k_{ti}^{2p}, k_{tj}^{2p})
    \Delta_{ij}^2` (p = 1 ``"kt"``, 0 ``"cambridge_aachen"``, -1 ``"antikt"``) with no beam distance
    (:math:`R \to \infty`), as in `FastJet <https://arxiv.org/abs/1111.6097>`_, E-scheme; jets are
    shared among as many threads as torch uses. The others are the controls of `arXiv:1702.00748
    <https://arxiv.org/abs/1702.00748>`_: ``"random"`` merges uniformly chosen pairs; ``"asc_pt"``
    and ``"desc_pt"`` fold the list sorted by ascending or descending pt from its end, so that
    ``"desc_pt"`` has the hardest constituent next to the root.

    Args:
        constituents: The jets.
        algorithm: One of the names, or a ``fastjet.JetDefinition`` (any algorithm, plugin, radius
            and recombination scheme that leaves one jet; FastJet itself runs it).
        frame: The frame of the node features, ``"jet"`` or ``"laboratory"``.
        seed: Of the random trees; jet i gets the same tree however many jets follow.

    Raises:
        TypeError: If the jets are no ``Constituents``.
        ValueError: If the algorithm is unknown, a jet has no transverse momentum, or a
            ``JetDefinition`` does not end in one jet; the message names the jet.
    """
    if not isinstance(constituents, Constituents):
        raise TypeError(
            f"'constituents' must be Constituents (got {type(constituents).__name__}): "
            "Constituents.from_list takes an array of momenta for each jet"
        )
    _check_pt(constituents)
    p4, ptr = constituents.p4.numpy(), constituents.ptr.numpy()
    inner_p4 = None
    if not isinstance(algorithm, str):
        from pyg_jets.jets.algorithms.fastjet import fastjet_merges

        merges, inner_p4 = fastjet_merges(p4, ptr, algorithm)
    elif algorithm in GENERALISED_KT:
        merges = _in_threads(p4, ptr, GENERALISED_KT[algorithm])
    elif algorithm in ALGORITHMS:
        jets = (p4[first:last] for first, last in pairwise(ptr))
        merges = _by_pt(jets, algorithm) if algorithm != "random" else _random(ptr, seed)
    else:
        raise ValueError(
            f"'algorithm' must be a fastjet.JetDefinition or one of {', '.join(ALGORITHMS)} "
            f"(got '{algorithm}')"
        )
    inner = None if inner_p4 is None else torch.from_numpy(inner_p4)
    return JetTreeDataset(constituents, torch.from_numpy(merges), frame=frame, inner_p4=inner)


def _in_threads(p4: np.ndarray, ptr: np.ndarray, power: int) -> np.ndarray:
    """Chunks of jets side by side, on as many threads as torch uses."""

    def merges_of(first: int, last: int) -> np.ndarray:
        some = ptr[first : last + 1]
        merges: np.ndarray = generalised_kt_merges(p4[some[0] : some[-1]], some - some[0], power)
        return merges

    if len(ptr) <= _CHUNK or torch.get_num_threads() == 1:
        return merges_of(0, len(ptr) - 1)
    chunks = list(pairwise([*range(0, len(ptr) - 1, _CHUNK), len(ptr) - 1]))
    with ThreadPoolExecutor(torch.get_num_threads()) as threads:
        return np.concatenate(list(threads.map(lambda chunk: merges_of(*chunk), chunks)))


def _check_pt(constituents: Constituents) -> None:
    p4, ptr = constituents.p4, constituents.ptr
    for jet in np.flatnonzero(_without_pt(p4.numpy(), ptr.numpy())).tolist():
        if not float(pt2(p4[int(ptr[jet]) : int(ptr[jet + 1])].sum(0))) > 0:
            raise ValueError(f"jet {jet}: a jet must have transverse momentum (got pt = 0)")


@compiled()
def _without_pt(p4: np.ndarray, ptr: np.ndarray) -> np.ndarray:
    """Which jets have as little as rounding leaves, and need a closer look."""
    suspect = np.empty(len(ptr) - 1, np.bool_)
    for jet in range(len(ptr) - 1):
        px = py = 0.0
        for i in range(ptr[jet], ptr[jet + 1]):
            px, py = px + p4[i, 0], py + p4[i, 1]
        suspect[jet] = not px * px + py * py >= 1e-12
    return suspect


def _random(ptr: np.ndarray, seed: int) -> np.ndarray:
    """Uniformly chosen pairs; each jet draws from a stream of its own."""
    merges = [np.empty((0, 2), np.int32)]
    for jet, n in enumerate(np.diff(ptr)):
        generator = np.random.default_rng((seed, jet))
        pool = list(range(n))
        for node in range(n, 2 * n - 1):
            left = pool.pop(generator.integers(len(pool)))
            right = pool.pop(generator.integers(len(pool)))
            merges.append(np.array([[min(left, right), max(left, right)]], np.int32))
            pool.append(node)
    return np.concatenate(merges)


def _by_pt(jets: Any, algorithm: str) -> np.ndarray:
    """Chains: the list sorted by pt, folded from its end."""
    merges = [np.empty((0, 2), np.int32)]
    for p4 in jets:
        pt = np.hypot(p4[:, 0], p4[:, 1])
        order = np.argsort(-pt if algorithm == "asc_pt" else pt, kind="stable")
        n = len(order)
        chain = np.empty((n - 1, 2), np.int32)
        chain[:, 0] = order[1:]
        chain[:, 1] = np.arange(n - 1, 2 * n - 2)
        if n > 1:
            chain[0] = sorted(order[:2])
        merges.append(chain)
    return np.concatenate(merges)

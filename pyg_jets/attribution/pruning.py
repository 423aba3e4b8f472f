"""Jets without some of their constituents: valid jets, with the rest of their history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from pyg_jets.attribution.frozen import frozen
from pyg_jets.jets.algorithms.growth import write_features
from pyg_jets.jets.packing import borders
from pyg_jets.jets.trees.edge_order import in_order
from pyg_jets.jets.trees.jet_tree import FEATURES
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.jobs.compiled import compiled
from pyg_jets.taggers import Tagger
from pyg_jets.transforms._leaves import jets_of, with_added
from pyg_jets.transforms._one_or_many import frame_of
from pyg_jets.transforms._view import unviewed

_LEAVES = 2**14
"""Constituents of jets that are evaluated together."""
_ROUNDING = 1e-6
"""Of a sum of momenta, as a share of the energy."""


class History(NamedTuple):
    """Who is whose, in one jet of n constituents; numbers are those of its nodes from 0.

    Shapes:
        - **p4:** ``(n, 4)``, momenta of the constituents
        - **children:** ``(n - 1, 2)``, of every splitting the harder and the softer one
        - **softer:** ``(n - 1, n)``, the constituents of its softer branch
        - **primary:** ``(n - 1,)``, whether it is on the line of harder branches from the root

    Its first node among all, and its place among the jets, are **first** and **place**.
    """

    p4: np.ndarray
    children: np.ndarray
    softer: np.ndarray
    primary: np.ndarray
    first: int
    place: int


def histories(trees: Any) -> list[History]:
    """The clustering history of every jet of a tree or a batch of trees.

    Raises:
        ValueError: If momenta are not sums of the children's (recombination schemes other than E):
            those of a pruned jet would not be known. Or if features are not those of the momenta
            (another transform): they are made anew.
    """
    trees = in_order(trees)
    check_sums(trees)
    _check_features(trees)
    ptr = getattr(trees, "ptr", None)
    ptr = [0, trees.num_nodes] if ptr is None else ptr.tolist()
    p4 = trees.p4.cpu().double().numpy()
    pairs = trees.edge_index[0].cpu().view(-1, 2).numpy()
    found, merge = [], 0
    for place, (first, last) in enumerate(pairwise(ptr)):
        n = (last - first + 1) // 2
        children = pairs[merge : merge + n - 1] - first
        merge += n - 1
        softer, primary = _branches(children)
        found.append(History(p4[first : first + n], children, softer, primary, first, place))
    return found


def check_sums(trees: Any) -> None:
    """Refuse trees whose momenta are not sums: those of changed jets would not be known.

    Raises:
        ValueError: If a splitting's momentum is not the sum of its children's.
    """
    child, parent = trees.edge_index
    sums = torch.zeros_like(trees.p4).index_add_(0, parent, trees.p4[child])
    off = (sums - trees.p4).abs().amax(1)[~trees.is_leaf] > _ROUNDING * trees.p4[~trees.is_leaf, 3]
    if bool(off.any()):
        raise ValueError(
            "'trees' must have been clustered with the E scheme for jets to be pruned or changed "
            f"(got {int(off.sum())} splittings whose momentum is not the sum of its children's)"
        )


def _check_features(trees: Any) -> None:
    p4 = trees.p4.cpu().double()
    ptr = getattr(trees, "ptr", None)
    ptr = torch.tensor([0, trees.num_nodes]) if ptr is None else ptr.cpu()
    x = torch.empty(len(p4), len(FEATURES))
    write_features(p4.contiguous(), ptr, frame_of(trees) == "jet", x)
    found = trees.x.detach().cpu().to(x.dtype)
    if found.shape != x.shape or not torch.allclose(found, x, rtol=1e-3, atol=1e-3):
        raise ValueError(
            "features 'x' must be those of the momenta for jets to be pruned or changed, which "
            "makes them anew (got others, of a transform say): give trees as 'cluster' makes them"
        )


@compiled()
def _branches(children: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    n = len(children) + 1
    below, softer = np.zeros((2 * n - 1, n), np.bool_), np.zeros((n - 1, n), np.bool_)
    primary = np.zeros(n - 1, np.bool_)
    for leaf in range(n):
        below[leaf, leaf] = True
    for k in range(n - 1):
        below[n + k] = below[children[k, 0]] | below[children[k, 1]]
        softer[k] = below[children[k, 1]]
    node = 2 * n - 2
    while node >= n:
        primary[node - n] = True
        node = children[node - n, 0]
    return softer, primary


def pruned(trees: Any, jets: Sequence[History], kept: Sequence[np.ndarray]) -> Any:
    r"""Copies of jets that have only some of their constituents, as a batch.

    Splittings of which one branch is gone are gone too, the others stay; momenta above are the
    sums of what is left, features follow, and a branch that has become the softer one is. Columns
    of particles and jets go with them, and so does what a user has added to the nodes or the jets:
    a splitting keeps what it had.

    Args:
        trees: Where the jets are from.
        jets: Some of their :func:`histories`.
        kept: Of each jet, which constituents its copies have.

    Shapes:
        - **kept:** of each jet ``(num_copies, n)``, at least one constituent in each

    Raises:
        ValueError: If there are jets in several frames.
    """
    rows, merges, nodes = [], [], []
    for jet, of_jet in zip(jets, kept, strict=True):
        leaf, merged, node = _pruned(jet.children, of_jet)
        # A jet of n constituents has 2n - 1 nodes.
        rows.append((jet.first + jet.place) // 2 + leaf)
        merges.append(merged)
        nodes.append(jet.first + node)
    row, merge, of_node = (torch.from_numpy(np.concatenate(x)) for x in (rows, merges, nodes))
    place = torch.tensor([jet.place for jet, of in zip(jets, kept, strict=True) for _ in of])
    ptr = borders(torch.from_numpy(np.concatenate([of_jet.sum(1) for of_jet in kept])))
    copies = JetTreeDataset(jets_of(trees).taken(place, row, ptr), merge, frame=frame_of(trees))
    return with_added(trees, copies.batch(), of_node, place)


@compiled()
def _pruned(children: np.ndarray, kept: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The constituents of all copies, their merges, and which node of the jet each node was."""
    copies, n = kept.shape
    leaf = np.empty(kept.sum(), np.int64)
    merges = np.empty((len(leaf) - copies, 2), np.int64)
    origin = np.empty(2 * len(leaf) - copies, np.int64)
    number = np.empty(2 * n - 1, np.int64)
    row, merge, first = 0, 0, 0
    for copy in range(copies):
        nodes = 0
        for i in range(n):
            number[i] = -1
            if kept[copy, i]:
                leaf[row] = origin[first + nodes] = i
                number[i] = nodes
                row, nodes = row + 1, nodes + 1
        for k in range(n - 1):
            a, b = number[children[k, 0]], number[children[k, 1]]
            if a < 0 or b < 0:
                number[n + k] = max(a, b)
                continue
            merges[merge, 0], merges[merge, 1] = a, b
            origin[first + nodes] = n + k
            number[n + k] = nodes
            merge, nodes = merge + 1, nodes + 1
        first += nodes
    return leaf, merges, origin


@torch.no_grad()
def pruned_logits(
    tagger: Tagger, trees: Any, jets: Sequence[History], kept: Sequence[np.ndarray]
) -> list[Tensor]:
    """Logits of the copies of every jet that :func:`pruned` makes, ``(num_copies,)`` each.

    Args:
        tagger: Any tagger, evaluated as it is.
        trees: Where the jets are from.
        jets: Their :func:`histories`.
        kept: As :func:`pruned` takes it.

    Raises:
        ValueError: If there are jets in several frames.
    """
    frame_of(trees)  # refuses several, also of no jets
    if tagger.transform is not None:  # a view of all constituents is none of what is left
        trees = unviewed(trees, tagger.reads)
    found: list[Tensor] = []
    for some in _chunks(kept):
        copies = pruned(trees, jets[some], kept[some])
        counts = [len(of_jet) for of_jet in kept[some]]
        logits = tagger(copies.to(tagger.center.device)).to(trees.p4.device)
        found += logits.split(counts)
    return found


def without_branches(tagger: Tagger, trees: Any, gone: Tensor) -> Tensor:
    """Logits of jets that lack the softer branches of some splittings, in several variants.

    Something is always left: what is reached from the root by following the harder child.

    Args:
        tagger: Any tagger; it is left as it was.
        trees: A batch of trees.
        gone: Of every variant, whose softer branches go; leaves have none.

    Shapes:
        - **gone:** ``(num_nodes, variants)`` mask; **output:** ``(num_jets, variants)`` float64

    Raises:
        ValueError: If it is no such mask, or there are jets in several frames.
    """
    if gone.ndim != 2 or len(gone) != trees.num_nodes or gone.dtype != torch.bool:
        raise ValueError(
            f"'gone' must be a mask of the nodes in variants, ({trees.num_nodes}, variants) "
            f"(got {gone.dtype} of shape {tuple(gone.shape)})"
        )
    jets = histories(trees)
    rows = gone.cpu().numpy().T
    # A jet's nodes are n leaves, then n - 1 splittings.
    ends = np.cumsum([2 * len(jet.p4) - 1 for jet in jets])
    kept = [
        ~(rows[:, end - len(jet.softer) : end] @ jet.softer)
        for end, jet in zip(ends, jets, strict=True)
    ]
    with frozen(tagger):
        return torch.stack(pruned_logits(tagger, trees, jets, kept)).double()


def _chunks(kept: Sequence[np.ndarray]) -> Iterator[slice]:
    """Jets whose copies are evaluated together; the copies of one jet always are."""
    first, leaves = 0, 0
    for last, of_jet in enumerate(kept):
        many = int(of_jet.sum())
        if leaves and leaves + many > _LEAVES:
            yield slice(first, last)
            first, leaves = last, 0
        leaves += many
    yield slice(first, len(kept))

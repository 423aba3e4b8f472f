"""Twins: jets with one splitting moved on the Lund plane and clustered again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from pyg_jets.intervention.centred_move import (
    Direction,
    centred_move,
    check_direction,
    moved,
    pairs,
)
from pyg_jets.jets import JetTreeDataset, cluster
from pyg_jets.jobs.compiled import compiled
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.target import Target, at_target
from pyg_jets.training import predict_logits
from pyg_jets.transforms.changes.perturbation import with_momenta

_LOOKED_AT = 8


@dataclass(frozen=True)
class Twins:
    """Moved jets, one for each splitting that was asked for.

    Attributes:
        trees: The moved jets, clustered again.
        held: The same jets with the histories of the originals.
        jet: Which jet each is of.
        changed: Where the new history joins other constituents than the original does.
        swapped: Where a softer branch has become the harder one of its splitting.

    Shapes:
        - **jet**, **changed**, **swapped:** ``(num_twins,)``
    """

    trees: JetTreeDataset
    held: JetTreeDataset
    jet: Tensor
    changed: Tensor
    swapped: Tensor

    def __repr__(self) -> str:
        """How many there are, and how many have another history."""
        counts = f"changed={int(self.changed.sum())}, swapped={int(self.swapped.sum())}"
        return f"{type(self).__name__}({len(self.jet)}, {counts})"


class TwinResponse(NamedTuple):
    """Differences of logits between twins.

    Shapes:
        - **value:** ``(num_splittings,)`` float64, logit per unit of the coordinate
        - **changed:** ``(num_splittings,)``, where one of the two twins has another history
    """

    value: Tensor
    changed: Tensor


def twins(
    jets: JetTreeDataset,
    splitting: Any,
    direction: Direction,
    size: float,
    *,
    algorithm: str | Any = "cambridge_aachen",
) -> Twins:
    r"""Move splittings by a finite step, each in a copy of its jet, and cluster the copies again.

    The move is that of :func:`pyg_jets.intervention.centred_move.centred_move`: the rest of the
    jet stays. A finite move may change the history; such twins are marked, not dropped.

    Args:
        jets: The clustered jets.
        splitting: Rows of ``lund_coordinates(jets)``, one or many.
        direction: ``"ln_inv_delta"`` (at fixed kt), ``"ln_kt"`` or ``"psi"``.
        size: By how much the coordinate changes.
        algorithm: That made the trees; see :func:`pyg_jets.cluster`.

    Shapes:
        - **splitting:** an integer or ``(num_twins,)``

    Raises:
        TypeError: If ``jets`` are not clustered.
        ValueError: If a splitting does not exist, the direction is unknown, the size is not finite,
            or the trees were made by another algorithm.

    Example:
        >>> from pyg_jets import Constituents
        >>> p4 = [[3.0, 0.0, 0.0, 3.0], [2.0, 0.3, 0.0, 2.1], [1.0, -0.4, 0.0, 1.1]]
        >>> twins(cluster(Constituents(p4, [0, 3])), [0, 1], "ln_kt", 0.01)
        Twins(2, changed=0, swapped=0)
    """
    check_direction(direction)
    if not np.isfinite(size):
        raise ValueError(f"'size' must be finite (got {size})")
    rows = _rows(jets, splitting)
    _check_algorithm(jets, algorithm)
    jet = torch.searchsorted(jets.merge_ptr, rows, right=True) - 1
    originals = jets.index_select(jet)
    place = rows - jets.merge_ptr[jet] + originals.merge_ptr[:-1]
    particles = with_momenta(originals.constituents, _moved(originals, place, direction, size))
    held = JetTreeDataset(particles, originals.merges, frame=jets.frame)
    trees = cluster(particles, algorithm, frame=jets.frame)
    swapped = pairs(held.batch()).harder != pairs(originals.batch()).harder
    return Twins(trees, held, jet, _differ(originals, trees), _any_of_jet(swapped, originals))


def twin_response(
    tagger: Tagger,
    jets: JetTreeDataset,
    splitting: Any,
    direction: Direction,
    size: float = 0.02,
    *,
    held: bool = False,
    algorithm: str | Any = "cambridge_aachen",
    target: Target = None,
) -> TwinResponse:
    r"""The response of :func:`response` from finite twins, for taggers without a gradient.

    .. math::
        R \approx \frac{L(+\varepsilon) - L(-\varepsilon)}{2 \varepsilon}

    Where the history changes, a tagger that reads it jumps: ``changed`` marks these splittings.

    Args:
        tagger: Any tagger; it is left as it was.
        jets: As in :func:`twins`.
        splitting: As in :func:`twins`.
        direction: As in :func:`twins`.
        size: Half the distance of the twins.
        held: Keep the histories of the originals.
        algorithm: As in :func:`twins`.
        target: Which number is asked about, see :func:`pyg_jets.taggers.at_target`.

    Raises:
        TypeError: As in :func:`twins`.
        ValueError: As in :func:`twins`, or if the size is 0.
    """
    if size == 0:
        raise ValueError("'size' must not be 0: the response is a difference over it")
    tagger = at_target(tagger, target)
    logits, changed = [], []
    for step in (size, -size):
        both = twins(jets, splitting, direction, step, algorithm=algorithm)
        logits.append(predict_logits(tagger, both.held if held else both.trees).double().cpu())
        changed.append(both.changed)
    return TwinResponse((logits[0] - logits[1]) / (2 * size), changed[0] | changed[1])


def _rows(jets: JetTreeDataset, splitting: Any) -> Tensor:
    if not isinstance(jets, JetTreeDataset):
        raise TypeError(
            f"'jets' must be a JetTreeDataset (got {type(jets).__name__}): cluster them first"
        )
    rows = torch.as_tensor(splitting).reshape(-1)
    number = len(jets.merges)
    if len(rows) and (rows.is_floating_point() or rows.dtype == torch.bool):
        raise ValueError(f"'splitting' must hold integers (got {rows.dtype})")
    if len(rows) == 0 or int(rows.min()) < 0 or int(rows.max()) >= number:
        got = "none" if len(rows) == 0 else int(rows[(rows < 0) | (rows >= number)][0])
        raise ValueError(
            "'splitting' must be rows of lund_coordinates(jets), "
            f"from 0 to {number - 1} (got {got})"
        )
    return rows.long()


def _check_algorithm(jets: JetTreeDataset, algorithm: str | Any) -> None:
    few = jets[:_LOOKED_AT]
    if not torch.equal(cluster(few.constituents, algorithm).merges, few.merges):
        raise ValueError(
            "'jets' must have been clustered with the same algorithm "
            f"(got algorithm={algorithm!r}): give the one that made them"
        )


def _moved(jets: JetTreeDataset, place: Tensor, direction: Direction, size: float) -> Tensor:
    """Momenta of all constituents after one splitting of every jet has moved."""
    batch, of_jet = jets.batch(), pairs(jets.batch())
    harder, softer = of_jet.harder[place], of_jet.softer[place]
    step = torch.full((len(place),), float(size), dtype=torch.float64)
    both = centred_move(batch.p4[harder], batch.p4[softer], direction, step)
    motion = torch.zeros(batch.num_nodes, 3, dtype=torch.float64)
    motion[harder], motion[softer] = both
    child, parent = batch.edge_index
    order = torch.argsort(parent, descending=True, stable=True)
    chosen = torch.zeros(batch.num_nodes, dtype=torch.bool)
    chosen[harder] = chosen[softer] = True
    _hand_down(child[order].numpy(), parent[order].numpy(), chosen.numpy(), motion.numpy())
    return moved(batch.p4[batch.is_leaf], motion[batch.is_leaf])


@compiled()
def _hand_down(
    child: np.ndarray, parent: np.ndarray, chosen: np.ndarray, motion: np.ndarray
) -> None:
    """What moves takes all below with it: parents come before their children."""
    for edge in range(len(child)):
        if chosen[parent[edge]]:
            chosen[child[edge]] = True
            motion[child[edge]] = motion[parent[edge]]


def _differ(originals: JetTreeDataset, trees: JetTreeDataset) -> Tensor:
    """Jets whose histories join other sets of constituents, in whatever order, ``(num_jets,)``."""
    sets = [
        _sets(jets.merges.numpy(), jets.merge_ptr.numpy(), jets.constituents.ptr.numpy())
        for jets in (originals, trees)
    ]
    return _any_of_jet(torch.from_numpy(sets[0] != sets[1]), originals)


@compiled()
def _sets(merges: np.ndarray, merge_ptr: np.ndarray, ptr: np.ndarray) -> np.ndarray:
    """A number for the set of constituents of every merge, sorted within every jet."""
    numbers = np.empty(len(merges), np.uint64)
    for jet in range(len(ptr) - 1):
        first, n = merge_ptr[jet], ptr[jet + 1] - ptr[jet]
        of_node = np.empty(2 * n - 1, np.uint64)
        for i in range(n):
            # SplitMix64's output function: sums of these differ for different sets.
            word = np.uint64(i + 1) * np.uint64(0x9E3779B97F4A7C15)
            word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            of_node[i] = word ^ (word >> np.uint64(31))
        for k in range(n - 1):
            a, b = merges[first + k]
            of_node[n + k] = of_node[a] + of_node[b]
        numbers[first : first + n - 1] = np.sort(of_node[n:])
    return numbers


def _any_of_jet(of_splitting: Tensor, jets: JetTreeDataset) -> Tensor:
    """Jets of which a splitting is marked; those of one particle have none."""
    running = torch.cat((torch.zeros(1, dtype=torch.int64), of_splitting.long().cumsum(0)))
    return running[jets.merge_ptr[1:]] > running[jets.merge_ptr[:-1]]

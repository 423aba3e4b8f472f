"""Pickled trees of the original RecNN: leaves become constituents, trees are built anew."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from pyg_jets.datasets.formats._pickles import load, numbers, values
from pyg_jets.datasets.formats._piece import Piece
from pyg_jets.datasets.formats._reading import head, joined, lacking, stream_of
from pyg_jets.jets.border.arrays import whole
from pyg_jets.jets.constituents import Constituents

FINDS_JETS = False


class _Jet(NamedTuple):
    p4: np.ndarray
    label: int | None
    event: int | None


def recognises(path: str | os.PathLike[str]) -> bool:
    """Whether this is a pickle that speaks of ``tree``, ``content`` or ``root_id``."""
    start = head(path, 1 << 20)
    words = sum(word in start for word in (b"tree", b"content", b"root_id"))
    return start[:1] in (b"\x80", b"(", b"]", b"}") and words >= 2


@stream_of("a pickle of jets of the original RecNN")
def stream(path: Path, jets: int) -> Iterator[Piece]:
    """Pieces of up to ``jets`` jets.

    The files of `arXiv:1702.00748 <https://arxiv.org/abs/1702.00748>`_: one pickle after the
    other, each a jet, a list of the jets of one event (column ``event``), or a pair of a list of
    jets and their labels (column ``label``; such a pair is loaded whole). A jet is a dict with
    ``root_id``, ``tree`` (children, -1 at leaves) and ``content`` (px, py, pz, E in GeV of every
    node). Nothing that a pickle names is run. Pickles one after the other have no end mark: a file
    that is cut between two is a shorter file.

    Raises:
        ValueError: If it names other things than arrays and numbers, a jet has other keys, its
            tree is none, or its contents are no momenta that add up.
    """
    waiting: list[_Jet] = []
    for jet in _jets(path):
        waiting.append(jet)
        if len(waiting) == jets:
            yield _packed(waiting)
            waiting = []
    if waiting:
        yield _packed(waiting)


def read(path: str | os.PathLike[str]) -> Constituents:
    """All jets; see :func:`stream`."""
    return joined(path, stream(path, 10_000))


def _jets(path: Path) -> Iterator[_Jet]:
    size = path.stat().st_size
    left = size  # a particle has 16 bytes and more, but a pickle may name one jet ever again
    with path.open("rb") as file:
        event = 0
        while file.tell() < size:
            for jet in _of_pickle(values(load(file, size)), size, event):
                left -= len(jet.p4)
                if left < 0:
                    raise ValueError("a pickle that unpacks to far more than its length")
                yield jet
            event += 1


def _of_pickle(thing: Any, most: int, event: int) -> Iterator[_Jet]:
    if isinstance(thing, dict):
        yield _Jet(_leaves(thing, most), None, None)
    elif isinstance(thing, list):
        yield from (_Jet(_leaves(jet, most), None, event) for jet in thing)
    else:
        yield from _labelled(thing, most)


def _labelled(pair: Any, most: int) -> Iterator[_Jet]:
    if not isinstance(pair, tuple) or len(pair) != 2:
        raise ValueError(f"a pickled {type(pair).__name__} where jets were expected")
    jets, labels = values(pair[0]), whole("label", numbers(pair[1], most))
    if labels.shape != (len(jets),):
        raise ValueError(f"{len(jets)} jets with labels of shape {labels.shape}")
    for jet, label in zip(jets, labels.tolist(), strict=True):
        yield _Jet(_leaves(jet, most), label, None)


def _leaves(jet: Any, most: int) -> np.ndarray:
    """Momenta of the leaves below the root, left branch first."""
    if not isinstance(jet, dict):
        raise ValueError(f"a pickled {type(jet).__name__} where a jet was expected")
    lacking(jet, ("root_id", "tree", "content"))
    tree = whole("tree", numbers(jet["tree"], most))
    content = numbers(jet["content"], most).astype(np.float64)
    if tree.shape != (len(content), 2) or content.ndim != 2 or content.shape[1] not in (4, 5):
        raise ValueError(f"a tree of shape {tree.shape} with contents of shape {content.shape}")
    root = int(jet["root_id"])
    leaves = content[_below(tree.tolist(), root), :4]
    # Contents that were preprocessed for the network are no momenta: energies do not add up.
    if not abs(leaves[:, 3].sum() - content[root, 3]) <= 1e-3 * abs(content[root, 3]):
        raise ValueError("contents of a tree that are no momenta: energies do not add up")
    return leaves


def _below(tree: list[list[int]], root: int) -> list[int]:
    leaves, pending, seen = [], [root], 0
    while pending:
        node = pending.pop()
        seen += 1
        if not 0 <= node < len(tree) or seen > len(tree):
            raise ValueError("a tree that leads out of itself or in circles")
        left, right = tree[node]
        if left == right == -1:
            leaves.append(node)
        else:
            pending += [right, left]
    return leaves


def _packed(jets: list[_Jet]) -> Piece:
    columns = {name: [getattr(jet, name) for jet in jets] for name in ("label", "event")}
    return Piece(
        np.concatenate([jet.p4 for jet in jets]),
        np.array([len(jet.p4) for jet in jets]),
        jets={name: np.array(each) for name, each in columns.items() if None not in each},
    )

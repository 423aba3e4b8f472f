"""Truths of the generator: where the decay products of W, top and Higgs jets part."""

from __future__ import annotations

import functools
from pathlib import Path

import torch

from pyg_jets.evaluation.benchmark.truth import Answer, Truth
from pyg_jets.evaluation.truth.decay import decay_truth
from pyg_jets.jets import kinematics
from pyg_jets.jets.clustering import cluster
from pyg_jets.jets.constituents import Constituents
from pyg_jets.simulation import simulate

HARDEST = 30
"""Constituents of each jet that are read, the hardest: the decay is seen in them."""


def decay(kind: str, jets: int, seed: int) -> Answer:
    """Jets of a decay and of QCD, half each, from Pythia without a detector.

    A splitting matters if it parts the decay products (:func:`decay_truth`); in QCD jets none does.

    Args:
        kind: ``"w"``, ``"top"`` or ``"hbb"``.
        jets: How many of both together.
        seed: Of the generator.

    Raises:
        ImportError: If ``pythia8mc`` is not installed.
    """
    return _answer(_made(kind, jets, seed))


def kept_decay(kind: str, path: Path, jets: int, seed: int) -> Answer:
    """The same, of jets in a file; it is written if it is not there.

    Args:
        kind: As in :func:`decay`.
        path: The file.
        jets: How many.
        seed: Of the generator.

    Raises:
        ImportError: If ``pythia8mc`` is not installed and the file is not there.
    """
    if not path.exists():
        _made(kind, jets, seed).save(path)
    return _answer(Constituents.load(path))


def _made(kind: str, jets: int, seed: int) -> Constituents:
    number = (jets + 1) // 2
    parts = [
        _hardest(simulate(of, number, seed, weights=False)).with_label(label)
        for of, label in ((kind, 1), ("qcd", 0))
    ]
    return Constituents.concat(parts)


def _answer(sample: Constituents) -> Answer:
    trees = cluster(sample)
    assert trees.y is not None
    signal = decay_truth(trees[trees.y == 1]).splittings
    batch = trees.batch()
    mask = torch.zeros(batch.num_nodes, dtype=torch.bool)
    mask[(trees.y == 1)[batch.batch]] = signal
    return Answer(trees, mask)


def _hardest(sample: Constituents) -> Constituents:
    """The hardest constituents of each jet, in the order in which they were."""
    pt, ptr = kinematics.pt(sample.p4), sample.ptr
    rows, counts = [], []
    for first, last in zip(ptr[:-1].tolist(), ptr[1:].tolist(), strict=True):
        kept = torch.argsort(pt[first:last], descending=True)[:HARDEST].sort().values
        rows.append(first + kept)
        counts.append(len(kept))
    ends = torch.tensor([0, *counts]).cumsum(0)
    return sample.taken(torch.arange(len(sample)), torch.cat(rows), ends)


DECAYS = tuple(
    Truth(
        kind,
        f"{title} from the generator",
        functools.partial(decay, kind),
        keep=functools.partial(kept_decay, kind),
    )
    for kind, title in (("w", "W decays"), ("top", "top decays"), ("hbb", "H -> bb decays"))
)

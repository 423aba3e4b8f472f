"""Packed arrays in an ``.npz`` file: the layout that the bundled sample was made from."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch

from pyg_jets.datasets.formats._npz import Rows, array, members
from pyg_jets.datasets.formats._piece import Piece
from pyg_jets.datasets.formats._reading import joined, lacking, stream_of
from pyg_jets.jets.border.arrays import whole
from pyg_jets.jets.constituents import Constituents, Partons

FINDS_JETS = False

_PER_PARTICLE, _PER_JET = ("pid", "charge"), ("label", "event")


def recognises(path: str | os.PathLike[str]) -> bool:
    """Whether this is an ``.npz`` file with the array ``p4`` or ``ptr``."""
    return bool({"p4", "ptr"} & members(Path(path)))


@stream_of("packed jets (.npz)")
def stream(path: Path, jets: int) -> Iterator[Piece]:
    """Pieces of up to ``jets`` jets.

    ``p4 (n, 4)`` holds (px, py, pz, E) in GeV and ``ptr (jets + 1,)`` the borders of the jets.
    Optional: ``pid, charge (n,)``, ``label, event (jets,)``, and the hard partons as
    ``partons (m, 6)`` (PDG code, px, py, pz, E, status) with ``parton_ptr (jets + 1,)``.

    Raises:
        ValueError: If an array is missing, does not fit the others or is damaged.
    """
    names = members(path)
    lacking(names, ("p4", "ptr", *(["parton_ptr"] if "partons" in names else [])))
    ptr = whole("ptr", array(path, "ptr"))
    parton_ptr = whole("parton_ptr", array(path, "parton_ptr")) if "partons" in names else None
    with ExitStack() as stack:
        rows = {
            name: stack.enter_context(Rows(path, name))
            for name in ("p4", "partons", *_PER_PARTICLE, *_PER_JET)
            if name in names
        }
        _check(ptr, parton_ptr, rows)
        for first, last in pairwise([*range(0, len(ptr) - 1, jets), len(ptr) - 1]):
            yield _piece(rows, ptr[first : last + 1], parton_ptr, first)


def _check(ptr: np.ndarray, parton_ptr: np.ndarray | None, rows: dict[str, Rows]) -> None:
    for name, each in (("ptr", ptr), ("parton_ptr", parton_ptr)):
        if each is not None and (each.ndim != 1 or len(each) == 0 or each[0] != 0):
            raise ValueError(
                f"'{name}' must be borders that begin with 0 (got {each[:1].tolist()})"
            )
    lengths = {name: each.shape[0] for name, each in rows.items()}
    expected = {
        **dict.fromkeys(("p4", *_PER_PARTICLE), int(ptr[-1])),
        **dict.fromkeys(_PER_JET, len(ptr) - 1),
        "partons": 0 if parton_ptr is None else int(parton_ptr[-1]),
    }
    for name, length in lengths.items():
        if length != expected[name]:
            raise ValueError(f"'{name}' must have {expected[name]} rows (got {length})")
    if parton_ptr is not None and len(parton_ptr) != len(ptr):
        raise ValueError(f"'parton_ptr' must have {len(ptr)} rows (got {len(parton_ptr)})")
    if any((each is not None and (np.diff(each) < 0).any()) for each in (ptr, parton_ptr)):
        raise ValueError("borders of jets must not run backwards")


def _piece(
    rows: dict[str, Rows], ptr: np.ndarray, parton_ptr: np.ndarray | None, first: int
) -> Piece:
    particles, jets = int(ptr[-1] - ptr[0]), len(ptr) - 1
    partons = None
    if parton_ptr is not None:
        some = parton_ptr[first : first + jets + 1]
        taken = torch.from_numpy(rows["partons"].take(int(some[-1] - some[0])).astype(np.float64))
        partons = Partons(
            taken[:, 1:5].clone(),
            torch.from_numpy(some - some[0]),
            taken[:, 0].to(torch.int32),
            taken[:, 5].to(torch.int32),
        )
    return Piece(
        rows["p4"].take(particles).astype(np.float64, casting="same_kind"),
        np.diff(ptr),
        particles={name: rows[name].take(particles) for name in _PER_PARTICLE if name in rows},
        jets={name: rows[name].take(jets) for name in _PER_JET if name in rows},
        partons=partons,
    )


def read(path: str | os.PathLike[str]) -> Constituents:
    """All jets; see :func:`stream`."""
    return joined(path, stream(path, 10_000))

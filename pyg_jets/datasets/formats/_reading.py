"""What all readers share: one sentence for whatever goes wrong, and pieces of bounded size.

Files come from others and may be damaged. The libraries that parse them then raise anything from
``KeyError`` to ``struct.error``; all of it becomes one ``ValueError`` here and nowhere else.
"""

from __future__ import annotations

import functools
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

import numpy as np

from pyg_jets.datasets.formats._piece import Piece, renumbered
from pyg_jets.datasets.formats._place import opened_file
from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.jet_finding import JetFinder

Options = ParamSpec("Options")
Pieces = Iterator[Constituents | Piece]
_NAMED = 40
"""Most columns of a file that a message lists."""


def stream_of(
    what: str,
) -> Callable[
    [Callable[Concatenate[Path, int, Options], Pieces]],
    Callable[Concatenate[Any, int, Options], Iterator[Constituents]],
]:
    """Turn a reader's generator into one that fails in one sentence and cuts large pieces.

    Jets without particles are left out of pieces; a warning at the end says how many.

    Args:
        what: The kind of file in words, such as ``"a JetNet file"``.
    """

    def decorate(
        stream: Callable[Concatenate[Path, int, Options], Pieces],
    ) -> Callable[Concatenate[Any, int, Options], Iterator[Constituents]]:
        @functools.wraps(stream)
        def guarded(
            path: Any, jets: int, /, *args: Options.args, **options: Options.kwargs
        ) -> Iterator[Constituents]:
            if jets < 1:
                raise ValueError(f"'jets' of a piece must be at least 1 (got {jets})")
            with opened_file(path):  # missing, a folder: the system's own words
                pieces = stream(Path(path), jets, *args, **options)
            done = empty = 0
            said = ""
            while True:
                with one_sentence(path, what, done), _quiet():
                    piece = next(pieces, None)
                if piece is None:
                    break
                with one_sentence(path, what, done):
                    some = piece.constituents() if isinstance(piece, Piece) else piece
                done, empty = done + len(piece), empty + len(piece) - len(some)
                if isinstance(piece, Piece) and piece.warning != said:
                    said = piece.warning
                    warnings.warn(f"'{path}': {said}", stacklevel=2)
                for first in range(0, len(some), jets):
                    yield some[first : first + jets] if len(some) > jets else some
            if empty:
                warnings.warn(
                    f"'{path}': {empty} of {done} jets have no particles and are left out",
                    stacklevel=2,
                )

        return guarded

    return decorate


@contextmanager
def _quiet() -> Iterator[None]:
    """What libraries warn of while they read is no news to the user."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


@contextmanager
def one_sentence(path: Any, what: str, done: int = 0) -> Iterator[None]:
    """Whatever goes wrong becomes one ``ValueError`` that names the file.

    Args:
        path: Of the file.
        what: It should be, in words.
        done: Jets before those that are read now; messages about a jet count them.

    Raises:
        ValueError: For any exception but a missing package.
    """
    try:
        yield
    except (ImportError, Warning):  # a warning that the user made an error
        raise
    except Exception as error:
        where = f" after jet {done - 1}" if done else ""
        reason = renumbered(_reason(error), range(done, sys.maxsize))
        raise ValueError(
            f"'{path}' must be {what}, whole and undamaged (got{where}: {reason})"
        ) from error


def _reason(error: Exception) -> str:
    """The first line of what a library says, at most 300 characters."""
    said = str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
    line = next((line.strip() for line in said.splitlines() if line.strip()), "")
    named = line if type(error) is ValueError else f"{type(error).__name__}: {line}".rstrip(": ")
    return named[:300]


def joined(
    path: Any, pieces: Iterator[Constituents], finder: JetFinder | None = None
) -> Constituents:
    """All pieces of a file as one.

    Raises:
        ValueError: If there is none.
    """
    everything = list(pieces)
    if not everything:
        cuts = f"; {finder} keeps none: lower its pt_min" if finder else ""
        raise ValueError(f"'{path}' must hold at least one jet (got none{cuts})")
    return Constituents.concat(everything)


def extra(package: str) -> Any:
    """Import an optional package, or a module of one.

    Raises:
        ImportError: If it is missing; the message says how to install it.
    """
    import importlib

    try:
        return importlib.import_module(package)
    except ImportError as error:
        name = package.partition(".")[0]
        raise ImportError(
            f"this format needs the package '{name}': pip install 'pyg-jets[formats]'"
        ) from error


def head(path: Any, size: int) -> bytes:
    """The first bytes of a file."""
    with opened_file(path) as file:
        return file.read(size)


def lacking(columns: Iterable[str], needed: Iterable[str]) -> None:
    """Refuse a file without a needed column.

    Raises:
        ValueError: Naming those that are missing, and those that are there.
    """
    there = list(columns)
    missing = [name for name in needed if name not in there]
    if missing:
        more = ", ..." if len(there) > _NAMED else ""
        held = (
            f"there are {', '.join(map(str, there[:_NAMED]))}{more}" if there else "there is none"
        )
        raise ValueError(f"no column {', '.join(missing)}; {held}")

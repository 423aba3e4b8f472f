"""What all readers share: one sentence for whatever goes wrong, and pieces of bounded size.

Files come from others and may be damaged. The libraries that parse them then raise anything from
``KeyError`` to ``struct.error``; all of it becomes one ``ValueError`` here and nowhere else.
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

import numpy as np

from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.jet_finding import JetFinder

Options = ParamSpec("Options")


def stream_of(
    what: str,
) -> Callable[
    [Callable[Concatenate[Path, int, Options], Iterator[Constituents]]],
    Callable[Concatenate[Any, int, Options], Iterator[Constituents]],
]:
    """Turn a reader's generator into one that fails in one sentence and cuts large pieces.

    Args:
        what: The kind of file in words, such as ``"a JetNet file"``.
    """

    def decorate(
        stream: Callable[Concatenate[Path, int, Options], Iterator[Constituents]],
    ) -> Callable[Concatenate[Any, int, Options], Iterator[Constituents]]:
        @functools.wraps(stream)
        def guarded(
            path: Any, jets: int, /, *args: Options.args, **options: Options.kwargs
        ) -> Iterator[Constituents]:
            if jets < 1:
                raise ValueError(f"'jets' of a piece must be at least 1 (got {jets})")
            with Path(path).open("rb"):  # missing, a folder, no permission: the system's own words
                pieces = stream(Path(path), jets, *args, **options)
            done = 0
            while True:
                with one_sentence(path, what, done):
                    piece = next(pieces, None)
                if piece is None:
                    return
                done += len(piece)
                for first in range(0, len(piece), jets):
                    yield piece[first : first + jets] if len(piece) > jets else piece

        return guarded

    return decorate


@contextmanager
def one_sentence(path: Any, what: str, done: int = 0) -> Iterator[None]:
    """Whatever goes wrong becomes one ``ValueError`` that names the file.

    Raises:
        ValueError: For any exception but a missing package.
    """
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            yield
    except ImportError:
        raise
    except Exception as error:
        where = f" after jet {done - 1}" if done else ""
        raise ValueError(
            f"'{path}' must be {what}, whole and undamaged (got{where}: {_reason(error)})"
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
    with Path(path).open("rb") as file:
        return file.read(size)


def lacking(columns: Any, needed: tuple[str, ...]) -> None:
    """Refuse a file without a needed column.

    Raises:
        ValueError: Naming those that are missing.
    """
    missing = [name for name in needed if name not in columns]
    if missing:
        raise ValueError(f"no column {', '.join(missing)}")

"""Standard streams as whoever starts the command leaves them: closed, broken, or in ASCII."""

from __future__ import annotations

import io
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


def open_streams() -> None:
    """Give closed streams somewhere to write to, and letters that an encoding lacks a form.

    A file that is opened while one of the three numbers is free gets that number, and all that a
    library prints would go into it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            nowhere = os.open(os.devnull, os.O_RDWR)
            if nowhere != number:
                os.dup2(nowhere, number)
                os.close(nowhere)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            nowhere_else = open(  # noqa: PTH123, SIM115
                os.devnull, "w", encoding="utf-8", errors="backslashreplace"
            )
            setattr(sys, name, nowhere_else)
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


@contextmanager
def warnings_in_one_line() -> Iterator[None]:
    """Warnings without the place in the code that they come from."""
    before = warnings.formatwarning
    warnings.formatwarning = _one_line
    try:
        yield
    finally:
        warnings.formatwarning = before


def _one_line(message: Warning | str, *_: object, **__: object) -> str:
    return f"pyg-jets: warning: {' '.join(str(message).split())}\n"

"""Pythia's settings, each checked, and what Pythia says about those that it does not take.

Pythia speaks on the standard output of C++, and in quiet mode not at all: what failed in quiet mode
is therefore done once more aloud, with the output kept.
"""

from __future__ import annotations

import ctypes
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

_LINE = re.compile(r"\s*(\w+:[^\s=]+)\s*=\s*(\S.*?)\s*")
_FLAG = re.compile("on|off|yes|no|true|false|ok|1|0")
_INTEGER = re.compile(r"[-+]?\d+")
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?")
_PARTICLE = {
    re.compile(r"\d+:(mayDecay|isResonance|doExternalDecay|isVisible|doForceWidth)", re.I): _FLAG,
    re.compile(r"\d+(:\d+)?:onMode", re.I): re.compile(f"{_FLAG.pattern}|2|3"),
    re.compile(r"\d+:(on|off)(If|Pos|Neg)\w+", re.I): re.compile(r"[-+]?\d+(\s+[-+]?\d+)*"),
    re.compile(r"\d+:(m0|mWidth|mMin|mMax|tau0)|\d+:\d+:bRatio", re.I): _NUMBER,
}
_ALOUD = (
    "Init:showProcesses = off",
    "Init:showMultipartonInteractions = off",
    "Init:showChangedSettings = off",
    "Init:showChangedParticleData = off",
    "Next:numberShowInfo = 0",
    "Next:numberShowProcess = 0",
    "Next:numberShowEvent = 0",
)


def initialised(settings: Sequence[str]) -> Any:
    """A ``pythia8mc.Pythia``, silent and ready, after ``settings``.

    Args:
        settings: Lines ``"Name = value"`` in the order in which Pythia reads them.

    Raises:
        ImportError: If ``pythia8mc`` is not installed.
        ValueError: If a line is no setting, Pythia refuses it or would read another value than it
            says, or Pythia cannot start; with Pythia's own words.
    """
    pythia = _new()
    for line in (*settings, "Print:quiet = on"):
        _read(pythia, line)
    if not pythia.init():
        raise ValueError(
            f"Pythia must be able to start with these settings (got: {pythias_words(settings)})"
        )
    return pythia


def pythias_words(settings: Sequence[str], *, events: int = 0) -> str:
    """What Pythia says, in one line, when it fails to start or to make events."""
    with _printed() as words:
        pythia = _new()
        for line in (*_ALOUD, *settings):
            pythia.readString(line)
        if pythia.init():
            for _ in range(events):
                pythia.next()
    return words[0]


def _new() -> Any:
    try:
        import pythia8mc
    except ImportError as error:
        raise ImportError(
            "simulation needs the package 'pythia8mc': pip install 'pyg-jets[simulation]'"
        ) from error
    return pythia8mc.Pythia("", False)


def _read(pythia: Any, line: str) -> None:
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError(f"a setting must read 'Group:name = value' (got '{line}')")
    name, value = match.groups()
    if _misread(pythia.settings, name, value.lower()):
        raise ValueError(
            f"a flag must be on or off and a number must be whole (got '{line}', "
            "which Pythia would misread without a word)"
        )
    with _printed() as words:
        taken = pythia.readString(line)
    if not taken:
        raise ValueError(f"Pythia must take the setting '{line}' (got: {words[0]})")


def _misread(settings: Any, name: str, value: str) -> bool:
    """Whether Pythia takes a value in part: it reads the start of a number, and any flag."""
    if settings.isFlag(name):
        return _FLAG.fullmatch(value) is None
    if settings.isMode(name) or settings.isParm(name):
        rule = _INTEGER if settings.isMode(name) else _NUMBER
        # A value without a number at its start is left to Pythia, which refuses it.
        return _INTEGER.match(value) is not None and rule.fullmatch(value) is None
    rules = (rule for key, rule in _PARTICLE.items() if key.fullmatch(name))
    return any(rule.fullmatch(value) is None for rule in rules)


@contextmanager
def _printed() -> Iterator[list[str]]:
    """Keep what Python and C++ print on both standard streams: one line, there at the end."""
    words: list[str] = []
    sys.stdout.flush()
    sys.stderr.flush()
    kept = [os.dup(1), os.dup(2)]
    with tempfile.TemporaryFile() as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
        try:
            yield words
        finally:
            ctypes.CDLL(None).fflush(None)
            for number, stream in enumerate(kept, 1):
                os.dup2(stream, number)
                os.close(stream)
            file.seek(0)
            said = " ".join(file.read().decode(errors="replace").split())
            words.append(said.removeprefix("PYTHIA ") or "no reason")

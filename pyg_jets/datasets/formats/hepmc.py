"""HepMC2 and HepMC3 text: jets are found in the visible stable particles.

The text is read here: pyhepmc prints what it skips, and reads past damage without an error. Text
has no checksums: counts, units and mass shells are compared, but a changed status or code goes
unnoticed.
"""

from __future__ import annotations

import gzip
import io
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from pyg_jets.datasets.formats._limits import limited
from pyg_jets.datasets.formats._reading import head, joined, stream_of
from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.jet_finding import JetFinder

FINDS_JETS = True

INVISIBLE = frozenset((12, 14, 16, 18, 39, 1000022, 1000039))
"""Sizes of the PDG codes that no detector sees: neutrinos, gravitons, neutralino, gravitino."""

_LEPTONS = frozenset((11, 12, 13, 14, 15, 16))
_UNIT = {"GEV": 1.0, "MEV": 1e-3}
_VERSION = {b"HepMC::Asciiv3": 3, b"HepMC::IO_GenEvent": 2}
_OTHER = frozenset(("W", "T", "A", "N", "H", "F", "C", "V", "D"))
"""First words of lines that say nothing about momenta."""


@dataclass
class _Event:
    number: int
    expected: int
    unit: float = 1.0
    particles: int = 0
    beams: list[int] = field(default_factory=list)
    pid: list[int] = field(default_factory=list)
    rows: list[list[float]] = field(default_factory=list)


def recognises(path: str | os.PathLike[str]) -> bool:
    """Whether this is text, compressed or not, that begins as HepMC's writers begin it."""
    start = head(path, 1 << 12)
    if start[:2] == b"\x1f\x8b":
        try:
            start = zlib.decompressobj(31).decompress(start, 1 << 12)
        except zlib.error:
            return False
    return start.lstrip().startswith(b"HepMC::")


@stream_of("HepMC2 or HepMC3 events of hadron collisions (text)")
def stream(path: Path, jets: int, finder: JetFinder | None = None) -> Iterator[Constituents]:
    """Pieces of up to ``jets`` jets, read in as many events at a time.

    Jets are found in the particles of status 1 without neutrinos and the like, see
    `HepMC3 <https://arxiv.org/abs/1912.08005>`_. Columns: ``pid, event``.

    Raises:
        ValueError: If a line is damaged, particles are missing, one is off its mass shell, the end
            is missing, or leptons collide: pt about their beam makes no jets.
    """
    finder = finder or JetFinder()
    events: list[_Event] = []
    for event in _events(path):
        events.append(event)
        if len(events) == jets:
            yield from _piece(events, finder)
            events = []
    yield from _piece(events, finder)


def read(path: str | os.PathLike[str], finder: JetFinder | None = None) -> Constituents:
    """All jets; see :func:`stream`."""
    finder = finder or JetFinder()
    return joined(path, stream(path, 10_000, finder), finder)


def _piece(events: list[_Event], finder: JetFinder) -> Iterator[Constituents]:
    if not events:
        return
    p4 = np.concatenate([np.reshape(event.rows, (-1, 5)) * event.unit for event in events])
    off_shell = np.abs(p4[:, 3] ** 2 - (p4[:, [0, 1, 2, 4]] ** 2).sum(1)) > 0.05 * p4[:, 3] ** 2
    if off_shell.any() or not np.isfinite(p4).all():
        raise ValueError("a stable particle whose energy, momentum and mass do not fit")
    pid = np.concatenate([np.array(event.pid, np.int64) for event in events])
    ptr = np.concatenate(([0], np.cumsum([len(event.pid) for event in events])))
    found = finder(p4[:, :4], ptr)
    if len(found.event):
        number = np.array([event.number for event in events])[found.event]
        yield Constituents(p4[found.rows, :4], found.ptr, pid=pid[found.rows], event=number)


def _events(path: Path) -> Iterator[_Event]:
    """Whole events of one file, each compared with what it says of itself."""
    version, event, ended = 0, None, False
    packed = head(path, 2) == b"\x1f\x8b"
    text = limited(gzip.GzipFile(path), path) if packed else path.open("rb")
    with io.TextIOWrapper(text, "ascii") as file:
        for line in file:
            words = line.split()
            if not words:
                continue
            if words[0].startswith("HepMC::"):
                version, ended = _header(words[0], version), words[0].endswith("END_EVENT_LISTING")
            elif words[0] == "E":
                yield from _whole(event)
                event = _Event(int(words[1]), 0 if version == 2 else int(words[3]))
            else:
                _line(words, version, event)
    yield from _whole(event)
    if not ended:
        raise ValueError("a file without its end: no END_EVENT_LISTING")


def _header(word: str, version: int) -> int:
    return next((v for name, v in _VERSION.items() if word.encode().startswith(name)), version)


def _whole(event: _Event | None) -> Iterator[_Event]:
    if event is None:
        return
    if event.particles != event.expected:
        raise ValueError(
            f"event {event.number} with {event.particles} particles, not {event.expected}"
        )
    if len(event.beams) >= 2 and all(abs(pid) in _LEPTONS for pid in event.beams):
        raise ValueError("collisions of leptons, where pt about the beam makes no jets")
    yield event


def _line(words: list[str], version: int, event: _Event | None) -> None:
    if event is None or words[0] in _OTHER:
        if event is not None and version == 2 and words[0] == "V":
            event.expected += int(words[7]) + int(words[8])
        return
    if words[0] == "U":
        event.unit = _UNIT[words[1]]
    elif words[0] == "P":
        _particle(words, version, event)
    else:
        raise ValueError(f"a line that begins with '{words[0][:20]}'")


def _particle(words: list[str], version: int, event: _Event) -> None:
    """``P id vertex pid px py pz E m status``; HepMC2 has no vertex and more at the end."""
    length = 10 if version == 3 else 13 + 2 * int(words[12])
    if len(words) != length:
        raise ValueError(f"a particle of {len(words)} words, not {length}")
    pid, status = int(words[3 if version == 3 else 2]), int(words[9 if version == 3 else 8])
    event.particles += 1
    if status == 4:
        event.beams.append(pid)
    if status == 1 and abs(pid) not in INVISIBLE:
        first = 4 if version == 3 else 3
        event.pid.append(pid)
        event.rows.append([float(word) for word in words[first : first + 5]])

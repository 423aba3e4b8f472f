"""HepMC2 and HepMC3 text: jets are found in the visible stable particles.

The text is read here: pyhepmc prints what it skips, and reads past damage without an error. Text
has no checksums: counts, units and mass shells are compared, but a changed status or code goes
unnoticed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from pyg_jets.datasets.formats._compression import opened, start
from pyg_jets.datasets.formats._events import jets_of_events, refuse_leptons
from pyg_jets.datasets.formats._piece import Piece
from pyg_jets.datasets.formats._place import file_of
from pyg_jets.datasets.formats._reading import joined, stream_of
from pyg_jets.jets.border.invisible import INVISIBLE
from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.jet_finding import JetFinder

FINDS_JETS = True

_UNIT = {b"GEV": 1.0, b"MEV": 1e-3}
_START = {b"HepMC::Asciiv3-START": 3, b"HepMC::IO_GenEvent-START": 2}
_BEGINS = re.compile(rb"\s*(HepMC::|E -?\d+ -?\d+ )")
_OTHER = frozenset((b"W", b"T", b"A", b"N", b"H", b"F", b"C", b"V", b"D"))
"""First words of lines that say nothing about momenta."""


@dataclass
class _Event:
    number: int
    expected: int
    unit: float = 1.0
    particles: int = 0
    beams: list[int] = field(default_factory=list)
    orphans: list[int] = field(default_factory=list)
    stable: int = 0
    left: int = 0  # orphans that follow, of those that HepMC2's last vertex announced
    pid: list[int] = field(default_factory=list)
    rows: list[list[float]] = field(default_factory=list)


def recognises(path: str | os.PathLike[str]) -> bool:
    """Whether this is text, compressed or not, that begins as HepMC's writers begin it."""
    return bool(_BEGINS.match(start(file_of(path), 1 << 12)))


@stream_of("HepMC2 or HepMC3 events of hadron collisions (text)")
def stream(path: Path, jets: int, finder: JetFinder | None = None) -> Iterator[Piece]:
    """Pieces of up to ``jets`` jets, read in as many events at a time.

    Jets are found in the particles of status 1 without invisible ones (see
    ``pyg_jets.jets.border.invisible``) as `HepMC3 <https://arxiv.org/abs/1912.08005>`_ or HepMC2
    writes them; the text may be compressed by gzip, bzip2, xz or Zstandard. Columns: ``pid``,
    ``event``.

    Raises:
        ImportError: If what decompresses the file is not installed.
        ValueError: If a line is damaged, particles are missing, none is stable, one is off its
            mass shell, the start or end is missing, or leptons collide: pt about their beam makes
            no jets.
    """
    finder = finder or JetFinder()
    events: list[_Event] = []
    stable = number = 0
    for event in _events(path):
        events.append(event)
        stable, number = stable + event.stable, number + 1
        if len(events) == jets:
            yield from _piece(events, finder)
            events = []
    yield from _piece(events, finder)
    if not stable:
        raise ValueError(f"no particle of status 1 in {number} events")


def read(path: str | os.PathLike[str], finder: JetFinder | None = None) -> Constituents:
    """All jets; see :func:`stream`."""
    finder = finder or JetFinder()
    return joined(path, stream(path, 10_000, finder), finder)


def _piece(events: list[_Event], finder: JetFinder) -> Iterator[Piece]:
    if not events:
        return
    p4 = np.concatenate([np.reshape(event.rows, (-1, 5)) * event.unit for event in events])
    off_shell = np.abs(p4[:, 3] ** 2 - (p4[:, [0, 1, 2, 4]] ** 2).sum(1)) > 0.05 * p4[:, 3] ** 2
    if off_shell.any() or not np.isfinite(p4).all():
        raise ValueError("a stable particle whose energy, momentum and mass do not fit")
    pid = np.concatenate([np.array(event.pid, np.int64) for event in events])
    counts = np.array([len(event.pid) for event in events])
    number = np.array([event.number for event in events])
    yield jets_of_events(finder, p4[:, :4], counts, {"pid": pid}, number)


def _events(path: Path) -> Iterator[_Event]:
    """Whole events of one file, each compared with what it says of itself."""
    version, event, ended = 0, None, False
    with opened(path) as file:
        for line in file:
            words = line.split()
            if not words:
                continue
            if words[0].startswith(b"HepMC::"):
                version, ended = _header(words[0], version), words[0].endswith(b"END_EVENT_LISTING")
            elif words[0] == b"E":
                yield from _whole(event)
                if not version:
                    raise ValueError(
                        "an event before a line that begins with HepMC:: and the version"
                    )
                event = _Event(int(words[1]), 0 if version == 2 else int(words[3]))
            else:
                _line(words, version, event)
    yield from _whole(event)
    if not ended:
        raise ValueError("a file without its end: no END_EVENT_LISTING")


def _header(word: bytes, version: int) -> int:
    started = next((v for name, v in _START.items() if word.startswith(name)), None)
    if started is None and word.endswith(b"START_EVENT_LISTING"):
        raise ValueError(
            f"events as '{word.decode('ascii', 'replace')[:40]}', not one of HepMC2 or HepMC3"
        )
    return started or version


def _whole(event: _Event | None) -> Iterator[_Event]:
    if event is None:
        return
    if event.particles != event.expected:
        raise ValueError(
            f"event {event.number} with {event.particles} particles, not {event.expected}"
        )
    # Some generators give beams another status: they come from no vertex and do not stay.
    refuse_leptons(event.beams if len(event.beams) >= 2 else event.orphans)
    yield event


def _line(words: list[bytes], version: int, event: _Event | None) -> None:
    if event is None or words[0] in _OTHER:
        if event is not None and version == 2 and words[0] == b"V":
            event.left = int(words[7])
            event.expected += event.left + int(words[8])
        return
    if words[0] == b"U":
        event.unit = _UNIT[words[1]]
    elif words[0] == b"P":
        _particle(words, version, event)
    else:
        raise ValueError(f"a line that begins with '{words[0].decode('ascii', 'replace')[:20]}'")


def _particle(words: list[bytes], version: int, event: _Event) -> None:
    """``P id vertex pid px py pz E m status``; HepMC2 has no vertex and more at the end."""
    length = 10 if version == 3 else 13 + 2 * int(words[12])
    if len(words) != length:
        raise ValueError(f"a particle of {len(words)} words, not {length}")
    pid, status = int(words[3 if version == 3 else 2]), int(words[9 if version == 3 else 8])
    event.particles += 1
    orphan = words[2] == b"0" if version == 3 else event.left > 0
    event.left -= 1
    if status == 4:
        event.beams.append(pid)
    elif orphan and status != 1:
        event.orphans.append(pid)
    event.stable += status == 1
    if status == 1 and abs(pid) not in INVISIBLE:
        first = 4 if version == 3 else 3
        event.pid.append(pid)
        event.rows.append([float(word) for word in words[first : first + 5]])

"""The real `Delphes <https://arxiv.org/abs/1307.6346>`_ program, where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from pyg_jets.jets.energy_flow import HADRON_TOWER, PHOTON_TOWER
from pyg_jets.simulation._hepmc import write_hepmc
from pyg_jets.simulation.detector.flow import Objects, with_flow
from pyg_jets.simulation.events import Events

PROGRAM = "DelphesHepMC3"
"""The program that reads HepMC3."""

_CARD = "delphes_card_CMS.tcl"
_EVENTS_OF_BLOCK = 200  # some 40 MB of files at a time
_QUOTED = 1500
_TOWERS = {"EFlowPhoton": PHOTON_TOWER, "EFlowNeutralHadron": HADRON_TOWER}
_LEAVES = {
    "EFlowTrack": ("PT", "Eta", "Phi", "PID"),
    **dict.fromkeys(_TOWERS, ("ET", "Eta", "Phi")),
}


class Delphes:
    """The program as a detector: called with events, it gives their energy flow.

    Events go in and out as files of 200 events in a temporary folder, which is emptied each time.
    Masses of tracks and codes of towers are those of :func:`pyg_jets.simulation.detect`.

    Args:
        seed: Of the program's random numbers; the same seed gives the same energy flow.
        program: Its name on the PATH, or its path.
        card: What it simulates; its tree must have the branches ``EFlowTrack``, ``EFlowPhoton`` and
            ``EFlowNeutralHadron``. By default the CMS card that came with the program.
        displaced: Whether particles start at their vertices, as in
            :func:`pyg_jets.simulation.detect`.

    Raises:
        FileNotFoundError: If the program or the card is not there.
    """

    def __init__(
        self,
        *,
        seed: int,
        program: str | os.PathLike[str] = PROGRAM,
        card: str | os.PathLike[str] | None = None,
        displaced: bool = False,
    ) -> None:
        self.program = _program(program)
        self.card = _card(card, self.program)
        self.displaced = displaced
        self._generator = np.random.default_rng(seed)

    def __call__(self, events: Events) -> Events:
        """Energy flow of the events.

        Raises:
            ImportError: If ``pyhepmc`` or ``uproot`` is not installed.
            OSError: If the program fails; with the end of what it said.
            ValueError: If the events have no vertices, or the program's file does not hold the
                energy flow of all of them.
        """
        if events.vertex is not None and not self.displaced:
            events = replace(events, vertex=np.zeros_like(events.vertex))
        nothing = np.empty(0)
        parts = [Objects(nothing, nothing, nothing, nothing, nothing.astype(np.int64))]
        for first in range(0, len(events), _EVENTS_OF_BLOCK):
            block = _block(events, first, min(first + _EVENTS_OF_BLOCK, len(events)))
            with tempfile.TemporaryDirectory(prefix="delphes-") as folder:
                file = self._run(block, Path(folder))
                parts += _energy_flow(file, first, len(block))
        return with_flow(events, *parts)

    def _run(self, events: Events, folder: Path) -> Path:
        write_hepmc(events, folder / "events.hepmc")
        card = _seeded(self.card, folder / "cards", int(self._generator.integers(1, 2**31)))
        out = folder / "flow.root"
        done = subprocess.run(
            [self.program, card, out, folder / "events.hepmc"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=folder,
            check=False,
        )
        if done.returncode or not out.exists():
            said = " ".join(done.stdout.decode(errors="replace").split())[-_QUOTED:]
            raise OSError(
                f"Delphes must run with '{self.card}' (got exit code {done.returncode}"
                f"{'' if out.exists() else ' and no file'}; it said: {said or 'nothing'})"
            )
        return out


def _program(program: str | os.PathLike[str]) -> str:
    executable = shutil.which(program)
    if executable is None:
        raise FileNotFoundError(
            f"Delphes' program '{os.fspath(program)}' must be on the PATH, or its path given as "
            "'program' (got no such program): conda install -c conda-forge delphes"
        )
    return os.path.realpath(executable)


def _card(card: str | os.PathLike[str] | None, program: str) -> Path:
    """The card, if it is there: an installed one lies in ``cards`` beside or above the program."""
    folders = [Path(program).parent / "cards", Path(program).parents[1] / "cards"]
    places = [folder / _CARD for folder in folders] if card is None else [Path(card)]
    for place in places:
        if place.is_file():
            return place.resolve()
    raise FileNotFoundError(
        "Delphes needs a card, the path of which is given as 'card' "
        f"(got no file {' or '.join(repr(os.fspath(place)) for place in places)})"
    )


def _seeded(card: Path, folder: Path, seed: int) -> Path:
    """A copy of the card with a random seed, beside all that it may refer to."""
    folder.mkdir()
    for other in card.parent.iterdir():
        if other != card:
            (folder / other.name).symlink_to(other)
    copy = folder / card.name
    copy.write_bytes(f"set RandomSeed {seed}\n".encode() + card.read_bytes())
    return copy


def _block(events: Events, first: int, last: int) -> Events:
    """Some of the events, without their partons."""
    rows = slice(events.ptr[first], events.ptr[last])
    return replace(
        events,
        p4=events.p4[rows],
        ptr=events.ptr[first : last + 1] - events.ptr[first],
        pid=events.pid[rows],
        charge=events.charge[rows],
        vertex=None if events.vertex is None else events.vertex[rows],
        number=events.number[first:last],
    )


def _energy_flow(path: Path, first: int, count: int) -> list[Objects]:
    """Tracks, photon towers and hadron towers of a file; its events are numbered from ``first``."""
    try:
        import uproot
    except ImportError as error:
        raise ImportError(
            "Delphes' files need the package 'uproot': pip install 'pyg-jets[simulation]'"
        ) from error
    with uproot.open({os.fspath(path): "Delphes"}) as tree:
        # A branch goes by its own name or, in a group, by the group's and its own.
        leaves = {name.split("/")[-1]: tree[name] for name in tree.keys()}  # noqa: SIM118
        wanted = [f"{name}.{leaf}" for name in _LEAVES for leaf in _LEAVES[name]]
        if lacking := [name for name in wanted if name not in leaves]:
            raise ValueError(
                f"Delphes' card must write {', '.join(_LEAVES)} (got a tree without {lacking[0]})"
            )
        if tree.num_entries != count:
            raise ValueError(
                f"Delphes must give all {count} events back (got {tree.num_entries}): "
                "does the card set MaxEvents or SkipEvents?"
            )
        return [_objects(leaves, name, first) for name in _LEAVES]


def _objects(leaves: Mapping[str, Any], name: str, first: int) -> Objects:
    import awkward as ak

    columns = [leaves[f"{name}.{leaf}"].array() for leaf in _LEAVES[name]]
    counts = ak.num(columns[0]).to_numpy()
    pt, eta, phi, *pid = (ak.flatten(column).to_numpy().astype(float) for column in columns)
    codes = pid[0].astype(np.int32) if pid else np.full(len(pt), _TOWERS[name], dtype=np.int32)
    return Objects(pt, eta, phi, codes, first + np.repeat(np.arange(len(counts)), counts))

"""Collisions from `Pythia 8 <https://arxiv.org/abs/2203.11601>`_, in batches of arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pyg_jets.simulation._hard_partons import hard_partons
from pyg_jets.simulation._pythia_settings import initialised, pythias_words
from pyg_jets.simulation.events import Events
from pyg_jets.simulation.process import Process, process_of

SEEDS = 900_000_000
"""Pythia's seeds are 1 to this."""

_OWN = {
    "random:": "'seed'",
    "beams:ecm": "'energy'",
    "partonlevel:mpi": "'mpi'",
    "print:quiet": "nothing: Pythia stays silent",
}


class Pythia:
    r"""Proton-proton collisions of one kind, event after event.

    The transverse momentum of the hard process runs from :math:`\frac45` of the jets' least to
    :math:`\frac97` of their greatest :math:`p_T` (400 to 900 GeV for jets of 500 to 700 GeV) and is
    drawn with the bias :math:`(\hat p_T / \hat p_T^\mathrm{min})^5`, which makes the jets' spectrum
    nearly flat. Events have the weight :math:`(\hat p_T^\mathrm{min} / \hat p_T)^5`, with which the
    spectrum is the physical one.

    Args:
        kind: One of :data:`pyg_jets.simulation.process.PROCESSES`, or a process of one's own.
        seed: Of Pythia, 1 to 900,000,000; the same seed gives the same events.
        pt_window: Least and greatest transverse momentum of the wanted jets in GeV.
        energy: Centre-of-mass energy in GeV.
        mpi: Whether there are multiple parton interactions.
        settings: More of Pythia's own, ``"Name = value"``; read last.

    Raises:
        ImportError: If ``pythia8mc`` is not installed.
        TypeError: If ``mpi`` is no truth value: the word ``"off"`` would count as true.
        ValueError: If an argument is out of range, or Pythia refuses a setting or cannot start.
    """

    def __init__(
        self,
        kind: str | Process,
        seed: int,
        *,
        pt_window: tuple[float, float] = (500.0, 700.0),
        energy: float = 14000.0,
        mpi: bool = True,
        settings: Sequence[str] = (),
    ) -> None:
        if not 1 <= seed <= SEEDS:
            raise ValueError(f"Pythia's seed must be from 1 to {SEEDS} (got {seed})")
        self.settings = (
            "Random:setSeed = on",
            f"Random:seed = {seed}",
            *pythia_settings(kind, pt_window=pt_window, energy=energy, mpi=mpi, settings=settings),
        )
        self._pythia = initialised(self.settings)
        self._process = process_of(kind)
        self._made = 0
        self._charge: dict[int, int] = {}
        _check_hard_process(self._pythia, pt_window)

    def events(self, count: int) -> Events:
        """The next events, numbered from 0 on: ``count`` of them, less those that Pythia gives up.

        Raises:
            ValueError: If Pythia gives up all of them.
        """
        batch = self._pythia.nextBatch(count)
        if len(batch) == 0:
            raise ValueError(
                "Pythia must be able to make events with these settings "
                f"(got: {pythias_words(self.settings, events=count)})"
            )
        first, self._made = self._made, self._made + len(batch)
        weight = batch.info.weights[:, 0].to_numpy()
        return self._packed(batch.prt, np.arange(first, self._made), weight)

    def _packed(self, particles: Any, number: np.ndarray, weight: np.ndarray) -> Events:
        import awkward as ak

        count = ak.num(particles.status).to_numpy()
        flat = ak.flatten(particles)
        event = np.repeat(np.arange(len(count)), count)
        partons = hard_partons(flat, event, len(count), self._process)
        stable = flat.status.to_numpy() > 0
        flat, event = flat[stable], event[stable]
        pid = flat.id.to_numpy().astype(np.int32)
        return Events(
            p4=_columns(flat.p, ("px", "py", "pz", "e")),
            ptr=np.concatenate(([0], np.bincount(event, minlength=len(count)).cumsum())),
            pid=pid,
            charge=self._charges(pid),
            # Particles of the collision itself have no vertex in Pythia's record: it is the origin.
            vertex=_columns(ak.fill_none(flat.vProd, dict.fromkeys(("px", "py", "pz", "e"), 0.0))),
            number=number,
            partons=partons,
            weight=weight,
        )

    def _charges(self, pid: np.ndarray) -> np.ndarray:
        kinds, position = np.unique(pid, return_inverse=True)
        for kind in set(kinds.tolist()) - self._charge.keys():
            self._charge[kind] = round(self._pythia.particleData.charge(kind))
        return np.array([self._charge[kind] for kind in kinds.tolist()], dtype=np.int8)[position]


def _columns(vectors: Any, names: Sequence[str] = ("px", "py", "pz")) -> np.ndarray:
    return np.column_stack([vectors[name].to_numpy() for name in names])


def pythia_settings(
    kind: str | Process,
    *,
    pt_window: tuple[float, float],
    energy: float,
    mpi: bool,
    settings: Sequence[str],
) -> tuple[str, ...]:
    """What :class:`Pythia` tells Pythia, but for the seed, in its order.

    Raises:
        TypeError: If ``mpi`` is no truth value: the word ``"off"`` would count as true.
        ValueError: If an argument is out of range, or a setting is another argument's.
    """
    process = process_of(kind)
    _check(pt_window, (*process.settings, *settings))
    if not isinstance(mpi, bool):
        raise TypeError(f"'mpi' must be True or False (got {mpi!r})")
    return (
        f"Beams:eCM = {energy}",
        f"PartonLevel:MPI = {'on' if mpi else 'off'}",
        *_hard_momentum(pt_window),
        *process.lines,
        *settings,
    )


def _check(pt_window: tuple[float, float], settings: Sequence[str]) -> None:
    low, high = pt_window
    if not 1.25 <= low < high < float("inf"):  # the hard process begins at 1 GeV
        raise ValueError(
            f"'pt_window' must be two momenta 1.25 <= low < high in GeV (got {low}, {high})"
        )
    for line in settings:
        for name, instead in _OWN.items():
            if line.strip().lower().startswith(name):
                raise ValueError(f"'{line}' must be given by {instead}, not as a setting")


def _hard_momentum(pt_window: tuple[float, float]) -> tuple[str, ...]:
    low, high = 4 * pt_window[0] / 5, 9 * pt_window[1] / 7
    return (
        f"PhaseSpace:pTHatMin = {low}",
        f"PhaseSpace:pTHatMax = {high}",
        "PhaseSpace:bias2Selection = on",
        "PhaseSpace:bias2SelectionPow = 5.0",
        f"PhaseSpace:bias2SelectionRef = {low}",
    )


def _check_hard_process(pythia: Any, pt_window: tuple[float, float]) -> None:
    low = pythia.settings.parm("PhaseSpace:pTHatMin")
    high = pythia.settings.parm("PhaseSpace:pTHatMax")
    if low >= pt_window[1] or pt_window[0] >= high > low:
        raise ValueError(
            f"the hard process, pTHat from {low:g} to {high:g} GeV, must overlap the jets' "
            f"'pt_window' (got {pt_window[0]:g} to {pt_window[1]:g} GeV)"
        )

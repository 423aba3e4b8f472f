"""What Pythia makes, and which of its partons must lie in one jet: built-in kinds and others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ANY_QUARK = "q"
"""In a decay: a quark of any flavour but top."""


@dataclass(frozen=True)
class Process:
    """A kind of jets: the collisions that make them, and the resonance that decays in the jet.

    Args:
        name: Of the kind.
        settings: Pythia's lines, ``"Name = value"``, that switch the collisions on.
        resonance: PDG code of the particle of which all decay products must lie in the jet, such
            as 25; its sign does not matter. None: jets are matched to the nearest hard parton.
        decay: PDG codes of the partons that it ends in, signs do not matter, or ``"q"`` for any
            quark but top. Of two, Pythia is told to let it decay so and in no other way; for longer
            chains ``settings`` must say what decays how.
        masses: Least and greatest mass of the decay products together in GeV; others are no jets
            of this kind.

    Raises:
        ValueError: If the name or the settings are empty, a code is 0, or a resonance has fewer
            than two decay products.

    Example:
        >>> higgs = Process("hbb", ("HiggsSM:ffbar2HZ = on",), 25, (5, -5))
        >>> higgs.lines
        ('HiggsSM:ffbar2HZ = on', '25:onMode = off', '25:onIfMatch = 5 5')
    """

    name: str
    settings: tuple[str, ...]
    resonance: int | None = None
    decay: tuple[int | str, ...] = ()
    masses: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        """Refuse what is no process, and forget signs."""
        object.__setattr__(self, "settings", tuple(self.settings))
        if not self.name or not self.settings:
            raise ValueError(
                "a process must have a name and settings that switch it on "
                f"(got {self.name!r} and {self.settings!r})"
            )
        if self.resonance is None:
            if self.decay:
                raise ValueError(
                    f"'decay' of the process '{self.name}' needs a 'resonance' (got none)"
                )
            return
        codes = [code for code in (self.resonance, *self.decay) if code != ANY_QUARK]
        if len(self.decay) < 2 or not all(type(code) is int and code for code in codes):
            raise ValueError(
                f"'resonance' of the process '{self.name}' must be a PDG code and 'decay' two or "
                f"more of them or '{ANY_QUARK}' (got {self.resonance!r} and {self.decay!r})"
            )
        object.__setattr__(self, "resonance", abs(self.resonance))
        object.__setattr__(
            self, "decay", tuple(abs(c) if isinstance(c, int) else c for c in self.decay)
        )

    @property
    def prongs(self) -> int:
        """Hard partons in a jet."""
        return len(self.decay) or 1

    @property
    def lines(self) -> tuple[str, ...]:
        """What Pythia is told: the collisions, then the decay of a resonance into two."""
        if len(self.decay) != 2:
            return self.settings
        if ANY_QUARK not in self.decay:
            only = "onIfMatch = " + " ".join(map(str, self.decay))
        elif set(self.decay) == {ANY_QUARK}:
            only = "onIfAny = 1 2 3 4 5"
        else:
            only = "onIfAny = " + " ".join(str(c) for c in self.decay if c != ANY_QUARK)
        return (*self.settings, f"{self.resonance}:onMode = off", f"{self.resonance}:{only}")

    def arranged(self, codes: list[int]) -> list[int] | None:
        """Where the partons of ``decay`` are among these, in its order; None if they are not there.

        Args:
            codes: PDG codes without signs, as many as there are prongs.
        """
        place, left = {}, list(range(len(codes)))
        # Codes first, so that "q" does not take the bottom quark of a top.
        for k in sorted(range(len(self.decay)), key=lambda k: self.decay[k] == ANY_QUARK):
            wanted = range(1, 6) if self.decay[k] == ANY_QUARK else (self.decay[k],)
            fits = [i for i in left if codes[i] in wanted]
            if not fits:
                return None
            place[k] = fits[0]
            left.remove(fits[0])
        return [place[k] for k in range(len(self.decay))]


# A Z that leaves nothing to see: the jet stands alone. No virtual photon in its place.
_ONLY_Z = "WeakZ0:gmZmode = 2"
_UNSEEN_Z = ("23:onMode = off", "23:onIfAny = 12 14 16")
_WITH_Z = ("HiggsSM:ffbar2HZ = on", *_UNSEEN_Z)
_QUARKS = (ANY_QUARK, ANY_QUARK)
_TO_W = ("24:onMode = off", "24:onIfAny = 1 2 3 4 5")

# Masses as in the bundled sample, which ends there sharply; a Z's are as wide.
_W, _Z, _TOP = (0.0, 110.0), (60.0, 120.0), (140.0, 200.0)

PROCESSES: Mapping[str, Process] = {
    process.name: process
    for process in (
        Process("w", ("WeakDoubleBoson:ffbar2WW = on",), 24, _QUARKS, _W),
        Process(
            "top",
            ("Top:gg2ttbar = on", "Top:qqbar2ttbar = on", *_TO_W),
            6,
            (5, *_QUARKS),
            _TOP,
        ),
        Process("qcd", ("HardQCD:all = on",)),
        Process(
            "quark",
            ("HardQCD:gg2qqbar = on", "HardQCD:qq2qq = on", "HardQCD:qqbar2qqbarNew = on"),
        ),
        Process("gluon", ("HardQCD:gg2gg = on", "HardQCD:qqbar2gg = on")),
        Process("z_quark", ("WeakBosonAndParton:qg2gmZq = on", _ONLY_Z, *_UNSEEN_Z)),
        Process("z_gluon", ("WeakBosonAndParton:qqbar2gmZg = on", _ONLY_Z, *_UNSEEN_Z)),
        Process("z", ("WeakDoubleBoson:ffbar2gmZgmZ = on", _ONLY_Z), 23, _QUARKS, _Z),
        Process(
            "wqq",
            ("WeakBosonAndParton:qqbar2Wg = on", "WeakBosonAndParton:qg2Wq = on"),
            24,
            _QUARKS,
            _W,
        ),
        Process(
            "zqq",
            ("WeakBosonAndParton:qqbar2gmZg = on", "WeakBosonAndParton:qg2gmZq = on", _ONLY_Z),
            23,
            _QUARKS,
            _Z,
        ),
        Process("hbb", _WITH_Z, 25, (5, 5)),
        Process("hcc", _WITH_Z, 25, (4, 4)),
        Process("hgg", _WITH_Z, 25, (21, 21)),
    )
}
"""The built-in kinds: W pairs and W beside a parton, Z likewise, tops, a Higgs boson beside an
unseen Z, and the partons of QCD."""


def process_of(kind: str | Process) -> Process:
    """A process by its name, or itself.

    Args:
        kind: One of :data:`PROCESSES`, or a process of one's own.

    Raises:
        ValueError: If there is none of that name.
    """
    if isinstance(kind, Process):
        return kind
    if kind not in PROCESSES:
        raise ValueError(
            f"'kind' must be one of {', '.join(PROCESSES)} (got '{kind}'): for a process of your "
            "own say its resonance and decay too"
        )
    return PROCESSES[kind]

"""One kind of jets: its name, what people call it, its mass, and where its jets are."""

from __future__ import annotations

import copy
import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pyg_jets.datasets.own_table import check_mapping
from pyg_jets.jets.constituents import Constituents

W_MASS, Z_MASS, HIGGS_MASS, TOP_MASS = 80.4, 91.2, 125.2, 172.6
"""In GeV."""

_NAME = re.compile(r"\w[\w+-]*")


class _Known(NamedTuple):
    title: str
    mass: float | None = None


# Masses of what is wholly in the jet: where a neutrino leaves it, there is none.
_KNOWN = {
    "w": _Known("W", W_MASS),
    "top": _Known("Top", TOP_MASS),
    "qcd": _Known("QCD"),
    "quark": _Known("Quark"),
    "gluon": _Known("Gluon"),
    "z": _Known("Z", Z_MASS),
    "h": _Known("Higgs", HIGGS_MASS),
    "higgs": _Known("Higgs", HIGGS_MASS),
    "z_quark": _Known("Quark (Z + jet)"),
    "z_gluon": _Known("Gluon (Z + jet)"),
    "wqq": _Known("W → qq", W_MASS),
    "zqq": _Known("Z → qq", Z_MASS),
    "hbb": _Known("H → bb", HIGGS_MASS),
    "hcc": _Known("H → cc", HIGGS_MASS),
    "hgg": _Known("H → gg", HIGGS_MASS),
    "h4q": _Known("H → qqqq", HIGGS_MASS),
    "hqql": _Known("H → qqℓν"),
    "tbqq": _Known("t → bqq", TOP_MASS),
    "tbl": _Known("t → bℓν"),
}


@dataclass(frozen=True)
class Kind:
    """One kind of jets, a class of a :class:`Task`.

    Attributes:
        name: Of a file or a simulation, in the names of tasks and in tables: letters, digits,
            ``_``, ``+`` and ``-``.
        title: For people; that of a known kind (:func:`title_of`), or the name, if not given.
        mass: In GeV, of the particle that decays into the jet: Lund planes show where it lies.
            That of a known kind, or none, if not given.
        jets: Jets, a file in any format of :func:`pyg_jets.datasets.read`, or the folder of a
            finished simulation; if not given, those of this name in the bundled sample. Jets are
            not to be changed in place afterwards.
        label: Which jets of a file with labels are meant; not for one without labels.
        columns: For a table of one's own: names onto its columns, as
            :func:`pyg_jets.datasets.read` takes them. Kept as pairs.

    Raises:
        FileNotFoundError: If there is no such file or folder.
        TypeError: If something has another type.
        ValueError: If the name cannot be that of a file, the mass is not positive, or ``columns``
            are given for something that is no file or name no momenta.

    Example:
        >>> Kind("hbb").title, Kind("dark_photon").title
        ('H → bb', 'dark_photon')
    """

    name: str
    title: str = None  # type: ignore[assignment]  # filled in below: never None afterwards
    mass: float | None = None
    jets: Constituents | str | os.PathLike[str] | None = None
    label: int | None = None
    columns: Mapping[str, str] | tuple[tuple[str, str], ...] | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be, and fill in what is known."""
        check_name("a kind's name", self.name)
        _check_type(self.name, "title", self.title, str, "text")
        _check_type(self.name, "mass", self.mass, (int, float), "a number in GeV")
        _check_type(self.name, "label", self.label, int, "an integer")
        if self.mass is not None and not 0 < self.mass < math.inf:
            raise ValueError(
                f"'mass' of the kind '{self.name}' must be positive, in GeV (got {self.mass})"
            )
        place = (str, os.PathLike)
        _check_type(self.name, "jets", self.jets, (Constituents, *place), "Constituents or a path")
        self._fill("title", self.title or title_of(self.name))
        self._fill("mass", mass_of(self.name) if self.mass is None else self.mass)
        if isinstance(self.jets, place):
            self._fill("jets", _existing(self.name, Path(self.jets)))
        elif self.jets is not None:
            self._fill("jets", copy.copy(self.jets))  # a column set later is none of ours
        if self.columns is not None:
            self._fill("columns", _pairs(self.name, self.jets, self.columns))

    def _fill(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)


def title_of(name: str) -> str:
    """What people call a kind; the name itself of one that is not known.

    Args:
        name: Of the kind, such as ``"w"`` or ``"Hbb"``.
    """
    known = _KNOWN.get(name.lower())
    return name if known is None else known.title


def mass_of(name: str) -> float | None:
    """The mass of a kind in GeV; None of one without, or that is not known.

    Args:
        name: Of the kind.
    """
    known = _KNOWN.get(name.lower())
    return None if known is None else known.mass


def check_name(what: str, name: object) -> None:
    """Refuse a name that could not be a part of a file's.

    Args:
        what: For the message.
        name: The name.

    Raises:
        TypeError: If it is no text.
        ValueError: If it has other characters than letters, digits, ``_``, ``+`` and ``-``.
    """
    if not isinstance(name, str):
        raise TypeError(f"{what} must be text (got {name!r}): in a task file, put it in quotes")
    if not _NAME.fullmatch(name):
        raise ValueError(
            f"{what} must have letters, digits, '_', '+' and '-' only, and not begin with '+' or "
            f"'-' (got '{name}')"
        )


def _check_type(
    name: str, field: str, value: object, types: type | tuple[type, ...], words: str
) -> None:
    # A bool is an integer to Python: `label: yes` of a task file is none to us.
    if value is not None and (isinstance(value, bool) or not isinstance(value, types)):
        raise TypeError(f"'{field}' of the kind '{name}' must be {words} (got {value!r})")


def _pairs(name: str, jets: object, columns: Any) -> tuple[tuple[str, str], ...]:
    """A mapping as pairs, which have a hash."""
    if not isinstance(jets, Path) or not jets.is_file():
        raise ValueError(
            f"'columns' of the kind '{name}' are for a table in a file (got them for "
            f"{_where(jets)})"
        )
    mapping = dict(columns) if isinstance(columns, tuple) else columns
    try:
        check_mapping(mapping)
    except (TypeError, ValueError) as error:
        raise type(error)(f"the kind '{name}': {error}") from error
    return tuple(mapping.items())


def _where(jets: object) -> str:
    if jets is None:
        return "the bundled sample"
    return f"the folder '{jets}'" if isinstance(jets, Path) else "jets in memory"


def _existing(name: str, path: Path) -> Path:
    if not path.exists():
        raise FileNotFoundError(
            f"'jets' of the kind '{name}' must be a file or the folder of a finished simulation "
            f"(got '{path}', which does not exist)"
        )
    return path.absolute()

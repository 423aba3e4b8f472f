"""Numbers that come with particles and jets, and columns of one's own by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any

import torch
from torch import Tensor

from pyg_jets.jets.border.arrays import array_of, column_of, tensor_of, whole
from pyg_jets.jets.partons import Partons

OF_PARTICLES = {"pid": torch.int32, "charge": torch.int8}
"""Columns of particles that have a name of their own, and what they hold."""
OF_JETS = {"label": torch.int64, "event": torch.int64, "weight": torch.float64}
"""Columns of jets that have a name of their own."""
_OWN = {"particle_columns": "particle", "jet_columns": "jet"}
COLUMNS = (*OF_PARTICLES, *OF_JETS, *_OWN, "partons")
"""What ``Constituents`` hold beside momenta and borders."""
_TAKEN = {"p4", "ptr", *COLUMNS}
_PARTON = "parton_"
PTRS = ("ptr", f"{_PARTON}ptr")
"""What :func:`flat` calls borders."""


class Columns(MutableMapping[str, Tensor]):
    """Columns of one's own by name, each with one number for each particle, or for each jet.

    Integers are kept as int64, bools as bool, floating numbers as float32 or float64. Numbers that
    are not finite are kept: files have NaN for what was not measured.

    Args:
        of: ``"particle"`` or ``"jet"``, for messages.
        length: Number of particles or jets.
        columns: Name -> numbers.

    Raises:
        TypeError: If ``columns`` is no mapping.
        ValueError: If a name is no text, or taken, or a column holds no numbers or has another
            length.

    Example:
        >>> Columns("jet", 2, {"tau_21": [0.25, 0.5]})["tau_21"]
        tensor([0.2500, 0.5000], dtype=torch.float64)
    """

    def __init__(self, of: str, length: int, columns: Mapping[str, Any] | None = None) -> None:
        if columns is not None and not isinstance(columns, Mapping):
            raise TypeError(
                f"'{of}_columns' must map names to arrays (got {type(columns).__name__})"
            )
        self.of, self.length, self._tensors = of, length, dict[str, Tensor]()
        self.update(columns or {})

    def __getitem__(self, name: str) -> Tensor:
        """A column.

        Raises:
            KeyError: If there is none of that name; the message lists those that there are.
        """
        if name not in self._tensors:
            there = ", ".join(self._tensors) or "none"
            raise KeyError(f"there is no {self.of} column '{name}' (there are: {there})")
        return self._tensors[name]

    def __setitem__(self, name: str, values: Any) -> None:
        """Add or replace a column."""
        if not isinstance(name, str) or not name:
            raise ValueError(f"a {self.of} column must have a name (got {name!r})")
        if name in _TAKEN:
            raise ValueError(
                f"a {self.of} column must not be named '{name}', which has a place of its own: "
                f"Constituents(..., {name}=...)"
            )
        array = array_of(name, values)
        wide = array.dtype.kind == "f" and array.dtype.itemsize > 4
        dtype = {"b": torch.bool, "f": torch.float64 if wide else torch.float32}
        column = tensor_of(name, array, dtype.get(array.dtype.kind, torch.int64))
        if column.shape != (self.length,):
            raise ValueError(
                f"{self.of} column '{name}' must have shape ({self.length},), one number for each "
                f"{self.of} (got {tuple(column.shape)})"
            )
        self._tensors[name] = column

    def __delitem__(self, name: str) -> None:
        """Take a column away."""
        del self._tensors[name]

    def __iter__(self) -> Iterator[str]:
        """The names."""
        return iter(self._tensors)

    def __len__(self) -> int:
        """Number of columns."""
        return len(self._tensors)

    def on(self, length: int, taken: Callable[[Tensor], Tensor] | None = None) -> Columns:
        """What is taken of every column, for as many particles or jets; all of it if not given."""
        columns = Columns(self.of, length)
        columns._tensors = {k: taken(v) if taken else v for k, v in self.items()}
        return columns

    def copy(self) -> Columns:
        """Another set of the same columns: what is added to one is not in the other."""
        return self.on(self.length)

    def __repr__(self) -> str:
        """Names, not numbers."""
        return f"{type(self).__name__}({', '.join(self) or 'none'})"


def by_place(particles: Mapping[str, Any], jets: Mapping[str, Any]) -> dict[str, Any]:
    """Named columns of particles and jets as the arguments of ``Constituents``.

    What has a place of its own goes there; integers may be stored as floating numbers.

    Raises:
        ValueError: If a column of particles is given for jets, or the other way round; or if
            integers are fractions.
    """
    for name, of in ((OF_JETS, "jet"), (OF_PARTICLES, "particle")):
        wrong = sorted(name.keys() & (particles if of == "jet" else jets).keys())
        if wrong:
            raise ValueError(f"'{wrong[0]}' must have one number for each {of} (got another shape)")
    given = {**particles, **jets}
    own = {
        name: values if name == "weight" else whole(name, values)
        for name, values in given.items()
        if name in (*OF_PARTICLES, *OF_JETS)
    }
    return {
        **own,
        "particle_columns": {k: v for k, v in particles.items() if k not in own},
        "jet_columns": {k: v for k, v in jets.items() if k not in own},
    }


def checked(name: str, values: Any, num_particles: int, num_jets: int) -> Any:
    """What is set under one of the names of :data:`COLUMNS`.

    Raises:
        ValueError: If it holds no numbers, has another length, or a weight is not finite.
    """
    if name in OF_PARTICLES:
        return column_of(name, values, num_particles, OF_PARTICLES[name])
    if name in OF_JETS:
        return column_of(name, values, num_jets, OF_JETS[name])
    if name in _OWN:
        of = _OWN[name]
        return Columns(of, num_particles if of == "particle" else num_jets, values)
    if values is not None and len(values.ptr) != num_jets + 1:
        raise ValueError(f"'partons' must cover {num_jets} jets (got {len(values.ptr) - 1} jets)")
    return values


def flat(fields: Mapping[str, Any]) -> dict[str, Tensor]:
    """All columns of ``Constituents`` under one name each, as they stand in a file."""
    columns = {**fields}
    if (partons := columns.pop("partons")) is not None:
        columns |= {_PARTON + key: value for key, value in vars(partons).items()}
    for of in _OWN:
        columns |= {f"{of}/{name}": column for name, column in columns.pop(of).items()}
    return {key: value for key, value in columns.items() if value is not None}


def name_of(key: str) -> str:
    """What a user calls a column that :func:`flat` named."""
    of, _, name = key.partition("/")
    return name if of in _OWN and name else "partons" if key.startswith(_PARTON) else key


def nested(columns: Mapping[str, Tensor]) -> dict[str, Any]:
    """The arguments of ``Constituents`` from what :func:`flat` gave."""
    arguments: dict[str, Any] = {name: {} for name in _OWN}
    truth = {}
    for key, column in columns.items():
        of, _, name = key.partition("/")
        if of in _OWN and name:
            arguments[of][name] = column
        elif key.startswith(_PARTON):
            truth[key.removeprefix(_PARTON)] = column
        else:
            arguments[key] = column
    return {**arguments, "partons": Partons(**truth) if truth else None}

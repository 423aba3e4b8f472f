"""Particles of many jets, packed: one array of momenta and the borders between jets.

Every reader and generator returns a :class:`Constituents`; bad numbers stop here, at the border.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from pyg_jets.atomic import save_tensors
from pyg_jets.jets.packing import JetIndex, borders, jet_positions, join_ptr, packed_rows
from pyg_jets.jets.partons import Partons

__all__ = ["FILE_FORMAT", "Constituents", "Partons"]

FILE_FORMAT = "pyg_jets.constituents"
"""What the header of a file of :meth:`Constituents.save` says."""
_PARTON = "parton_"


class Constituents:
    """Particles of many jets.

    Args:
        p4: Momenta ``(px, py, pz, E)`` in GeV; kept as float64.
        ptr: Borders: jet ``i`` owns rows ``ptr[i]:ptr[i + 1]``.
        pid: PDG codes, or a detector's own.
        charge: Electric charges in units of e.
        label: One integer per jet; in a binary task 1 is the signal.
        event: Number of the event that each jet comes from; jets of one event stay on one side
            when a sample is split.
        partons: The hard partons of each jet.

    Shapes:
        - **p4:** ``(num_particles, 4)``; **ptr:** ``(num_jets + 1,)``
        - **pid**, **charge:** ``(num_particles,)``; **label**, **event:** ``(num_jets,)``

    Raises:
        ValueError: If a shape is wrong, ``ptr`` does not match, a jet is empty, or a momentum is
            not finite or has negative energy; the message names the jet.

    Example:
        >>> Constituents([[1.0, 0.0, 0.0, 1.0], [0.0, 2.0, 0.0, 2.0]], [0, 2])
        Constituents(num_jets=1, num_particles=2)
    """

    def __init__(
        self,
        p4: Any,
        ptr: Any,
        *,
        pid: Any = None,
        charge: Any = None,
        label: Any = None,
        event: Any = None,
        partons: Partons | None = None,
    ) -> None:
        self.p4 = torch.as_tensor(p4, dtype=torch.float64)
        self.ptr = _integers("ptr", ptr, torch.int64)
        _check_borders(self.p4, self.ptr)
        _check_momenta(self.p4, self.ptr)
        self.pid = _column("pid", pid, len(self.p4), torch.int32)
        self.charge = _column("charge", charge, len(self.p4), torch.int8)
        self.label = _column("label", label, len(self), torch.int64)
        self.event = _column("event", event, len(self), torch.int64)
        if partons is not None and len(partons.ptr) != len(self.ptr):
            raise ValueError(
                f"'partons' must cover {len(self)} jets (got {len(partons.ptr) - 1} jets)"
            )
        self.partons = partons

    @classmethod
    def from_list(cls, jets: Sequence[Any], *, label: Any = None) -> Constituents:
        """Pack a list with one ``(n_i, 4)`` array of momenta per jet.

        Raises:
            ValueError: If an array has another shape, or as in the class.
        """
        arrays = [torch.as_tensor(jet, dtype=torch.float64) for jet in jets]
        for i, array in enumerate(arrays):
            if array.ndim != 2 or array.shape[1] != 4:
                raise ValueError(
                    f"jet {i}: constituents must have shape (n, 4) as (px, py, pz, E) "
                    f"(got {tuple(array.shape)})"
                )
        p4 = torch.cat([torch.empty(0, 4, dtype=torch.float64), *arrays])
        ptr = borders(torch.tensor([len(array) for array in arrays], dtype=torch.int64))
        return cls(p4, ptr, label=label)

    @classmethod
    def concat(cls, samples: Sequence[Constituents]) -> Constituents:
        """Put samples one behind the other.

        Raises:
            ValueError: If there is no sample, or a column is present in some and missing in others.
        """
        columns = [sample._columns() for sample in samples]
        every = set().union(*columns)
        lacking = sorted(key for key in every if not all(key in column for column in columns))
        if not samples or lacking:
            got = f"'{lacking[0]}' is missing in some" if lacking else "an empty list"
            raise ValueError(f"samples to join must have the same columns (got {got})")
        return cls._from_columns(
            {
                key: (join_ptr if key.endswith("ptr") else torch.cat)(
                    [column[key] for column in columns]
                )
                for key in columns[0]
            }
        )

    def with_label(self, label: int | Tensor) -> Constituents:
        """The same jets, all under one label or each under its own.

        Raises:
            ValueError: If there is not one label, or one for each jet.
        """
        labels = torch.as_tensor(label)
        if labels.ndim == 0:
            labels = labels.repeat(len(self))
        _column("label", labels, len(self), torch.int64)  # refuses what is none
        return self._from_columns({**self._columns(), "label": labels.clone()})

    def __len__(self) -> int:
        """Number of jets."""
        return len(self.ptr) - 1

    def __getitem__(self, index: JetIndex) -> Constituents:
        """Some of the jets; an integer gives a sample of one jet."""
        jets = jet_positions(index, len(self))
        rows, ptr = packed_rows(self.ptr, jets)
        return Constituents(
            self.p4[rows],
            ptr,
            pid=None if self.pid is None else self.pid[rows],
            charge=None if self.charge is None else self.charge[rows],
            label=None if self.label is None else self.label[jets],
            event=None if self.event is None else self.event[jets],
            partons=None if self.partons is None else self.partons[jets],
        )

    def __iter__(self) -> Iterator[Constituents]:
        """One jet after the other."""
        return (self[i] for i in range(len(self)))

    def __repr__(self) -> str:
        """Sizes, not numbers."""
        return f"{type(self).__name__}(num_jets={len(self)}, num_particles={len(self.p4)})"

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write a columnar file (safetensors): no pickle, memory-mapped when read."""
        save_tensors(path, self._columns(), {"format": FILE_FORMAT})

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Constituents:
        """Read what :meth:`save` wrote.

        Raises:
            FileNotFoundError: If there is no such file.
            ValueError: If it is truncated, damaged or was not written by :meth:`save`.
        """
        try:
            with safe_open(path, framework="pt") as file:
                if (file.metadata() or {}).get("format") != FILE_FORMAT:
                    raise ValueError("it was not written by Constituents.save")
                return cls._from_columns({key: file.get_tensor(key) for key in file.keys()})  # noqa: SIM118
        except FileNotFoundError:
            raise
        except (SafetensorError, OSError) as error:
            raise ValueError(
                f"'{path}' must be a whole file that Constituents.save wrote (got: {error})"
            ) from error
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"'{path}' holds no valid constituents: {error}") from error

    def _columns(self) -> dict[str, Tensor]:
        columns = {**vars(self)}
        if (partons := columns.pop("partons")) is not None:
            columns |= {_PARTON + key: value for key, value in vars(partons).items()}
        return {key: value for key, value in columns.items() if value is not None}

    @classmethod
    def _from_columns(cls, columns: Mapping[str, Tensor]) -> Constituents:
        return cls(**_with_partons(columns))

    @classmethod
    def _mapped(cls, columns: Mapping[str, Tensor]) -> Constituents:
        """Columns of a file that ``_columns`` filled: momenta are not read before they are used."""
        jets = cls.__new__(cls)
        absent = dict.fromkeys(("pid", "charge", "label", "event", "partons"))
        vars(jets).update({**absent, **_with_partons(columns)})
        _check_borders(jets.p4, jets.ptr)
        return jets


def _with_partons(columns: Mapping[str, Tensor]) -> dict[str, Any]:
    """The arguments of :class:`Constituents` from what ``_columns`` gave."""
    own = {key: value for key, value in columns.items() if not key.startswith(_PARTON)}
    truth = {key.removeprefix(_PARTON): columns[key] for key in columns.keys() - own.keys()}
    return {**own, "partons": Partons(**truth) if truth else None}


def _integers(name: str, values: Any, dtype: torch.dtype) -> Tensor:
    tensor = torch.as_tensor(values)
    if tensor.is_floating_point() and tensor.numel():
        raise ValueError(f"'{name}' must hold integers (got {tensor.dtype})")
    limits = torch.iinfo(dtype)
    if tensor.numel() and tensor.dtype != torch.bool:
        found = tensor.cpu().numpy()  # torch does not order unsigned integers
        lowest, highest = int(found.min()), int(found.max())
        if lowest < limits.min or highest > limits.max:
            raise ValueError(
                f"'{name}' must hold integers from {limits.min} to {limits.max} "
                f"(got {lowest if lowest < limits.min else highest})"
            )
    return tensor.to(dtype)


def _column(name: str, values: Any, length: int, dtype: torch.dtype) -> Tensor | None:
    if values is None:
        return None
    column = _integers(name, values, dtype)
    if column.shape != (length,):
        raise ValueError(f"'{name}' must have shape ({length},) (got {tuple(column.shape)})")
    return column


def _check_borders(p4: Tensor, ptr: Tensor) -> None:
    if p4.ndim != 2 or p4.shape[1] != 4:
        raise ValueError(
            f"'p4' must have shape (num_particles, 4) as (px, py, pz, E) (got {tuple(p4.shape)})"
        )
    if ptr.ndim != 1 or len(ptr) == 0:
        raise ValueError(f"'ptr' must have shape (num_jets + 1,) (got {tuple(ptr.shape)})")
    if int(ptr[0]) != 0 or int(ptr[-1]) != len(p4):
        raise ValueError(
            f"'ptr' must run from 0 to {len(p4)}, the number of particles "
            f"(got {int(ptr[0])} to {int(ptr[-1])})"
        )
    counts = ptr.diff()
    if (counts < 1).any():
        jet = int((counts < 1).nonzero()[0])
        what = "an empty jet" if counts[jet] == 0 else "a border that runs backwards"
        raise ValueError(
            f"jet {jet}: every jet must have at least one constituent "
            f"(got {what}: ptr {int(ptr[jet])} to {int(ptr[jet + 1])})"
        )


def _check_momenta(p4: Tensor, ptr: Tensor) -> None:
    bad = ~p4.isfinite().all(1) | (p4[:, 3] < 0)
    if bad.any():
        row = int(bad.nonzero()[0])
        jet = int(torch.searchsorted(ptr, row, right=True)) - 1
        raise ValueError(
            f"jet {jet}: momenta must be finite with energy >= 0 "
            f"(got {p4[row].tolist()} at its constituent {row - int(ptr[jet])})"
        )

"""Particles of many jets, packed: one array of momenta and the borders between jets.

Every reader and generator returns a :class:`Constituents`; bad numbers stop here, at the border.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from pyg_jets.jets.border.arrays import tensor_of
from pyg_jets.jets.border.checks import check_borders, check_momenta, warn_of_suspicious
from pyg_jets.jets.border.padded import particles, unpadded
from pyg_jets.jets.columns import (
    COLUMNS,
    OF_JETS,
    OF_PARTICLES,
    PTRS,
    Columns,
    checked,
    flat,
    name_of,
    nested,
)
from pyg_jets.jets.packing import JetIndex, borders, jet_positions, join_ptr, packed_rows
from pyg_jets.jets.partons import Partons
from pyg_jets.jobs.atomic import save_tensors

__all__ = ["FILE_FORMAT", "Constituents", "Partons"]

FILE_FORMAT = "pyg_jets.constituents"
"""What the header of a file of :meth:`Constituents.save` says."""


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
        weight: How much each jet counts, in training, metrics and maps; float64.
        particle_columns: Columns of the particles of one's own, by name, such as ``d0``.
        jet_columns: Columns of the jets of one's own, by name.
        partons: The hard partons of each jet.

    Columns go wherever the jets go: into parts of the sample, files, trees and batches, and into
    the jets that attributions and perturbations make.

    Shapes:
        - **p4:** ``(num_particles, 4)``; **ptr:** ``(num_jets + 1,)``
        - **pid**, **charge**, each of **particle_columns:** ``(num_particles,)``
        - **label**, **event**, **weight**, each of **jet_columns:** ``(num_jets,)``

    Raises:
        ValueError: If a shape is wrong, ``ptr`` does not match, a jet is empty, a column holds no
            numbers, a weight is not finite, or a momentum is not finite, is zero, or has an energy
            below ``|p|`` by more than rounding; the message names the jet.

    Warns:
        UserWarning: If every jet has more than 100,000 GeV (MeV?), or all have one event number.

    Example:
        >>> Constituents([[1.0, 0.0, 0.0, 1.0], [0.0, 2.0, 0.0, 2.0]], [0, 2])
        Constituents(num_jets=1, num_particles=2)
    """

    p4: Tensor
    ptr: Tensor
    pid: Tensor | None
    charge: Tensor | None
    label: Tensor | None
    event: Tensor | None
    weight: Tensor | None
    particle_columns: Columns
    jet_columns: Columns
    partons: Partons | None

    def __init__(
        self,
        p4: Any,
        ptr: Any,
        *,
        pid: Any = None,
        charge: Any = None,
        label: Any = None,
        event: Any = None,
        weight: Any = None,
        particle_columns: Mapping[str, Any] | None = None,
        jet_columns: Mapping[str, Any] | None = None,
        partons: Partons | None = None,
    ) -> None:
        p4, ptr = tensor_of("p4", p4, torch.float64), tensor_of("ptr", ptr, torch.int64)
        check_borders(p4, ptr)
        check_momenta(p4, ptr)
        vars(self).update(p4=p4, ptr=ptr)
        self.pid, self.charge = pid, charge
        self.label, self.event, self.weight = label, event, weight
        self.particle_columns, self.jet_columns = particle_columns, jet_columns  # type: ignore[assignment]
        self.partons = partons
        warn_of_suspicious(p4, ptr, self.event)

    def __setattr__(self, name: str, values: Any) -> None:
        """Set a column, which is checked as at the start.

        Raises:
            AttributeError: If there is no such column, or it is ``p4`` or ``ptr``.
            ValueError: As in the class.
        """
        if name not in COLUMNS:
            raise AttributeError(
                f"'{name}' must be one of {', '.join(COLUMNS)} to be set (columns of your own go "
                f"into jets.jet_columns['{name}'] or jets.particle_columns['{name}'])"
            )
        vars(self)[name] = checked(name, values, len(self.p4), len(self))

    @classmethod
    def from_list(cls, jets: Sequence[Any], *, label: Any = None) -> Constituents:
        """Pack a list with one ``(n_i, 4)`` array of momenta per jet.

        Rows of zeros, and rows that a masked array masks, are padding and left out.

        Raises:
            ValueError: If an array has another shape, or as in the class.
        """
        if jets is None or isinstance(jets, str | bytes):
            raise ValueError(f"'jets' must be a list of arrays (got {type(jets).__name__})")
        if getattr(jets, "fields", None):  # records of awkward or of vector
            return cls.from_awkward(jets, **({} if label is None else {"label": label}))
        arrays = [particles(i, jet) for i, jet in enumerate(jets)]
        p4 = np.concatenate([np.empty((0, 4)), *arrays])
        ptr = borders(torch.tensor([len(array) for array in arrays], dtype=torch.int64))
        return cls(p4, ptr, label=label)

    @classmethod
    def from_padded(cls, p4: Any, mask: Any = None, **columns: Any) -> Constituents:
        """Pack dense arrays, in which short jets are filled up; padding is left out.

        Args:
            p4: Momenta ``(px, py, pz, E)`` in GeV; rows of zeros, and what a numpy masked array
                masks, are padding.
            mask: True (or 1) where there is a particle.
            **columns: ``pid``, ``charge``, ``label``, ``event``, ``weight``, and columns of one's
                own by any other name, of the particles or the jets as their shape says.

        Shapes:
            - **p4:** ``(num_jets, slots, 4)``; **mask:** ``(num_jets, slots)``
            - **columns:** ``(num_jets, slots)`` or ``(num_jets,)``

        Raises:
            ValueError: If a shape does not match, a jet has padding only, or as in the class.

        Example:
            >>> p4 = [[[1.0, 0.0, 0.0, 1.0], [0.0, 2.0, 0.0, 2.0]], [[3.0, 0.0, 0.0, 3.0], [0] * 4]]
            >>> jets = Constituents.from_padded(p4, d0=[[0.1, 0.2], [0.3, 0.0]], label=[1, 0])
            >>> jets.particle_columns["d0"]
            tensor([0.1000, 0.2000, 0.3000], dtype=torch.float64)
        """
        return cls(**unpadded(p4, mask, columns))

    @classmethod
    def from_awkward(cls, array: Any, **columns: Any) -> Constituents:
        """Pack a jagged array of records, such as those of ``vector`` or ``coffea``.

        Args:
            array: Jets of particles. Fields are ``px, py`` or ``pt, phi``; ``pz``, ``eta`` or
                ``rapidity``; ``E`` (``energy``) or ``mass``; in GeV. Pseudorapidity is ``eta``.
                ``pid`` and ``charge`` are taken, and any other field becomes a column.
                Particles that are None are left out.
            **columns: As in :meth:`from_padded`: jagged ones are of the particles, flat ones of the
                jets.

        Raises:
            ValueError: If a field is missing or holds no numbers, a pt or a mass is negative, a jet
                is empty, a column has another shape, or as in the class.

        Example:
            >>> import awkward as ak
            >>> fields = {"pt": [[5.0, 3.0], [2.0]], "eta": [[0.0, 1.0], [0.5]]}
            >>> fields |= {"phi": [[0.0, 0.1], [3.0]], "mass": [[0.1, 0.0], [0.0]]}
            >>> Constituents.from_awkward(ak.zip(fields), weight=[1.0, 0.5])
            Constituents(num_jets=2, num_particles=3)
        """
        from pyg_jets.jets.border.jagged import unpacked

        return cls(**unpacked(array, columns))

    def to_awkward(self) -> Any:
        """The particles as a jagged array of records, ``num_jets * var * {px, py, pz, E, ...}``.

        ``pid``, ``charge`` and the columns of the particles are further fields; what belongs to
        jets stays here. With ``vector`` installed the records are its ``Momentum4D``.
        """
        from pyg_jets.jets.border.jagged import records

        own = {name: getattr(self, name) for name in OF_PARTICLES}
        given = {name: column for name, column in own.items() if column is not None}
        return records(self.p4, self.ptr, {**given, **self.particle_columns})

    @classmethod
    def concat(cls, samples: Sequence[Constituents]) -> Constituents:
        """Put samples one behind the other.

        Raises:
            ValueError: If there is no sample, or a column is present in some and missing in others.
        """
        columns = [sample._columns() for sample in samples]
        every = set().union(*columns)
        lacking = {name_of(key) for key in every if not all(key in each for each in columns)}
        if not samples or lacking:
            names = ", ".join(f"'{name}'" for name in sorted(lacking))
            are = "are" if len(lacking) > 1 else "is"
            got = f"{names} {are} missing in some" if lacking else "an empty list"
            raise ValueError(f"samples to join must have the same columns (got {got})")
        return cls._mapped(
            {
                key: (join_ptr if key in PTRS else torch.cat)([column[key] for column in columns])
                for key in columns[0]
            }
        )

    def with_label(self, label: int | Tensor) -> Constituents:
        """The same jets, all under one label or each under its own.

        Raises:
            ValueError: If there is not one label, or one for each jet.
        """
        labels = tensor_of("label", label, torch.int64)
        if labels.ndim == 0:
            labels = labels.repeat(len(self))
        jets = self._with()
        jets.label = labels.clone()
        return jets

    def with_particles(
        self, p4: Tensor, ptr: Tensor, moved: Callable[[str, Tensor], Tensor]
    ) -> Constituents:
        """The same jets with other particles.

        Args:
            p4: Their momenta.
            ptr: Their borders; jets are as many as before.
            moved: Gives a column of the new particles from its name and that of the old ones.

        Raises:
            ValueError: As in the class.
        """
        own = {name: getattr(self, name) for name in OF_PARTICLES}
        given = {name: moved(name, column) for name, column in own.items() if column is not None}
        columns = {name: moved(name, column) for name, column in self.particle_columns.items()}
        check_borders(p4, ptr)
        check_momenta(p4, ptr)
        return self._with(
            p4=p4, ptr=ptr, **given, particle_columns=Columns("particle", len(p4), columns)
        )

    def __len__(self) -> int:
        """Number of jets."""
        return len(self.ptr) - 1

    def __getitem__(self, index: JetIndex) -> Constituents:
        """Some of the jets; an integer gives a sample of one jet."""
        jets = jet_positions(index, len(self))
        rows, ptr = packed_rows(self.ptr, jets)
        return self.taken(jets, rows, ptr)

    def taken(self, jets: Tensor, rows: Tensor, ptr: Tensor) -> Constituents:
        """Jets that hold some of their particles, in a new order; with all columns.

        Args:
            jets: Which jets, also one several times.
            rows: Which particles, those of the first jet first.
            ptr: Their borders.

        Shapes:
            - **jets:** ``(k,)``; **rows:** ``(num_taken_particles,)``; **ptr:** ``(k + 1,)``
        """
        of_particles, of_jets = self.particle_columns, self.jet_columns
        some: dict[str, Any] = {
            name: column[rows if name in OF_PARTICLES else jets]
            for name in (*OF_PARTICLES, *OF_JETS)
            if (column := getattr(self, name)) is not None
        }
        if self.partons is not None:
            some["partons"] = self.partons[jets]
        return self._with(
            p4=self.p4[rows],
            ptr=ptr,
            particle_columns=of_particles.on(len(rows), lambda column: column[rows]),
            jet_columns=of_jets.on(len(jets), lambda column: column[jets]),
            **some,
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

    def _with(self, **changed: Any) -> Constituents:
        """The same jets with other columns, which are known to be right."""
        jets = Constituents.__new__(Constituents)
        own = {name: vars(self)[name].copy() for name in ("particle_columns", "jet_columns")}
        vars(jets).update({**vars(self), **own, **changed})
        return jets

    def _columns(self) -> dict[str, Tensor]:
        return flat(vars(self))

    @classmethod
    def _from_columns(cls, columns: Mapping[str, Tensor]) -> Constituents:
        return cls(**nested(columns))

    @classmethod
    def _mapped(cls, columns: Mapping[str, Tensor]) -> Constituents:
        """Columns of a file that ``_columns`` filled: momenta are not read before they are used."""
        jets, given = cls.__new__(cls), nested(columns)
        vars(jets).update(p4=given.pop("p4"), ptr=given.pop("ptr"))
        check_borders(jets.p4, jets.ptr)
        for name, values in {**dict.fromkeys(COLUMNS), **given}.items():
            setattr(jets, name, values)
        return jets

"""What a name means for the jets at hand: one of their columns, or a feature known here."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from pyg_jets.transforms.features._functions import Jets, Value
from pyg_jets.transforms.features.expressions import evaluate
from pyg_jets.transforms.features.of_momenta import OF_JETS, OF_MOMENTA, OF_PARTICLES
from pyg_jets.transforms.features.of_splittings import OF_SPLITTINGS
from pyg_jets.transforms.features.rows import Rows

IN_WEAVER = {
    "part_pt_log": "np.log(part_pt)",
    "part_e_log": "np.log(part_energy)",
    "part_logptrel": "np.log(part_pt / jet_pt)",
    "part_logerel": "np.log(part_energy / jet_energy)",
    "part_deltaR": "np.hypot(part_deta, part_dphi)",
    "part_mask": "np.ones_like(part_energy)",
    "part_charge": "charge",
    "part_pid": "pid",
    "part_isElectron": "np.abs(pid) == 11",
    "part_isMuon": "np.abs(pid) == 13",
    "part_isPhoton": "pid == 22",
    "part_isChargedHadron": "(charge != 0) & (np.abs(pid) != 11) & (np.abs(pid) != 13)",
    "part_isNeutralHadron": "(charge == 0) & (pid != 22)",
    "part_d0": "np.tanh(part_d0val)",
    "part_dz": "np.tanh(part_dzval)",
}
"""The further variables of the configurations of JetClass, made of columns and of each other."""

_KNOWN = {**OF_MOMENTA, **OF_SPLITTINGS}
FEATURES = (*OF_MOMENTA, *OF_SPLITTINGS, *OF_PARTICLES, *OF_JETS, *IN_WEAVER)
"""Names of all features that need no column but pid, charge and what they say."""


class MissingColumn(ValueError):
    """The jets have no such column, and no feature is called so.

    Args:
        name: The name.
        there: Columns that the jets have.
    """

    def __init__(self, name: str, there: set[str]) -> None:
        super().__init__(
            f"'{name}' must be a column of the jets, or a feature known by name (the columns are: "
            f"{', '.join(sorted(there)) or 'none'}): give it to Constituents, or say what stands "
            "for it with 'absent'"
        )
        self.name = name


def on_rows(rows: Rows, value: Value) -> Tensor:
    """The numbers of each row, ``(num_rows,)`` float64; where they are of jets, its jet's."""
    return _jets(rows).on_rows(value).double().expand(len(rows.node))


def value_of(rows: Rows, text: str) -> Value:
    """A feature of rows or of their jets, by its name or as an expression.

    A column of the jets comes before what momenta say, but not where a name of this library's own
    would be hidden.

    Raises:
        MissingColumn: If there is no column or feature of that name.
        ValueError: If it is no expression, does not belong to such rows, or a column has the name
            of a feature of the library.
    """
    if not text.isidentifier():
        return evaluate(text, lambda name: value_of(rows, name), _jets(rows))
    column = _column(rows, text)
    if text in _KNOWN:
        if column is not None:
            raise ValueError(
                f"'{text}' is a column of these jets and a feature of this library: give the "
                "column another name"
            )
        return Value(_KNOWN[text](rows), "rows")
    if column is not None and rows.columns:
        return column
    if text in OF_PARTICLES:
        return Value(OF_PARTICLES[text](rows), "rows")
    if text in OF_JETS:
        return Value(OF_JETS[text](rows), "jets")
    if text in IN_WEAVER:
        return evaluate(IN_WEAVER[text], lambda name: value_of(rows, name), _jets(rows))
    raise MissingColumn(text, _names_of_columns(rows.data))


def _jets(rows: Rows) -> Jets:
    return Jets(rows.jet, rows.num_jets, rows.where == "constituents")


def _column(rows: Rows, name: str) -> Value | None:
    """A column of particles or of jets, or a field with a number for each node or each jet."""
    data = rows.data
    for place, kind in (("particle_columns", "rows"), ("jet_columns", "jets")):
        columns = columns_of(data, place)
        if name in columns:
            column = columns[name]
            return Value(column[rows.node] if kind == "rows" else column, kind)
    if name in _STRUCTURE or name not in data or not isinstance(data[name], Tensor):
        return None
    field: Tensor = data[name]
    if tuple(field.shape) == (data.num_nodes,):
        return Value(field[rows.node], "rows")
    return Value(field, "jets") if tuple(field.shape) == (rows.num_jets,) else None


_STRUCTURE = {"x", "p4", "edge_index", "branch", "batch", "ptr", "frame"}


def columns_of(data: Any, place: str) -> dict[str, Tensor]:
    """The columns of one's own of particles or of jets, by name; none if trees have none."""
    return data[place] if place in data else {}  # noqa: SIM401


def _names_of_columns(data: Any) -> set[str]:
    names = {*(name for name in ("pid", "charge") if name in data)}
    for place in ("particle_columns", "jet_columns"):
        names |= set(columns_of(data, place))
    return names

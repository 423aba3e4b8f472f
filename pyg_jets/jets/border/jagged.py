"""Awkward arrays of particles <-> packed jets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import awkward as ak
import numpy as np
from torch import Tensor

from pyg_jets.jets.border.momenta import coordinates, momenta
from pyg_jets.jets.columns import by_place


def unpacked(array: Any, columns: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of ``Constituents`` from jagged records; see ``Constituents.from_awkward``.

    Raises:
        ValueError: If the array is no jets of records, a jet is missing, a field is missing or
            holds no numbers, or a column has another shape.
    """
    particles = _jets_of_records(array)
    jagged, flat = _by_shape(columns, particles)
    fields = {name: particles[name] for name in ak.fields(particles)}
    twice = sorted(fields.keys() & jagged.keys())
    if twice:
        raise ValueError(f"'{twice[0]}' must be given once (got a field and a column of that name)")
    places = coordinates(list(fields))
    # A particle is missing where all of its momentum is; where a part is, it is refused below.
    there = ak.any([~ak.is_none(fields[name], axis=1) for name in places.values()], axis=0)
    values = {key: _packed(name, fields.pop(name), there) for key, name in places.items()}
    others = {name: _packed(name, column, there) for name, column in (fields | jagged).items()}
    counts = ak.to_numpy(ak.sum(there, axis=1))
    return {
        "p4": momenta(values),
        "ptr": np.append(0, counts.cumsum()).astype(np.int64),
        **by_place(others, flat),
    }


def records(p4: Tensor, ptr: Tensor, columns: Mapping[str, Tensor]) -> Any:
    """Jets as jagged records, with the behaviours of ``vector`` if it is installed."""
    fields = dict(zip(("px", "py", "pz", "E"), p4.numpy().T, strict=True))
    fields |= {name: column.numpy() for name, column in columns.items()}
    packed = ak.zip(fields, with_name="Momentum4D", behavior=_behaviours())
    return ak.unflatten(packed, ptr.diff().numpy())


def _behaviours() -> Any:
    try:
        from vector.backends.awkward import behavior
    except ImportError:
        return None
    return behavior


def _jets_of_records(array: Any) -> ak.Array:
    try:
        jets = ak.Array(array)
    except (TypeError, ValueError, RuntimeError) as error:
        raise ValueError(
            f"'array' must be an awkward array, or what becomes one (got {type(array).__name__})"
        ) from error
    if jets.ndim != 2 or not ak.fields(jets):
        what = f"{jets.ndim} dimensions and the fields {', '.join(ak.fields(jets)) or 'none'}"
        raise ValueError(
            "'array' must be jets of particles, 'num_jets * var * {px, py, pz, E, ...}' "
            f"(got {what})"
        )
    missing = ak.to_numpy(ak.is_none(jets, axis=0))
    if missing.any():
        raise ValueError(f"jet {int(missing.argmax())}: a jet must have particles (got None)")
    return jets


def _by_shape(
    columns: Mapping[str, Any], particles: ak.Array
) -> tuple[dict[str, ak.Array], dict[str, Any]]:
    """Columns of the particles, and those of the jets."""
    jagged, flat, counts = {}, {}, ak.num(particles, axis=1)
    for name, values in columns.items():
        column = ak.Array(values.numpy() if isinstance(values, Tensor) else values)
        if column.ndim == 1 and len(column) == len(particles):
            flat[name] = _numbers(name, column)
        elif column.ndim == 2 and len(column) == len(particles) and ak.all(
            ak.num(column, axis=1) == counts
        ):  # fmt: skip
            jagged[name] = column
        else:
            raise ValueError(
                f"'{name}' must have one number for each of the {len(particles)} jets or of their "
                f"particles (got {column.type})"
            )
    return jagged, flat


def _packed(name: str, column: ak.Array, there: ak.Array) -> np.ndarray:
    return _numbers(name, ak.flatten(column[there]))


def _numbers(name: str, column: ak.Array) -> np.ndarray:
    try:
        array: np.ndarray = ak.to_numpy(column, allow_missing=False)
    except (ValueError, TypeError) as error:
        raise ValueError(
            f"'{name}' must hold one number for each, and none missing (got {column.type})"
        ) from error
    return array

"""Any arrays of numbers -> tensors of one kind; text, None and masked numbers are refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor


def array_of(name: str, values: Any) -> np.ndarray:
    """Any array of numbers, in this machine's byte order.

    Raises:
        ValueError: If it holds text, None, records, complex or masked numbers, or rows of unequal
            length.
    """
    if isinstance(values, Tensor):
        values = values.detach().cpu()
        values = values.float() if values.dtype in (torch.float16, torch.bfloat16) else values
        values = values.numpy()
    if isinstance(values, np.ma.MaskedArray) and np.ma.is_masked(values):
        raise ValueError(
            f"'{name}' must have no masked numbers (got {int(values.mask.sum())}): "
            "Constituents.from_padded takes masked arrays, and drops what is masked"
        )
    try:
        array = np.asarray(values)
    except (ValueError, TypeError, RuntimeError) as error:
        raise ValueError(f"'{name}' must be an array of numbers (got: {error})") from error
    if array.dtype.kind not in "biuf":
        got = {"U": "text", "S": "text", "V": "records", "c": "complex numbers"}
        what = "None" if values is None else got.get(array.dtype.kind, "other things, as None")
        remedy = ": Constituents.from_awkward takes records" if array.dtype.kind == "V" else ""
        raise ValueError(f"'{name}' must be an array of numbers (got {what}){remedy}")
    return array.astype(array.dtype.newbyteorder("="), copy=False)


def tensor_of(name: str, values: Any, dtype: torch.dtype) -> Tensor:
    """An array as a tensor, which shares its memory if that has the dtype.

    Raises:
        ValueError: As in :func:`array_of`; or if integers are asked for and there are fractions, or
            some that do not fit.
    """
    array = array_of(name, values)
    kind = torch.empty(0, dtype=dtype).numpy().dtype
    if array.dtype != kind and not dtype.is_floating_point:
        _check_integers(name, array, dtype)
    array = array.astype(kind, copy=False)
    usable = array.flags.writeable and all(stride >= 0 for stride in array.strides)
    return torch.from_numpy(array if usable else array.copy())


def _check_integers(name: str, array: np.ndarray, dtype: torch.dtype) -> None:
    if array.dtype.kind == "f" and array.size:
        raise ValueError(f"'{name}' must hold integers (got {array.dtype})")
    if array.dtype.kind == "b" or not array.size:
        return
    limits = torch.iinfo(dtype)
    lowest, highest = int(array.min()), int(array.max())
    if lowest < limits.min or highest > limits.max:
        raise ValueError(
            f"'{name}' must hold integers from {limits.min} to {limits.max} "
            f"(got {lowest if lowest < limits.min else highest})"
        )


def column_of(name: str, values: Any, length: int, dtype: torch.dtype) -> Tensor | None:
    """A column with one number for each particle or jet, or none.

    Raises:
        ValueError: As in :func:`tensor_of`; or if it has another length.
    """
    if values is None:
        return None
    column = tensor_of(name, values, dtype)
    if column.shape != (length,):
        raise ValueError(f"'{name}' must have shape ({length},) (got {tuple(column.shape)})")
    if dtype.is_floating_point and not column.isfinite().all():
        jet = int((~column.isfinite()).nonzero()[0])
        raise ValueError(f"'{name}' must be finite (got {float(column[jet])} in jet {jet})")
    return column


def whole(name: str, values: Any) -> np.ndarray:
    """Numbers that are integers by meaning, however they are stored, as int64.

    Raises:
        ValueError: If one is not a whole number.
    """
    array = array_of(name, values)
    if array.dtype.kind == "f":
        if not (np.isfinite(array).all() and (array == np.round(array)).all()):
            raise ValueError(f"'{name}' must hold whole numbers (got fractions)")
        array = array.astype(np.int64)
    return array

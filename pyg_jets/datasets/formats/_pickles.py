"""Pickles of arrays, numbers, text, lists and dicts, without running anything that they name.

The real numpy is never called: arrays are rebuilt here from their bytes, so a pickle can neither
run code nor ask for memory that its own length does not cover.
"""

from __future__ import annotations

import pickle
import re
from typing import Any, BinaryIO

import numpy as np


class _Dtype:
    """What ``numpy.dtype`` was called with: plain numbers, or objects."""

    def __init__(self, code: str, *_: Any) -> None:
        if not re.fullmatch(r"[fiub][1248]|O8?|[SU]\d{1,4}", code):
            raise ValueError(f"a pickled array of type '{code}'")
        self.code, self.order = code, "="

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.order = state[1] if state[1] in ("<", ">") else "="

    @property
    def numpy(self) -> np.dtype:
        return np.dtype(self.order + self.code)


class _Array:
    """What ``numpy.ndarray`` was called with; ``values`` once its bytes are there."""

    values: Any = None

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        *_, shape, dtype, fortran, data = state
        if dtype.code[0] == "O":
            if [len(data)] != list(shape):
                raise ValueError("a pickled array of objects with another shape than it says")
            self.values = data
            return
        raw = data.encode("latin1") if isinstance(data, str) else data
        flat = np.frombuffer(raw, dtype.numpy)
        self.values = flat.reshape(shape, order="F" if fortran else "C")


def _reconstruct(*_: Any) -> _Array:
    return _Array()


def _scalar(dtype: _Dtype, data: Any) -> Any:
    return np.frombuffer(data.encode("latin1") if isinstance(data, str) else data, dtype.numpy)[0]


def _encode(text: str, encoding: str) -> bytes:
    if encoding != "latin1":
        raise ValueError(f"pickled text in the encoding '{encoding}'")
    return text.encode("latin1")


_KNOWN = {
    "numpy.ndarray": _Array,
    "numpy.dtype": _Dtype,
    "_codecs.encode": _encode,
    **{
        f"numpy.{core}.multiarray.{name}": function
        for core in ("core", "_core")
        for name, function in (("_reconstruct", _reconstruct), ("scalar", _scalar))
    },
}


class _Bounded:
    """A file that refuses to be asked for more bytes than it has left."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._size = file, size
        self.readline = file.readline

    def read(self, count: int) -> bytes:
        if count > self._size - self._file.tell():
            raise EOFError("the pickle ends early")
        return self._file.read(count)


# The interpreter in C fills a table as long as the largest number of a memo entry, so that one
# damaged byte can ask for gigabytes; the one in Python keeps a dict.
class _Unpickler(pickle._Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        try:
            return _KNOWN[f"{module}.{name}"]
        except KeyError:
            raise ValueError(
                f"it names '{module}.{name}', and only arrays and numbers are read from a pickle"
            ) from None


def load(file: BinaryIO, size: int) -> Any:
    """The next object of a file of ``size`` bytes; text of Python 2 is read as latin1.

    Raises:
        ValueError: If the pickle names anything but numpy's arrays and numbers.
    """
    return _Unpickler(_Bounded(file, size), encoding="latin1").load()


def values(thing: Any) -> Any:
    """The numbers of a pickled array; other things as they are."""
    return thing.values if isinstance(thing, _Array) else thing

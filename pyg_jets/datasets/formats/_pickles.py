"""Pickles of arrays, numbers, text, lists and dicts, without running anything that they name.

The real numpy is never called: arrays are rebuilt here from their bytes, so a pickle can neither
run code nor ask for memory that its own length does not cover. What a pickle names twice is made
twice, so that all copies together are limited, too.
"""

from __future__ import annotations

import pickle
import re
import struct
from collections.abc import Callable
from typing import Any, BinaryIO, ClassVar

import numpy as np

_COPIES = 4
"""Times its length that a pickle may unpack to: bytes that it names twice are copied twice."""


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

    def __init__(self, copied: Callable[[int], None] = lambda _: None) -> None:
        self._copied = copied

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        *_, shape, dtype, fortran, data = state
        if dtype.code[0] == "O":
            if [len(data)] != list(shape):
                raise ValueError("a pickled array of objects with another shape than it says")
            self.values = data
            return
        self.fill(data, dtype, shape, "F" if fortran else "C")

    def fill(self, data: Any, dtype: _Dtype, shape: tuple[int, ...], order: Any) -> None:
        self._copied(len(data) if isinstance(data, str) else 0)
        raw = data.encode("latin1") if isinstance(data, str) else data
        flat = np.frombuffer(raw, dtype.numpy) if len(raw) else np.empty(0, dtype.numpy)
        self.values = flat.reshape(shape, order=order)


class _Functions:
    """What a pickle may call, in its stead: each copies at most what it is given.

    Args:
        most: Bytes that all copies may have together.
    """

    def __init__(self, most: int) -> None:
        self._left = most
        self.known: dict[str, Any] = {
            "numpy.ndarray": _Array,
            "numpy.dtype": _Dtype,
            "_codecs.encode": self.encode,
            "__builtin__.bytes": bytes_of_nothing,
            **{
                f"numpy.{core}.{name}": function
                for core in ("core", "_core")
                for name, function in (
                    ("multiarray._reconstruct", self.reconstruct),
                    ("multiarray.scalar", self.scalar),
                    ("numeric._frombuffer", self.from_buffer),
                )
            },
        }

    def copied(self, size: int) -> None:
        """Count bytes that are copied."""
        self._left -= size
        if self._left < 0:
            raise ValueError("a pickle that unpacks to far more than its length")

    def from_buffer(self, data: Any, dtype: _Dtype, shape: tuple[int, ...], order: str) -> _Array:
        """How numpy pickles arrays with protocol 5."""
        array = self.reconstruct()
        array.fill(data, dtype, shape, order)
        return array

    def reconstruct(self, *_: Any) -> _Array:
        """An array whose bytes come later."""
        return _Array(self.copied)

    def scalar(self, dtype: _Dtype, data: Any) -> Any:
        """One number."""
        self.copied(len(data))
        raw = data.encode("latin1") if isinstance(data, str) else data
        return np.frombuffer(raw, dtype.numpy)[0]

    def encode(self, text: str, encoding: str) -> bytes:
        """How protocol 2 writes bytes."""
        if encoding != "latin1":
            raise ValueError(f"pickled text in the encoding '{encoding}'")
        self.copied(len(text))
        return text.encode("latin1")


def bytes_of_nothing() -> bytes:
    """Python 3 calls ``bytes()`` for no bytes in old protocols."""
    return b""


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
    stack: list[Any]
    metastack: list[Any]
    load_stop: Any
    read: Any
    append: Any
    dispatch: ClassVar[dict[int, Any]] = dict(pickle._Unpickler.dispatch)

    def load_whole(self) -> None:
        """A damaged end of one pickle would leave its jet below the next one's."""
        if len(self.stack) != 1 or self.metastack:
            raise ValueError("a pickle with something left over")
        self.load_stop()  # raises what ends ``load``

    dispatch[pickle.STOP[0]] = load_whole

    def load_bytearray(self) -> None:
        """The interpreter would make room for as many as the pickle says, before it reads one."""
        (size,) = struct.unpack("<Q", self.read(8))
        self.append(bytearray(self.read(size)))

    dispatch[pickle.BYTEARRAY8[0]] = load_bytearray

    def load_state(self) -> None:
        """Only arrays and types have a state; the interpreter would set that of functions, too."""
        state = self.stack.pop()
        if type(self.stack[-1]) not in (_Array, _Dtype):
            raise ValueError(f"a pickle that changes a {type(self.stack[-1]).__name__}")
        self.stack[-1].__setstate__(state)

    dispatch[pickle.BUILD[0]] = load_state

    def __init__(self, file: _Bounded, size: int) -> None:
        super().__init__(file, encoding="latin1")
        self._known = _Functions(_COPIES * size).known

    def find_class(self, module: str, name: str) -> Any:
        try:
            return self._known[f"{module}.{name}"]
        except KeyError:
            raise ValueError(
                f"it names '{module}.{name}', and only arrays and numbers are read from a pickle"
            ) from None


def load(file: BinaryIO, size: int) -> Any:
    """The next object of a file of ``size`` bytes; text of Python 2 is read as latin1.

    Raises:
        ValueError: If the pickle names anything but numpy's arrays and numbers, or all that it
            unpacks to is far more than the file.
    """
    return _Unpickler(_Bounded(file, size), size).load()


def values(thing: Any) -> Any:
    """The numbers of a pickled array; other things as they are."""
    return thing.values if isinstance(thing, _Array) else thing


def numbers(thing: Any, most: int) -> np.ndarray:
    """An array of numbers, or a list or a list of lists of them.

    Lists of the same list, again and again, would make an array that no memory holds.

    Args:
        thing: What was unpickled.
        most: How many numbers there may be.

    Raises:
        ValueError: If it is something else, or holds more.
    """
    thing = values(thing)
    if isinstance(thing, np.ndarray):
        return thing
    rows = [values(row) for row in thing]
    count = sum(len(row) if hasattr(row, "__len__") else 1 for row in rows)
    plain = (
        all(
            isinstance(number, int | float | np.number | np.bool_)
            for row in rows
            for number in (row if hasattr(row, "__len__") else (row,))
        )
        if count <= most
        else False
    )
    if not plain:
        raise ValueError("a pickled list of something else than numbers, or of too many")
    return np.asarray(rows)

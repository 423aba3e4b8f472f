import io
import pickle
import struct
import tracemalloc
from typing import Any

import numpy as np
import pytest

from pyg_jets.datasets.formats._pickles import load, numbers, values


def loaded(data: bytes) -> Any:
    return values(load(io.BytesIO(data), len(data)))


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize(
    "array",
    [
        np.arange(6.0).reshape(2, 3),
        np.asfortranarray(np.arange(6, dtype=">i4").reshape(2, 3)),
        np.array([], np.float32),
        np.array(["a", "bc"]),
        np.array([True, False]),
    ],
)
def test_arrays_come_back(protocol: int, array: np.ndarray) -> None:
    again = loaded(pickle.dumps(array, protocol))
    np.testing.assert_array_equal(again, array)
    assert again.dtype == array.dtype


@pytest.mark.parametrize("protocol", range(5))
def test_numbers_and_objects_come_back(protocol: int) -> None:
    assert loaded(pickle.dumps(np.float32(0.5), protocol)) == np.float32(0.5)
    things = np.array([{"a": 1}, None], object)
    assert list(loaded(pickle.dumps(things, protocol))) == [{"a": 1}, None]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"cos\nsystem\n.", "'os.system', and only arrays and numbers"),
        (b"cnumpy\nload\n.", "'numpy.load'"),
        (b"cnumpy\ndtype\n(S'V9999999999'\ntR.", "array of type 'V9999999999'"),
        (b"c_codecs\nencode\n(S'a'\nS'zlib'\ntR.", "encoding 'zlib'"),
    ],
)
def test_names_and_types_that_are_refused(data: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        loaded(data)


def test_lengths_that_the_file_does_not_have() -> None:
    with pytest.raises(EOFError, match="ends early"):
        loaded(b"T\xff\xff\xff\x7fabc.")
    # A memo entry of a huge number: the interpreter in C would ask for 16 GB.
    assert loaded(b"K\x07r\xff\xff\xff\x7f.") == 7
    things = pickle.dumps(np.array([1, None], object), 2)
    with pytest.raises(ValueError, match="another shape"):
        loaded(things.replace(b"K\x02\x85", b"K\x03\x85"))


def test_an_end_that_is_lost_between_two_pickles() -> None:
    two = pickle.dumps({"a": 1}, 2) + pickle.dumps({"b": 2}, 2)
    assert loaded(two) == {"a": 1}
    with pytest.raises(ValueError, match="left over"):
        loaded(two.replace(b".", b"", 1))


SMALL = 10_000_000
"""Bytes: far less than any of the small pickles below asks for."""

ENCODED = b"c_codecs\nencode\nq\x00X" + struct.pack("<I", 100_000) + b"a" * 100_000 + b"q\x01"
LATIN = b"X\x06\x00\x00\x00latin1q\x02"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        # A bytearray of four gigabytes in a pickle of some bytes.
        (b"\x80\x05\x96" + struct.pack("<Q", 4 << 30) + b"abc.", "the pickle ends early"),
        # One text, encoded again and again.
        (ENCODED + LATIN + b"](" + b"h\x00h\x01h\x02\x86R" * 1000 + b"e.", "far more than its"),
        # The state of a function, of a class, of a list.
        (b"c_codecs\nencode\n}X\x01\x00\x00\x00aK\x01sb.", "changes a method"),
        (b"cnumpy\nndarray\n)b.", "changes a type"),
        (b"](K\x01eK\x01b.", "changes a list"),
    ],
)
def test_small_pickles_take_little_memory(data: bytes, message: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises((ValueError, EOFError), match=message):
            loaded(data)
        assert tracemalloc.get_traced_memory()[1] < SMALL
    finally:
        tracemalloc.stop()


def test_lists_of_lists_of_lists() -> None:
    nested: list[Any] = [1] * 9
    for _ in range(40):
        nested = [nested] * 9
    nested = loaded(pickle.dumps(nested))
    tracemalloc.start()
    try:
        for thing in (nested, [nested], [[1, 2], [nested, nested]]):
            with pytest.raises(ValueError, match="of something else than numbers, or of too many"):
                numbers(thing, 1000)
        with pytest.raises(ValueError, match="or of too many"):
            numbers([[1, 2]] * 600, 1000)
        assert tracemalloc.get_traced_memory()[1] < SMALL
    finally:
        tracemalloc.stop()


def test_numbers_of_lists_and_arrays() -> None:
    array = load(io.BytesIO(pickle.dumps(np.arange(3))), 1000)
    np.testing.assert_array_equal(numbers(array, 3), [0, 1, 2])
    np.testing.assert_array_equal(numbers([1, 2.5], 3), [1, 2.5])
    np.testing.assert_array_equal(numbers([array, [3, 4, 5]], 6), [[0, 1, 2], [3, 4, 5]])


def test_bytearrays_of_protocol_5_come_back() -> None:
    assert loaded(pickle.dumps(bytearray(b"abc" * 1000), 5)) == b"abc" * 1000
    assert loaded(pickle.dumps(bytearray(b"abc" * 100_000), 5)) == b"abc" * 100_000

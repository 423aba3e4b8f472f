import io
import pickle
from typing import Any

import numpy as np
import pytest

from pyg_jets.datasets.formats._pickles import load, values


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

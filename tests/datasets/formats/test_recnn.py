import os
import pickle
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from pyg_jets.datasets import formats
from tests.written import JETS, expected, momenta, particles, recnn_jet, write_recnn


def trees() -> list[dict[str, Any]]:
    return [recnn_jet(momenta(jet)) for jet in particles()[0]]


def read(path: Path, *things: Any, protocol: int = 2) -> Any:
    path.write_bytes(b"".join(pickle.dumps(thing, protocol) for thing in things))
    return formats.recnn.read(path)


@pytest.mark.parametrize("protocol", range(6))
def test_leaves_are_the_constituents(tmp_path: Path, protocol: int) -> None:
    jets, truth = read(tmp_path / "j", *trees(), protocol=protocol), expected()
    assert torch.equal(jets.ptr, truth.ptr)
    total = torch.segment_reduce(truth.p4, "sum", offsets=truth.ptr)
    torch.testing.assert_close(torch.segment_reduce(jets.p4, "sum", offsets=jets.ptr), total)
    assert torch.equal(jets.p4.sort(0)[0], truth.p4.sort(0)[0])
    assert formats.recnn.recognises(tmp_path / "j")


def test_pairs_with_labels_and_lists_with_events(tmp_path: Path) -> None:
    jets = read(tmp_path / "j", (trees(), np.arange(JETS) % 2))
    assert jets.label.tolist() == [0, 1] * 6
    assert jets.event is None
    objects = np.array([*trees(), None], object)[:-1]
    assert torch.equal(read(tmp_path / "j", (objects, np.arange(JETS) % 2)).p4, jets.p4)
    jets = read(tmp_path / "j", trees()[:5], trees()[5:])
    assert jets.event.tolist() == [0] * 5 + [1] * 7
    assert jets.label is None


def python_2(array: np.ndarray) -> bytes:
    """How cPickle of Python 2 wrote an array, with protocol 2: bytes are text."""
    raw = array.tobytes()
    shape = b"".join(b"J" + struct.pack("<i", n) for n in array.shape)
    code = array.dtype.str[1:].encode()
    return (
        b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R"
        b"(K\x01(" + shape + b"tcnumpy\ndtype\nU\x02" + code + b"K\x00K\x01\x87R"
        b"(K\x03U\x01<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89"
        b"T" + struct.pack("<i", len(raw)) + raw + b"tb"
    )


def test_pickles_of_python_2(tmp_path: Path) -> None:
    data = b""
    for jet in trees():
        data += b"\x80\x02}(U\x07root_idK\x00U\x04tree" + python_2(jet["tree"])
        data += b"U\x07content" + python_2(jet["content"]) + b"u."
    (tmp_path / "two").write_bytes(data)
    assert formats.recnn.recognises(tmp_path / "two")
    write_recnn(tmp_path / "three")
    three = formats.recnn.read(tmp_path / "three")
    assert torch.equal(formats.recnn.read(tmp_path / "two").p4, three.p4)


class Malicious:
    def __init__(self, target: Path) -> None:
        self.target = str(target)

    def __reduce__(self) -> Any:
        return os.mkdir, (self.target,)


@pytest.mark.parametrize("place", ["alone", "as a value", "before"])
def test_nothing_that_a_pickle_names_is_run(tmp_path: Path, place: str) -> None:
    bad = Malicious(tmp_path / "run")
    jet = trees()[0]
    places: dict[str, list[Any]] = {"alone": [bad], "before": [bad, jet]}
    things = places.get(place, [{**jet, "mass": bad}])
    with pytest.raises(ValueError, match=r"posix\.mkdir', and only arrays and numbers are read"):
        read(tmp_path / "j", *things)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"tree": [[1, 2]]}, "a tree of shape"),
        ({"tree": [[1, 2], [0, 0], [-1, -1], [-1, -1], [-1, -1]]}, "in circles"),
        ({"tree": [[1, 7], [2, 3], [-1, -1], [-1, -1], [-1, -1]]}, "out of itself"),
        ({"content": np.ones((5, 3))}, r"contents of shape \(5, 3\)"),
        ({"content": np.ones((5, 4))}, "energies do not add up"),
        ({"root_id": 5}, "out of itself"),
        ({"tree": [[0.5, 0.5]] * 5}, "whole numbers"),
    ],
)
def test_trees_that_are_none(tmp_path: Path, changed: Any, message: str) -> None:
    jet = {**trees()[0], **changed}
    with pytest.raises(ValueError, match=message):
        read(tmp_path / "j", jet)


@pytest.mark.parametrize("key", ["root_id", "tree", "content"])
def test_missing_keys(tmp_path: Path, key: str) -> None:
    write_recnn(tmp_path / "j", without=key)
    with pytest.raises(ValueError, match=f"no column {key}"):
        formats.recnn.read(tmp_path / "j")


@pytest.mark.parametrize(
    ("thing", "message"),
    [
        (3, "a pickled int where jets were expected"),
        ([3], "a pickled int where a jet was expected"),
        ((trees(), [1]), r"12 jets with labels of shape \(1,\)"),
        ([], "at least one jet"),
    ],
)
def test_other_things(tmp_path: Path, thing: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read(tmp_path / "j", thing)

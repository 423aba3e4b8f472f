import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pyg_jets.datasets.formats._table import Columns, _check_columns, opened_table

ak = pytest.importorskip("awkward")
h5py = pytest.importorskip("h5py")
pq = pytest.importorskip("pyarrow.parquet")
pa = pytest.importorskip("pyarrow")
uproot = pytest.importorskip("uproot")

ONE, MANY = [3, 1, 2, 5], [[1.5], [], [2.5, 3.5], [4.5]]
FIXED = np.arange(8.0).reshape(4, 2)


def write_root(path: Path) -> None:
    with uproot.recreate(path) as file:
        file.mktree("other", {"one": "i8"}).extend({"one": np.array(ONE)})
        file["in/ntuple"] = {"one": np.array(ONE), "many": ak.Array(MANY), "fixed": FIXED}
        file["deep"] = {"text": ak.Array(["a", "b"]), "cube": ak.Array([[[1.0]], [[]]])}


def write_parquet(path: Path) -> None:
    fixed = pa.FixedSizeListArray.from_arrays(pa.array(FIXED.ravel()), 2)
    columns = {
        "one": ONE,
        "many": MANY,
        "fixed": fixed,
        "text": list("abcd"),
        "cube": [[[1.0]]] * 4,
    }
    pq.write_table(pa.table(columns), path)


def write_hdf5(path: Path) -> None:
    with h5py.File(path, "w") as file:
        file["one"], file["fixed"], file["short"] = ONE, FIXED, ONE[:3]
        many = file.create_dataset("many", 4, h5py.vlen_dtype("f8"))
        for i, row in enumerate(MANY):
            many[i] = row
        file["text"] = list("abcd")
        file["cube"] = np.arange(24.0).reshape(4, 2, 3)
        records = np.zeros((4, 2), [("x", "f4"), ("y", "i4")])
        records["y"] = 7
        file["group/records"] = records


WRITERS: dict[str, Any] = {"root": write_root, "parquet": write_parquet, "hdf5": write_hdf5}


def pieces(path: Path, rows: int, *names: str, optional: tuple[str, ...] = ()) -> list[Columns]:
    with opened_table(path, frozenset({"one", "many"}).issubset) as table:
        return list(table.pieces(names, rows, optional))


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("rows", [1, 3, 9])
def test_numbers_and_lists_of_numbers(kind: str, rows: int, tmp_path: Path) -> None:
    WRITERS[kind](tmp_path / "t")
    some = pieces(tmp_path / "t", rows, "one", "many", "fixed")
    assert len(some) == -(-4 // rows)
    for name, values, counts in (
        ("one", ONE, None),
        ("many", [1.5, 2.5, 3.5, 4.5], [1, 0, 2, 1]),
        ("fixed", FIXED.ravel().tolist(), [2] * 4),
    ):
        columns = [piece[name] for piece in some]
        assert np.concatenate([column.values for column in columns]).tolist() == values
        held = [column.counts for column in columns]
        assert counts == (None if held[0] is None else np.concatenate(held).tolist())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "name"), [("parquet", "text"), ("parquet", "cube"), ("hdf5", "text")]
)
def test_other_things(kind: str, name: str, tmp_path: Path) -> None:
    WRITERS[kind](tmp_path / "t")
    assert list(pieces(tmp_path / "t", 9, "one", optional=(name,))[0]) == ["one"]
    with pytest.raises(ValueError, match=f"column {name} must hold numbers or lists of numbers"):
        pieces(tmp_path / "t", 9, "one", name)


def test_other_things_in_root(tmp_path: Path) -> None:
    write_root(tmp_path / "t")
    with opened_table(Path(f"{tmp_path}/t:deep"), lambda _: False) as table:
        assert [list(piece) for piece in table.pieces((), 9, ("text", "cube"))] == [[]]
        for name in ("text", "cube"):
            with pytest.raises(ValueError, match=f"column {name} must hold numbers or lists"):
                list(table.pieces((name,), 9))


def test_fields_of_records_and_last_indices(tmp_path: Path) -> None:
    write_hdf5(tmp_path / "t")
    names = ("cube/2", "group/records/y")
    (some,) = pieces(tmp_path / "t", 9, *names)
    assert some["cube/2"].values.tolist() == [2, 5, 8, 11, 14, 17, 20, 23]
    assert some["group/records/y"].values.tolist() == [7] * 8
    with opened_table(Path(f"{tmp_path}/t:group/records"), lambda _: True) as table:
        assert table.names == ["x", "y"]
    with pytest.raises(ValueError, match=r"one length are needed .got one 4, short 3"):
        pieces(tmp_path / "t", 9, "one", "short")
    assert list(pieces(tmp_path / "t", 9, "one", optional=("short",))[0]) == ["one"]


def test_missing_values_and_other_files(tmp_path: Path) -> None:
    pq.write_table(pa.table({"one": [1, None], "many": [[1.0], [None]]}), tmp_path / "t")
    for name in ("one", "many"):
        with pytest.raises(ValueError, match=f"column {name} has missing values"):
            pieces(tmp_path / "t", 9, name)
    (tmp_path / "t").write_text("one,many")
    with pytest.raises(ValueError, match="neither ROOT, parquet nor HDF5"):
        pieces(tmp_path / "t", 9, "one")


class Damaged:
    """What pyarrow does with damaged columns: an end of the process, or an exception."""

    num_row_groups, num_columns = 1, 2

    def __init__(self, end: Callable[[], object]) -> None:
        self.end = end

    def row_group(self, _: int) -> "Damaged":
        return self

    def column(self, number: int) -> None:
        if number == 1:
            self.end()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no child processes here")
def test_a_column_that_ends_the_process_is_refused() -> None:
    with pytest.raises(ValueError, match="the sizes of a column are damaged"):
        _check_columns(Damaged(os.abort))


def test_what_python_can_catch_is_left_to_the_parent(tmp_path: Path) -> None:
    def end() -> None:
        (tmp_path / "looked").touch()
        raise OSError("damaged")

    here = os.getpid()
    _check_columns(Damaged(end))  # an exception in the child goes no further
    assert os.getpid() == here
    assert (tmp_path / "looked").exists()


def test_parquet_has_no_tables_within(tmp_path: Path) -> None:
    write_parquet(tmp_path / "a.parquet")
    with pytest.raises(ValueError, match=r"parquet has no tables within \(got 'tree'\)"):
        pieces(Path(f"{tmp_path}/a.parquet:tree"), 3, "one")

"""Columns by name: what they keep, refuse, and how they stand in a file."""

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from pyg_jets import Constituents
from pyg_jets.jets.columns import Columns, by_place, checked, flat, nested


def test_kinds_of_numbers() -> None:
    columns = Columns("particle", 2)
    given = {
        "bool": np.array([True, False]),
        "small": np.array([1, 2], np.uint8),
        "half": np.array([1, 2], np.float16),
        "single": np.array([1, np.nan], ">f4"),
        "double": [1.0, 2.0],
    }
    for name, values in given.items():
        columns[name] = values
    kinds = [column.dtype for column in columns.values()]
    assert kinds == [torch.bool, torch.int64, torch.float32, torch.float32, torch.float64]
    assert list(columns) == list(given)
    assert columns["single"].isnan().tolist() == [False, True]
    assert repr(columns) == "Columns(bool, small, half, single, double)"
    del columns["half"]
    assert len(pickle.loads(pickle.dumps(columns))) == 4


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        (
            "d0",
            [1.0],
            r"particle column 'd0' must have shape \(2,\), .* \(got \(1,\)\)",
        ),
        ("d0", [[1.0], [2.0]], r"\(got \(2, 1\)\)"),
        ("d0", ["a", "b"], r"'d0' must be an array of numbers \(got text\)"),
        ("", [1, 2], "must have a name"),
        (3, [1, 2], r"must have a name \(got 3\)"),
        ("pid", [1, 2], r"not be named 'pid', .*Constituents\(..., pid=...\)"),
        ("big", np.array([0, 2**63], np.uint64), "'big' must hold integers from"),
    ],
)
def test_what_is_no_column(name: Any, values: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Columns("particle", 2, {name: values})


def test_other_mistakes() -> None:
    with pytest.raises(TypeError, match=r"'jet_columns' must map names to arrays \(got list\)"):
        Columns("jet", 2, [1, 2])  # type: ignore[arg-type]
    with pytest.raises(KeyError, match=r"no jet column 'tau' \(there are: a, b\)"):
        Columns("jet", 1, {"a": [1], "b": [2]})["tau"]


def test_a_copy_is_another() -> None:
    columns = Columns("jet", 1, {"a": [1]})
    columns.copy()["b"] = [2]
    assert list(columns) == ["a"]


def test_places() -> None:
    given = by_place({"pid": [22.0], "d0": [0.5]}, {"label": [1.0], "weight": [0.5], "tau": [2]})
    assert given["pid"].dtype == np.int64
    assert given["weight"] == [0.5]
    assert given["particle_columns"] == {"d0": [0.5]}
    assert given["jet_columns"] == {"tau": [2]}
    with pytest.raises(ValueError, match="'label' must have one number for each jet"):
        by_place({"label": [1]}, {})
    with pytest.raises(ValueError, match="'pid' must have one number for each particle"):
        by_place({}, {"pid": [1]})


def test_any_name_comes_back_from_a_file(toy_jets: Constituents, tmp_path: Path) -> None:
    jets = toy_jets[:]
    names = ["d0", "a/b", "jet_columns/x", "parton_p4", "__metadata__", "µ\n\"'", "index batch ptr"]
    for number, name in enumerate(names):
        jets.particle_columns[name] = torch.arange(len(jets.p4)) + number
        jets.jet_columns[name] = torch.arange(7) - number
    jets.save(tmp_path / "jets")
    again = Constituents.load(tmp_path / "jets")
    twice = Constituents.concat([again, jets])[7:]
    for other in (again, twice):
        for of in ("particle_columns", "jet_columns"):
            assert getattr(other, of).keys() == set(names)
            for name in names:
                assert torch.equal(getattr(other, of)[name], getattr(jets, of)[name])
    fields = nested(flat(vars(jets)))
    assert fields["jet_columns"].keys() == set(names)


def test_what_is_set_is_checked(toy_jets: Constituents) -> None:
    assert checked("weight", [1, 2], 5, 2).dtype == torch.float64
    assert checked("pid", [1, 2, 3], 3, 2).dtype == torch.int32
    with pytest.raises(ValueError, match=r"'weight' must have shape \(7,\)"):
        toy_jets.weight = torch.ones(3)
    with pytest.raises(AttributeError, match=r"'tau' must be one of pid.*jet_columns\['tau'\]"):
        toy_jets.tau = torch.ones(7)

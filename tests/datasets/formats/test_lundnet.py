import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import torch

from pyg_jets.datasets import formats
from tests.written import expected, write_lundnet


def test_constituents_follow_their_jet(tmp_path: Path) -> None:
    write_lundnet(tmp_path / "l.json.gz")
    jets, truth = formats.lundnet.read(tmp_path / "l.json.gz"), expected()
    assert torch.equal(jets.ptr, truth.ptr)
    assert torch.equal(jets.p4, truth.p4)


@pytest.mark.parametrize("key", ["px", "py", "pz", "E"])
def test_missing_key(key: str, tmp_path: Path) -> None:
    write_lundnet(tmp_path / "l.json.gz", without=key)
    with pytest.raises(ValueError, match=f"a particle of line 2 has no '{key}'"):
        formats.lundnet.read(tmp_path / "l.json.gz")


ONE = {"px": 1.0, "py": 2.0, "pz": 3.0, "E": 4.0}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ([ONE], "line 1 is no list of a jet and its constituents"),
        ({"px": 1}, "line 1 is no list"),
        ([ONE, 3], "line 1 is no list"),
        ([ONE, {**ONE, "E": 2.0}], "first entry of line 1 is not the jet of the others"),
        ([{}, {**ONE, "E": None}], "first entry of line 1 is not the jet of the others"),
        ([{}, {**ONE, "E": "much"}], "could not convert string to float: 'much'"),
        ([{}, {**ONE, "E": -4.0}], "energy >= 0"),
    ],
)
def test_other_lines(line: Any, message: str, tmp_path: Path) -> None:
    (tmp_path / "l.json.gz").write_bytes(gzip.compress(json.dumps(line).encode()))
    with pytest.raises(ValueError, match=message):
        formats.lundnet.read(tmp_path / "l.json.gz")


def test_a_jet_alone_is_left_out_and_padding_too(tmp_path: Path) -> None:
    nothing = dict.fromkeys(ONE, 0.0)
    lines = ([{"pt": 3.0}], [{}, ONE, nothing], [{"E": 0.0}])
    text = "\n".join(json.dumps(line) for line in lines)
    (tmp_path / "l.json.gz").write_bytes(gzip.compress(text.encode()))
    with pytest.warns(UserWarning, match=r"2 of 3 jets have no particles and are left out"):
        jets = formats.lundnet.read(tmp_path / "l.json.gz")
    assert jets.p4.tolist() == [[1.0, 2.0, 3.0, 4.0]]
    (tmp_path / "l.json").write_text("[]")
    with pytest.raises(ValueError, match="is no list of a jet"):
        formats.lundnet.read(tmp_path / "l.json")

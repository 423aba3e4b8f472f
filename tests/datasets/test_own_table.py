from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from pyg_jets import datasets
from tests.written import charges, expected, padded, particles

ak = pytest.importorskip("awkward")
h5py = pytest.importorskip("h5py")
pq = pytest.importorskip("pyarrow.parquet")
pa = pytest.importorskip("pyarrow")
uproot = pytest.importorskip("uproot")


def columns() -> dict[str, Any]:
    """Lists of the particles of each jet, and numbers of the jets, by a file's odd names."""
    jets, codes = particles()
    lists: dict[str, Any] = {
        f"c.{name}": [jet[:, i] for jet in jets] for i, name in enumerate(("pt", "eta", "phi", "m"))
    }
    p4 = [jet.p4.numpy() for jet in expected()]
    lists |= {f"c.{name}": [jet[:, i] for jet in p4] for i, name in enumerate(("x", "y", "z", "e"))}
    rapidity = [np.arctanh(jet[:, 2] / jet[:, 3]) for jet in p4]
    lists |= {"c.rap": rapidity, "c.id": codes, "c.q": [charges(pid) for pid in codes]}
    lists["c.d0"] = [np.arange(len(jet)) / 8 for jet in jets]
    return lists | {"w": np.arange(12) / 4, "kind": np.arange(12) % 2, "tau": np.arange(12) / 3}


CARTESIAN = {"px": "c.x", "py": "c.y", "pz": "c.z", "E": "c.e"}
WAYS = {
    "cartesian": CARTESIAN,
    "energy by its other name": {
        **{k: v for k, v in CARTESIAN.items() if k != "E"},
        "energy": "c.e",
    },
    "pt, eta, phi, mass": {"pt": "c.pt", "eta": "c.eta", "phi": "c.phi", "mass": "c.m"},
    "pt, rapidity, phi, mass": {"pt": "c.pt", "rapidity": "c.rap", "phi": "c.phi", "mass": "c.m"},
    "pt, eta, phi, energy": {"pt": "c.pt", "eta": "c.eta", "phi": "c.phi", "energy": "c.e"},
    "mixed": {"px": "c.x", "py": "c.y", "eta": "c.eta", "mass": "c.m"},
}
OTHERS = {"pid": "c.id", "charge": "c.q", "d0": "c.d0", "weight": "w", "label": "kind", "t": "tau"}


def write(path: Path, kind: str) -> str:
    """A file of that kind; what is to be read."""
    lists = {name: values for name, values in columns().items() if name.startswith("c.")}
    numbers = {name: values for name, values in columns().items() if name not in lists}
    dense = {name: padded([row[:, None] for row in rows])[..., 0] for name, rows in lists.items()}
    if kind == "hdf5":
        with h5py.File(path, "w") as file:
            for name, values in {**dense, **numbers}.items():
                file[f"jets/{name}"] = values
        return f"{path}:jets"
    if kind == "parquet":
        table = {**{name: list(rows) for name, rows in lists.items()}, **numbers}
        pq.write_table(pa.table(table), path)
        return str(path)
    jagged = kind == "ntuple"
    table = {name: ak.Array(rows) for name, rows in lists.items()} if jagged else dense
    safe = {name.replace(".", "_"): values for name, values in {**table, **numbers}.items()}
    with uproot.recreate(path) as file:
        file["first"] = {"n": np.arange(3)}
        if jagged:
            file["a/jets"] = safe
        else:
            kinds = {name: (v.dtype, v.shape[1:]) for name, v in safe.items()}
            file.mktree("a/jets", kinds).extend(safe)
    return str(path)


def mapping(kind: str, way: str) -> dict[str, str]:
    named = {**WAYS[way], **OTHERS}
    if kind in ("ntuple", "tree"):
        return {name: column.replace(".", "_") for name, column in named.items()}
    return named


@pytest.mark.parametrize("kind", ["ntuple", "tree", "parquet", "hdf5"])
@pytest.mark.parametrize("way", WAYS)
def test_any_coordinates_in_any_file(kind: str, way: str, tmp_path: Path) -> None:
    jets, truth = datasets.read(write(tmp_path / "t", kind), columns=mapping(kind, way)), expected()
    assert torch.equal(jets.ptr, truth.ptr)
    torch.testing.assert_close(jets.p4, truth.p4, rtol=1e-9, atol=1e-9)
    assert jets.pid is not None
    assert jets.charge is not None
    assert jets.weight is not None
    assert jets.label is not None
    assert torch.equal(jets.pid, truth.pid)  # type: ignore[arg-type]
    assert jets.charge.tolist() == charges(jets.pid.numpy()).tolist()
    assert jets.weight.tolist() == [i / 4 for i in range(12)]
    assert jets.label.tolist() == [0, 1] * 6
    assert jets.jet_columns["t"].tolist() == [i / 3 for i in range(12)]
    assert jets.particle_columns["d0"].tolist() == np.concatenate(columns()["c.d0"]).tolist()


def test_pieces_and_several_files(tmp_path: Path) -> None:
    for name in ("a.parquet", "b.parquet"):
        write(tmp_path / name, "parquet")
    pieces = list(datasets.stream(f"{tmp_path}/*.parquet", columns=CARTESIAN, jets=5))
    assert [len(piece) for piece in pieces] == [5, 5, 2] * 2


def test_padding_by_a_mask_and_empty_jets(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "t", "w") as file:
        file["pt"] = [[3.0, np.nan], [5.0, 5.0], [7.0, 0.0]]
        file["zero"], file["none"] = np.zeros((3, 2)), np.zeros((3, 2))
        file["phi"] = np.zeros((3, 2))
        file["mask"] = [[1, 0], [0, 0], [1, 1]]
        file["bad"] = [[1, 0], [0, 2], [1, 1]]
    names = {"pt": "pt", "eta": "zero", "phi": "phi", "mass": "none"}
    with pytest.warns(UserWarning, match="1 of 3 jets have no particles"):
        jets = datasets.read(tmp_path / "t", columns={**names, "mask": "mask"})
    assert jets.p4[:, 0].tolist() == [3, 7]
    with pytest.raises(ValueError, match="a mask must be 1 where there is a particle, else 0"):
        datasets.read(tmp_path / "t", columns={**names, "mask": "bad"})
    with pytest.raises(ValueError, match="jet 0: momenta must be finite"):
        datasets.read(tmp_path / "t", columns=names)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"E": "c.w"}, r"no column c\.w; there are c\.pt, c\.eta, "),
        ({"pz": "tau"}, "column tau must hold a list for each jet .got one number"),
        ({"px": "tau"}, "column tau must hold a list for each jet"),
        ({"more": "c.x"}, "must name each column once .got 'c.x' for px, more"),
        ({"E": ""}, "must map names to columns .got 'E': ''"),
        ({"weight": "c.q"}, "'weight' must have one number for each jet"),
        ({"pid": "tau"}, "'pid' must have one number for each particle"),
        ({"pid": "c.d0"}, "'pid' must hold whole numbers"),
    ],
)
def test_mappings_that_do_not_fit(changed: Any, message: str, tmp_path: Path) -> None:
    path = write(tmp_path / "t", "parquet")
    with pytest.raises((ValueError, TypeError), match=message):
        datasets.read(path, columns={**CARTESIAN, **changed})


def test_what_is_no_mapping_or_no_table(tmp_path: Path) -> None:
    path = write(tmp_path / "t", "parquet")
    with pytest.raises(TypeError, match=r"'columns' must map names to columns .got list"):
        datasets.read(path, columns=["px"])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="must have the fields E or mass"):
        datasets.read(path, columns={"px": "c.x", "py": "c.y", "pz": "c.z"})
    with pytest.raises(ValueError, match="'format' must be left out for a table of one's own"):
        datasets.read(path, "jetclass", columns=CARTESIAN)
    with pytest.raises(ValueError, match="'puppi' must be left out for a table"):
        datasets.read(path, columns=CARTESIAN, puppi=True)
    table = {**{name: list(rows) for name, rows in columns().items()}, "c.e": [[1.0]] * 12}
    pq.write_table(pa.table(table), tmp_path / "t")
    with pytest.raises(ValueError, match=r"column c\.e has other lengths than c\.x"):
        datasets.read(path, columns=CARTESIAN)
    (tmp_path / "text").write_text("px,py")
    with pytest.raises(ValueError, match="neither ROOT, parquet nor HDF5"):
        datasets.read(tmp_path / "text", columns=CARTESIAN)

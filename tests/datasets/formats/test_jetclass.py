from pathlib import Path
from typing import Any

import awkward as ak
import numpy as np
import pytest
import torch

from pyg_jets import datasets
from pyg_jets.datasets import formats
from pyg_jets.jets import kinematics
from tests.written import (
    charges,
    expected,
    jetclass_columns,
    write_jetclass,
    write_jetclass_parquet,
    write_tree,
)

uproot = pytest.importorskip("uproot")
pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

NEEDED = ("part_px", "part_py", "part_pz", "part_energy")


@pytest.mark.parametrize(
    ("write", "name"), [(write_jetclass, "j.root"), (write_jetclass_parquet, "j.parquet")]
)
def test_all_columns(write: Any, name: str, tmp_path: Path) -> None:
    write(tmp_path / name)
    jets, truth = formats.jetclass.read(tmp_path / name), expected()
    assert torch.equal(jets.ptr, truth.ptr)
    torch.testing.assert_close(jets.p4, truth.p4)
    assert jets.pid is not None
    assert truth.pid is not None
    assert torch.equal(jets.pid, truth.pid)
    assert jets.charge is not None
    assert jets.charge.tolist() == charges(truth.pid.numpy()).tolist()
    assert jets.label is not None
    assert jets.label.tolist() == [0, 1] * 6  # label_QCD, label_Hbb


@pytest.mark.parametrize("column", NEEDED)
def test_missing_column(column: str, tmp_path: Path) -> None:
    write_jetclass(tmp_path / "j.root", without=column)
    write_jetclass_parquet(tmp_path / "j.parquet", without=column)
    for name in ("j.root", "j.parquet"):
        with pytest.raises(ValueError, match=f"no column {column}"):
            datasets.read(tmp_path / name)


def written(path: Path, **changed: Any) -> Path:
    columns = {k: list(v) for k, v in {**jetclass_columns(), **changed}.items() if v is not None}
    pq.write_table(pa.table(columns), path)
    return path


def test_columns_that_need_not_be_there(tmp_path: Path) -> None:
    labels = dict.fromkeys(("label_QCD", "label_Hbb", "label_Tbl"))
    path = written(tmp_path / "j.parquet", **labels, part_charge=None, jet_nparticles=None)
    jets = formats.jetclass.read(path)
    assert (jets.label, jets.charge, jets.pid) == (None, None, None)
    path = written(path, **labels, label=np.full(12, 7.0), part_pid=jetclass_columns()["part_px"])
    with pytest.raises(ValueError, match="'part_pid' must hold whole numbers"):
        formats.jetclass.read(path)
    sizes = [len(row) for row in jetclass_columns()["part_px"]]
    path = written(path, **labels, label=np.full(12, 7.0), part_pid=[[130] * n for n in sizes])
    jets = formats.jetclass.read(path)
    assert jets.pid is not None
    assert jets.label is not None
    assert set(jets.pid.tolist()) == {130}
    assert jets.label.tolist() == [7] * 12
    other = {**labels, "label_cat": np.zeros(12), "label_dog": np.ones(12)}
    jets = formats.jetclass.read(written(path, **other))
    assert jets.label is not None
    assert jets.label.tolist() == [1] * 12


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"label_Tbl": np.ones(12)}, "jet 0: one of label_QCD, .* must be 1"),
        ({"label_QCD": np.zeros(12)}, "jet 0: one of"),
        ({"jet_nparticles": np.full(12, 3)}, "jet 1: 1 particles, not 3"),
        ({"part_py": [[1.0]] * 12}, "part_py has other lengths"),
        ({"part_px": [[1.0, None], *[[1.0]] * 11]}, "missing values"),
    ],
)
def test_columns_that_do_not_fit(changed: Any, message: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=message):
        formats.jetclass.read(written(tmp_path / "j.parquet", **changed))


def test_other_lengths_in_root(tmp_path: Path) -> None:
    columns = {k: ak.Array(v) for k, v in jetclass_columns().items()}
    columns["part_py"] = ak.Array([[1.0]] * 12)
    write_tree(tmp_path / "j.root", "tree", columns)
    with pytest.raises(ValueError, match="part_py has other lengths"):
        formats.jetclass.read(tmp_path / "j.root")


@pytest.mark.parametrize("kind", ["root", "parquet"])
def test_real_jets_have_their_own_momenta(shared: Path, kind: str) -> None:
    path = shared / "data" / "real" / f"JetClassII_example.{kind}"
    jets = datasets.read(path)
    truth = uproot.open(path.with_suffix(".root"))["tree"].arrays(
        ["jet_pt", "jet_eta", "jet_label", "jet_nparticles", "part_deta"], library="np"
    )
    assert len(jets) == 100
    np.testing.assert_array_equal(jets.ptr.diff(), truth["jet_nparticles"])
    np.testing.assert_array_equal(np.asarray(jets.label), truth["jet_label"])
    eta = np.repeat(truth["jet_eta"], truth["jet_nparticles"])
    from_jet = eta + np.sign(eta) * np.concatenate(list(truth["part_deta"]))
    np.testing.assert_allclose(kinematics.eta(jets.p4), from_jet, atol=1e-3)
    total = torch.segment_reduce(jets.p4, "sum", offsets=jets.ptr)
    ratio = kinematics.pt(total).numpy() / truth["jet_pt"]  # the stored jet is corrected
    assert abs(np.median(ratio) - 1) < 0.02


def test_the_same_jets_in_root_and_parquet(shared: Path) -> None:
    folder = shared / "data" / "real"
    one, other = (
        datasets.read(folder / f"JetClassII_example.{kind}") for kind in ("root", "parquet")
    )
    for column in ("p4", "ptr", "pid", "charge", "label"):
        assert torch.equal(getattr(one, column), getattr(other, column))


def test_another_tree_in_front(tmp_path: Path) -> None:
    columns = {k: ak.Array(v) for k, v in jetclass_columns().items()}
    with uproot.recreate(tmp_path / "j.root") as file:
        for name, some in (("runs", {"run": ak.Array([1])}), ("tree", columns)):
            file.mktree(name, {key: value.type for key, value in some.items()}).extend(some)
    assert len(datasets.read(tmp_path / "j.root")) == 12


def test_a_number_of_rows_that_is_changed_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "j.parquet"
    write_jetclass_parquet(path)
    data = path.read_bytes()
    footer = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    said = set()
    for place in (i for i in range(footer, len(data) - 8) if data[i] == 2 * 12):  # 12 as a varint
        path.write_bytes(data[:place] + bytes([2 * 8]) + data[place + 1 :])
        try:
            said.add(str(len(formats.jetclass.read(path))))
        except ValueError as error:
            said.add(str(error))
    assert not {words for words in said if words.isdigit()} - {"12"}
    assert any("8 rows where the file says 12" in words for words in said)


@pytest.mark.parametrize("kind", ["tree", "ntuple", "parquet"])
@pytest.mark.parametrize("says_how_many", [True, False])
def test_zero_padded_columns(kind: str, says_how_many: bool, tmp_path: Path) -> None:
    sizes = np.array([len(row) for row in jetclass_columns()["part_px"]])
    columns = {}
    for name, values in jetclass_columns().items():
        if name.startswith("part_"):
            columns[name] = np.zeros((12, 13))
            for row, value in zip(columns[name], values, strict=True):
                row[: len(value)] = value
        elif says_how_many or name != "jet_nparticles":
            columns[name] = np.asarray(values)
    if kind == "parquet":
        lists = {
            name: pa.FixedSizeListArray.from_arrays(pa.array(values.ravel()), 13)
            for name, values in columns.items()
            if name.startswith("part_")
        }
        pq.write_table(pa.table({**columns, **lists}), tmp_path / "j")
    else:
        with uproot.recreate(tmp_path / "j") as file:
            if kind == "ntuple":
                file["deep/er/tree"] = columns
            else:
                types = {name: (v.dtype, v.shape[1:]) for name, v in columns.items()}
                file.mktree("deep/er/tree", types).extend(columns)
    jets = datasets.read(tmp_path / "j")
    assert jets.ptr.diff().tolist() == sizes.tolist()
    torch.testing.assert_close(jets.p4, expected().p4)
    assert torch.equal(jets.pid, expected().pid)  # type: ignore[arg-type]


def test_empty_jets(tmp_path: Path) -> None:
    columns = jetclass_columns()
    for name in [name for name in columns if name.startswith("part_")]:
        columns[name][4] = columns[name][4][:0]
    columns["jet_nparticles"][4] = 0
    with pytest.warns(UserWarning, match=r"'.*j\.parquet': 1 of 12 jets have no particles and are"):
        jets = datasets.read(written(tmp_path / "j.parquet", **columns))
    assert jets.ptr.diff().tolist() == [n for i, n in enumerate(expected().ptr.diff()) if i != 4]
    assert jets.label is not None
    assert jets.label.tolist() == [i % 2 for i in range(12) if i != 4]


def test_one_tree_of_several(tmp_path: Path) -> None:
    columns = {k: ak.Array(v) for k, v in jetclass_columns().items()}
    with uproot.recreate(tmp_path / "j.root") as file:
        for name, some in (("a/t", columns), ("b/t", {k: v[:5] for k, v in columns.items()})):
            file[name] = some
    assert len(datasets.read(tmp_path / "j.root")) == 12
    assert len(datasets.read(f"{tmp_path}/j.root:b/t")) == 5
    assert len(datasets.read(f"{tmp_path}/*.root:b/t", "jetclass")) == 5
    with pytest.raises(ValueError, match=r"must hold the tree 'c' \(got a/t, b/t\)"):
        datasets.read(f"{tmp_path}/j.root:c")


@pytest.mark.parametrize("kind", ["root", "parquet"])
def test_other_columns_keep_their_names(kind: str, tmp_path: Path) -> None:
    some = jetclass_columns()
    some["part_d0val"] = [np.arange(len(row)) / 4 for row in some["part_px"]]
    some["jet_tau1"], some["aux_genpart_pt"] = np.arange(12.0), [[1.0, 2.0]] * 12
    some["comment"] = np.arange(12)
    if kind == "root":
        path = tmp_path / "j.root"
        write_tree(path, "tree", {name: ak.Array(values) for name, values in some.items()})
    else:
        path = written(tmp_path / "j.parquet", **some)
    jets = datasets.read(path)
    flags = ("Electron", "Muon", "Photon", "ChargedHadron", "NeutralHadron")
    assert set(jets.particle_columns) == {*(f"part_is{flag}" for flag in flags), "part_d0val"}
    labels = {"label_QCD", "label_Hbb", "label_Tbl"}
    assert set(jets.jet_columns) == {"jet_nparticles", "jet_tau1", *labels}
    assert (
        jets.particle_columns["part_d0val"].tolist() == np.concatenate(some["part_d0val"]).tolist()
    )
    assert jets.jet_columns["jet_tau1"].tolist() == list(range(12))
    assert jets.jet_columns["label_Hbb"].tolist() == [0, 1] * 6


def test_one_number_instead_of_lists(tmp_path: Path) -> None:
    some = {**jetclass_columns(), "part_px": np.ones(12)}
    with pytest.raises(ValueError, match="column part_px must hold a list for each jet"):
        formats.jetclass.read(written(tmp_path / "j.parquet", **some))


@pytest.mark.parametrize("flag", ["Electron", "Muon", "Photon", "ChargedHadron"])
def test_without_one_flag_there_is_no_pid(flag: str, tmp_path: Path) -> None:
    some = {k: v for k, v in jetclass_columns().items() if k != f"part_is{flag}"}
    pq.write_table(pa.table({k: list(v) for k, v in some.items()}), tmp_path / "j.parquet")
    jets = formats.jetclass.read(tmp_path / "j.parquet")
    assert jets.pid is None
    assert jets.charge is not None
    assert "part_isNeutralHadron" in jets.particle_columns

"""The tensors that a weaver network reads, number by number."""

import copy
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import yaml
from torch import Tensor
from torch_geometric.data import Batch

from pyg_jets import Constituents, cluster
from pyg_jets.taggers.weaver.config import WeaverConfig
from pyg_jets.taggers.weaver.inputs import WeaverInputs, field_of, in_slots
from tests.weaver_files import CONFIG


def _read(folder: Path, **changes: Any) -> WeaverConfig:
    path = folder / "config.yaml"
    path.write_text(yaml.safe_dump({**yaml.safe_load(CONFIG), **changes}, sort_keys=False))
    return WeaverConfig(path)


def _dense(config: WeaverConfig, batch: Any) -> dict[str, Tensor]:
    view = WeaverInputs(config)(copy.copy(batch))
    return {
        name: in_slots(view[field_of(group)], group, view) for name, group in config.groups.items()
    }


def _slow(jet: Tensor) -> dict[str, np.ndarray]:
    """The inputs of one jet, number by number."""
    total = [float(value) for value in jet.sum(0)]
    jet_pt = math.hypot(*total[:2])
    jet_eta = math.asinh(total[2] / jet_pt)
    rows = []
    for px, py, pz, energy in jet.tolist():
        pt = math.hypot(px, py)
        d_eta = (math.asinh(pz / pt) - jet_eta) * math.copysign(1, jet_eta)
        d_phi = math.remainder(math.atan2(py, px) - math.atan2(total[1], total[0]), 2 * math.pi)
        log_pt = min(max((math.log(pt) - 1.7) * 0.7, -5), 5)
        log_e = min(max((math.log(energy / total[3]) + 4.7) * 0.7, -1), 2)
        rows.append(((d_eta, d_phi), (log_pt, log_e, d_eta), (1.0,)))
    wrapped = [rows[i % len(rows)][0] for i in range(6)]
    padded = [row[1] for row in rows][:6] + [(0.0, 9.0, 0.0)] * (6 - len(rows))
    mask = [row[2] for row in rows][:6] + [(0.0,)] * (6 - len(rows))
    jet_features = [min(max((jet_pt - 100) * 0.01, -5), 5), float(len(rows))]
    return {
        "pf_points": np.array(wrapped).T,
        "pf_features": np.array(padded).T,
        "jet_features": np.array(jet_features),
        "pf_mask": np.array(mask).T,
    }


def test_number_by_number(tmp_path: Path, toy_jets: Constituents) -> None:
    found = _dense(_read(tmp_path), cluster(toy_jets).batch())
    for number, jet in enumerate(toy_jets):
        for name, expected in _slow(jet.p4).items():
            torch.testing.assert_close(
                found[name][number].double(), torch.from_numpy(expected), rtol=1e-5, atol=1e-5
            )


def test_particles_keep_their_order(tmp_path: Path, toy_jets: Constituents) -> None:
    """Weaver does not sort: the last jet's particles are in no order of pt."""
    pt = toy_jets[6].p4[:6, :2].norm(dim=1)
    assert (pt.diff() > 0).any()
    found = _dense(_read(tmp_path), cluster(toy_jets).batch())["pf_features"][6, 0].double()
    torch.testing.assert_close(found, (0.7 * (pt.log() - 1.7)), rtol=1e-5, atol=1e-5)


def test_one_tree_and_a_batch_of_pyg(tmp_path: Path, toy_jets: Constituents) -> None:
    config, trees = _read(tmp_path), cluster(toy_jets)
    together = WeaverInputs(config)(trees.batch())
    one_by_one = Batch.from_data_list([WeaverInputs(config)(tree) for tree in trees])
    for group in config.groups.values():
        torch.testing.assert_close(together[field_of(group)], one_by_one[field_of(group)])
    assert torch.equal(together[3].weaver_pf_mask, one_by_one[3].weaver_pf_mask)


def test_columns_of_the_file_come_first(tmp_path: Path, toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    batch.particle_columns = {"part_deta": torch.arange(batch.num_nodes, dtype=torch.float32)}
    batch.jet_columns = {"jet_pt": torch.full((7,), 300.0)}
    found = _dense(_read(tmp_path), batch)
    assert found["pf_points"][1, 0].tolist() == [1, 2, 1, 2, 1, 2]
    assert found["jet_features"][:, 0].tolist() == [2.0] * 7


def test_selection(tmp_path: Path, toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    pt = batch.p4[batch.is_root][:, :2].norm(dim=1)
    expected = (pt > 20) & (torch.tensor([1, 2, 3, 5, 8, 12, 20]) >= 2)
    assert torch.equal(WeaverInputs(_read(tmp_path)).selected(batch), expected)
    assert WeaverInputs(_read(tmp_path, selection=None)).selected(batch).all()
    with pytest.raises(ValueError, match=r"must be one of jets \(got 'part_pt > 1'"):
        WeaverInputs(_read(tmp_path, selection="part_pt > 1", new_variables={})).selected(batch)


def test_variables_must_be_where_they_belong(tmp_path: Path, toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    for length, name, match in (
        (None, "part_pt", r"'a' has length None.* must be of jets \(got 'part_pt', of particles"),
        (1, "part_pt", r"'a' has length 1,.* must be of jets"),
        (5, "jet_pt", r"'a' has length 5.* must be of particles \(got 'jet_pt', of jets\)"),
    ):
        inputs = {"a": {"length": length, "vars": [name]}}
        with pytest.raises(ValueError, match=match):
            _dense(_read(tmp_path, inputs=inputs, new_variables={}), batch)
    assert _dense(_read(tmp_path, inputs={"a": {"length": 1, "vars": ["jet_pt"]}}), batch)[
        "a"
    ].shape == (7, 1, 1)


def test_missing_columns(tmp_path: Path, toy_jets: Constituents) -> None:
    inputs = {"a": {"length": 5, "vars": [["part_d0err", 0, 1, 0, 1]]}}
    config = _read(tmp_path, inputs=inputs)
    with pytest.raises(ValueError, match="'part_d0err' must be a column of the jets"):
        WeaverInputs(config)(cluster(toy_jets).batch())
    lenient = WeaverInputs(WeaverConfig(config.path, {"part_d0err": 7.0}))
    batch = lenient(cluster(toy_jets).batch())
    assert torch.equal(batch.weaver_a[:, 0], batch.is_leaf.float())
    assert "['part_d0err', 0, 1, 0, 1, 7.0]" in repr(lenient)

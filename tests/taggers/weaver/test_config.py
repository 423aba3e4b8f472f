"""Configurations of weaver: what they say, and what is refused."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from pyg_jets.taggers.weaver.config import WeaverConfig
from pyg_jets.transforms.features import Feature
from tests.weaver_files import CONFIG


def _written(folder: Path, **changes: Any) -> Path:
    path = folder / "config.yaml"
    path.write_text(yaml.safe_dump({**yaml.safe_load(CONFIG), **changes}, sort_keys=False))
    return path


def test_what_it_says(tmp_path: Path) -> None:
    config = WeaverConfig(_written(tmp_path))
    assert config.input_names == ("pf_points", "pf_features", "jet_features", "pf_mask")
    assert config.input_shapes["pf_features"] == (-1, 3, 6)
    assert config.input_shapes["jet_features"] == (-1, 2, None)
    assert config.input_dicts["pf_features"] == ["part_pt_log", "part_logerel", "part_deta"]
    assert config.label_names == ("_label_",)
    assert config.label_value == ["jet_isTop", "jet_isQCD"]
    assert config.classes == ("jet_isTop", "jet_isQCD")
    features = config.groups["pf_features"]
    assert features.features == (
        Feature("np.log(np.hypot(part_px, part_py))", 1.7, 0.7),
        Feature("np.log(part_energy / jet_energy)", -4.7, 0.7, -1, 2),
        Feature("part_deta"),
    )
    assert list(features.padding) == [0, 9, 0]
    assert [group.wrap for group in config.groups.values()] == [True, False, False, False]
    assert [group.of_jets for group in config.groups.values()] == [False, False, True, False]
    assert config.selection == "(jet_pt > 20) & (jet_nparticles >= 2)"


def test_selections_for_tests_come_first(tmp_path: Path) -> None:
    assert WeaverConfig(_written(tmp_path, test_time_selection="part > 1")).selection == "part > 1"
    assert WeaverConfig(_written(tmp_path, selection=None)).selection is None


def test_labels_of_another_type(tmp_path: Path) -> None:
    labels = {"type": "custom", "value": {"truth_label": "jet_label"}}
    custom = WeaverConfig(_written(tmp_path, labels=labels))
    assert (custom.classes, custom.label_names) == (None, ("truth_label",))
    labels = {"type": "simple", "value": ["label_QCD", "label_Hbb"]}
    assert WeaverConfig(_written(tmp_path, labels=labels)).classes == ("QCD", "Hbb")


def test_scales_that_weaver_has_made(tmp_path: Path) -> None:
    scale = {"length": 6, "pad_mode": "wrap", "center": 0.5, "scale": 2.0, "min": -3, "max": 3}
    params = {name: {**scale, "pad_value": 1} for name in ("part_deta", "part_dphi")}
    inputs = {"pf_points": {"length": 6, "vars": ["part_deta", "part_dphi"]}}
    preprocess = {"method": "auto", "params": params}
    group = WeaverConfig(_written(tmp_path, preprocess=preprocess, inputs=inputs)).groups[
        "pf_points"
    ]
    assert group.features[1] == Feature("part_dphi", 0.5, 2.0, -3, 3)
    assert (group.wrap, group.padding) == (True, (1, 1))
    for wrong in ({"method": "auto"}, {"method": "auto", "params": None}):
        with pytest.raises(ValueError, match=r"the scale of 'part_deta' in .* \.auto\.yaml"):
            WeaverConfig(_written(tmp_path, preprocess=wrong, inputs=inputs))


def test_what_stands_for_columns(tmp_path: Path) -> None:
    config = WeaverConfig(_written(tmp_path), {"part_deta": 0.0})
    assert [f.absent for f in config.groups["pf_features"].features] == [None, None, 0.0]
    with pytest.raises(ValueError, match=r"'absent' must name some of .*part_deta.*\(got 'd0'\)"):
        WeaverConfig(_written(tmp_path), {"d0": 0.0})


def test_what_is_no_configuration(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    with pytest.raises(FileNotFoundError, match="no configuration at"):
        WeaverConfig(path)
    path.write_text("a: [")
    with pytest.raises(ValueError, match="must be a YAML file"):
        WeaverConfig(path)
    path.write_text("a: 1")
    with pytest.raises(ValueError, match="must be a data configuration of weaver"):
        WeaverConfig(path)
    with pytest.raises(ValueError, match=r"'labels' in .* type and a value \(got None\)"):
        WeaverConfig(_written(tmp_path, labels=None))
    with pytest.raises(ValueError, match=r"input 'a' in .* must have a length and vars"):
        WeaverConfig(_written(tmp_path, inputs={"a": {"vars": ["part_pt"]}}))
    for length in (0, "128", 2.5):
        inputs = {"a": {"length": length, "vars": ["part_pt"]}}
        with pytest.raises(ValueError, match=r"length of input 'a' .* number of slots, or null"):
            WeaverConfig(_written(tmp_path, inputs=inputs))

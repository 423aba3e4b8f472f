"""Maps in files, read again by other libraries and compared bin by bin."""

import csv
from pathlib import Path

import numpy as np
import pytest
import torch
import yaml

from pyg_jets import LundPlane
from pyg_jets.lund import LundCoordinates, save_maps


def _coordinates(x: list[float], y: list[float]) -> LundCoordinates:
    across, up = torch.tensor([x, y], dtype=torch.float64)
    rows = torch.arange(len(x))
    flag = torch.zeros(len(x), dtype=torch.bool)
    return LundCoordinates(
        across, up, across, across, across, rows, flag, flag, num_nodes=len(x), num_jets=4
    )


def _planes(radius: float | None = None) -> dict[str, LundPlane]:
    options: dict[str, object] = {"bins": (2, 1), "range": ((0.0, 2.0), (0.0, 2.0))}
    several, one = (LundPlane(**options, radius=radius) for _ in range(2))  # type: ignore[arg-type]
    several.fill(_coordinates([0.5, 0.5, 0.5], [1.0, 1.0, 1.0]), torch.tensor([1.0, 2.0, 6.0]))
    one.fill(_coordinates([1.5], [1.0]), torch.tensor([5.0]))
    return {"W jets": several, "QCD jets": one}


def test_csv_has_a_row_for_each_bin_with_entries(tmp_path: Path) -> None:
    save_maps(tmp_path / "maps.csv", _planes())
    with (tmp_path / "maps.csv").open() as file:
        first, second = csv.DictReader(file)
    assert first["map"] == "W jets"
    assert [float(first[f"ln(1/Delta) {end}"]) for end in ("low", "high")] == [0.0, 1.0]
    assert [float(first[f"ln(kt/GeV) {end}"]) for end in ("low", "high")] == [0.0, 2.0]
    assert float(first["entries"]) == 3.0
    assert float(first["mean"]) == 3.0
    # Standard deviation of 1, 2, 6 is sqrt 7.
    assert float(first["error"]) == pytest.approx((7 / 3) ** 0.5, rel=1e-7)
    # Three splittings of four jets in an area of 1 times 2.
    assert float(first["density"]) == pytest.approx(3 / 4 / 2)
    assert float(first["density error"]) == pytest.approx(3**0.5 / 4 / 2, rel=1e-7)
    assert (second["map"], second["mean"], second["error"]) == ("QCD jets", "5.0", "")


def test_yaml_is_a_table_of_hepdata(tmp_path: Path) -> None:
    save_maps(tmp_path / "maps.yaml", _planes())
    table = yaml.safe_load((tmp_path / "maps.yaml").read_text())
    x, y = table["independent_variables"]
    assert [x["header"]["name"], y["header"]["name"]] == ["ln(1/Delta)", "ln(kt/GeV)"]
    assert x["values"] == [{"low": 0.0, "high": 1.0}, {"low": 1.0, "high": 2.0}]
    assert len(table["dependent_variables"]) == 4
    mean = table["dependent_variables"][0]
    assert mean["header"] == {"name": "mean"}
    assert mean["qualifiers"] == [{"name": "map", "value": "W jets"}]
    value, empty = mean["values"]
    assert value["value"] == 3.0
    assert value["errors"] == [
        {"symerror": pytest.approx((7 / 3) ** 0.5, rel=1e-7), "label": "statistical"}
    ]
    assert empty == {"value": "-"}
    # One splitting has a mean, but no error of it.
    assert table["dependent_variables"][2]["values"] == [{"value": "-"}, {"value": 5.0}]


def test_axis_in_units_of_the_radius(tmp_path: Path) -> None:
    """What is in the second bin of ln(1/Delta) is in the first of ln(R/Delta), R = 1/e."""
    planes = {"all": LundPlane(bins=(2, 1), range=((0, 2), (0, 2)), radius=float(np.exp(-1.0)))}
    planes["all"].fill(_coordinates([1.5], [1.0]))
    assert planes["all"].count.tolist() == [[1.0], [0.0]]
    save_maps(tmp_path / "maps.csv", planes)
    assert "ln(R/Delta) low" in (tmp_path / "maps.csv").read_text()


def test_same_maps_same_bytes(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        save_maps(tmp_path / name, _planes())
    assert (tmp_path / "a.yaml").read_bytes() == (tmp_path / "b.yaml").read_bytes()


def test_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"must end in \.csv or \.yaml \(got 'maps\.txt'\)"):
        save_maps(tmp_path / "maps.txt", _planes())
    with pytest.raises(ValueError, match="at least one map"):
        save_maps(tmp_path / "maps.csv", {})
    with pytest.raises(ValueError, match="same bins"):
        save_maps(tmp_path / "maps.csv", {**_planes(), "other": LundPlane()})
    with pytest.raises(ValueError, match=r"ln\(R/Delta\)"):
        save_maps(tmp_path / "m.csv", {"a": _planes()["W jets"], "b": _planes(0.8)["W jets"]})
    assert not list(tmp_path.iterdir())

"""How maps are drawn and written, by the command itself."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from pyg_jets.cli import main
from pyg_jets.datasets import Task
from pyg_jets.lund import lund_coordinates
from pyg_jets.taggers import RecNN


@pytest.fixture
def tagger(tmp_path: Path) -> Path:
    RecNN(hidden_channels=8).save(tmp_path / "recnn")
    return tmp_path / "recnn"


def _saliency(tagger: Path, out: Path, *more: str) -> None:
    given = ["--tagger", str(tagger), "--task", "w-qcd", "--out", str(out), *more]
    assert main(["saliency", *given]) == 0


def test_bins_of_a_file_hold_all_primary_splittings(tagger: Path, tmp_path: Path) -> None:
    """Counted again on the test jets of the task."""
    out = tmp_path / "maps.csv"
    wide = ["--bins", "2", "3", "--x-range", "-5", "30", "--y-range", "-40", "30"]
    _saliency(tagger, out, *wide, "--splittings", "primary", "--radius", "0.8")
    with out.open() as file:
        rows = list(csv.DictReader(file))
    test = Task.named("w-qcd").on_trees().test(0)
    where = lund_coordinates(test[test.y == 1].batch())
    inside = where.ln_inv_delta.isfinite() & where.ln_kt.isfinite() & where.primary
    entries = [float(row["entries"]) for row in rows if row["map"] == "W jets in W/QCD"]
    assert sum(entries) == int(inside.sum())
    without = [row for row in rows if row["map"] == "W jets in W/QCD, without roots"]
    assert sum(float(row["entries"]) for row in without) == int((inside & ~where.root).sum())
    assert {row["ln(R/Delta) low"] for row in rows} <= {"-5.0", "12.5"}


def test_hepdata_and_pictures(tagger: Path, tmp_path: Path) -> None:
    _saliency(tagger, tmp_path / "maps.yaml", "--bins", "3", "3")
    table = yaml.safe_load((tmp_path / "maps.yaml").read_text())
    maps = {variable["qualifiers"][0]["value"] for variable in table["dependent_variables"]}
    assert "QCD jets in W/QCD, without roots" in maps
    _saliency(tagger, tmp_path / "maps.pdf", "--quantity", "density", "--least", "3")
    assert (tmp_path / "maps.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--x-range", "3", "1"), "'--x-range' must be two numbers that ascend (got 3 1)"),
        (("--y-range", "0", "inf"), "'--y-range' must be two numbers that ascend (got 0 inf)"),
        (("--radius", "0"), "'--radius' must be positive (got 0)"),
        (("--out", "maps.csv", "--least", "3"), "are for pictures"),
        (("--out", "maps.txt"), "must end in .png, .pdf or .svg, or for numbers in .csv or .yaml"),
    ],
)
def test_impossible_maps(
    tagger: Path, tmp_path: Path, refused: Callable[..., str], more: tuple[str, ...], said: str
) -> None:
    more = tuple(str(tmp_path / word) if word.startswith("maps.") else word for word in more)
    given = ["--tagger", tagger, "--task", "w-qcd", "--out", tmp_path / "maps.png"]
    assert said in refused("saliency", *given, *more)

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pyg_jets import Constituents
from pyg_jets.cli import main
from pyg_jets.datasets import sample
from tests.written import write_top_tagging_of


@pytest.fixture
def reference_set(tmp_path: Path) -> Path:
    """A small one, of bundled jets."""
    folder = tmp_path / "reference"
    folder.mkdir()
    for part, where in {"train": slice(40), "val": slice(40, 60), "test": slice(60, 240)}.items():
        kinds = [sample(kind)[where].with_label(label) for kind, label in (("top", 1), ("qcd", 0))]
        bare = [Constituents(jets.p4, jets.ptr, label=jets.label) for jets in kinds]
        write_top_tagging_of(folder / f"{part}.h5", Constituents.concat(bare))
    return folder


def test_several_trainings_on_the_reference_set(
    tmp_path: Path, reference_set: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").mkdir()
    out = tmp_path / "out" / "four.png"
    options = ["--source", str(reference_set), "--seeds", "2", "--seed", "3", "--linear-pixels"]
    assert main(["layers", *options, "--epochs", "1", "--out", str(out)]) == 0
    assert out.read_bytes().startswith(b"\x89PNG")
    names = {f"four.{end}" for end in ("png", "md", "csv", "json")}
    assert {path.name for path in out.parent.iterdir()} == names
    said = capsys.readouterr()
    assert "CNN, linear pixels, seed 4: AUC 0." in said.err
    assert "means of 2 trainings" in said.out
    numbers = json.loads((tmp_path / "out" / "four.json").read_text())
    taggers = ["RecNN", "FCN", "LSTM", "CNN, linear pixels"]
    assert list(numbers["layers"]) == taggers
    assert [list(aucs) for aucs in numbers["layers_auc"]] == [taggers] * 2
    assert numbers["settings"] == {
        "task": "top-qcd",
        "seed": 3,
        "seeds": 2,
        "epochs": 1,
        "jets": None,
        "linear_pixels": True,
    }
    mass = numbers["layers"]["RecNN"]["Hidden(-3)"]["mass"]
    low, high = mass["r2_interval"]
    assert mass["r2_counts"] == [720, 720]  # twice the 360 test jets
    assert low <= mass["r2"] - mass["r2_spread"] < mass["r2"] + mass["r2_spread"] <= high


def test_refusals(tmp_path: Path, reference_set: Path, refused: Callable[..., str]) -> None:
    assert ".png" in refused("layers", "--out", tmp_path / "figure.txt")
    source = ("--source", reference_set, "--out", tmp_path / "figure.png")
    said = refused("layers", "--task", "w-qcd", *source)
    assert "is for the task 'top-qcd' (got 'w-qcd')" in said

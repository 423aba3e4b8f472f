from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyg_jets.cli import main
from pyg_jets.taggers import RecNN


def test_failures_are_one_line_and_leave_nothing(
    tmp_path: Path, refused: Callable[..., str]
) -> None:
    good, table = tmp_path / "good.safetensors", tmp_path / "table.md"
    RecNN(hidden_channels=8).save(good)
    for more, word in (
        (("--tagger", good, "--layer", "head.7", "--out", table), "head.3"),
        (("--layer", "conv.cell", "--out", table), "called once per batch"),
        (("--tagger", good, "--seeds", "2", "--out", table), "'seeds' must be 1"),
        (("--tagger", tmp_path / "missing", "--out", table), "no tagger"),
        (("--tagger", good, "--out", tmp_path / "table.txt"), ".md, .csv or .json"),
        (("--out", tmp_path / "no" / "table.md"), "folder"),
    ):
        assert word in refused("probe", "--task", "w-qcd", *more)
    assert [path.name for path in tmp_path.iterdir()] == [good.name]


def test_a_table_is_written(tmp_path: Path, here: Any) -> None:
    tagger, out = tmp_path / "tagger.safetensors", tmp_path / "table.md"
    RecNN(hidden_channels=8).save(tagger)
    done = here("probe", "--task", "w-qcd", "--tagger", tagger, "--layer", "head.1", "--out", out)
    assert done.returncode == 0, done.stderr
    assert out.read_text().startswith("R² of observables")
    assert out.read_text().count("| w-qcd |") == 9


def test_too_few_jets_are_refused_and_a_csv_is_written(
    tmp_path: Path, refused: Callable[..., str]
) -> None:
    options = ["probe", "--task", "w-qcd", "--epochs", "1", "--out", str(tmp_path / "table.csv")]
    assert "give more jets" in refused(*options, "--jets", "100")
    assert main([*options, "--jets", "400"]) == 0
    assert (tmp_path / "table.csv").read_text().startswith("task,observable")


def test_options_that_would_be_ignored(tmp_path: Path, refused: Callable[..., str]) -> None:
    tagger, out = tmp_path / "tagger.safetensors", tmp_path / "table.md"
    RecNN(hidden_channels=8).save(tagger)
    given = ("probe", "--task", "w-qcd", "--tagger", tagger, "--out", out)
    assert "'--epochs' is for trainings" in refused(*given, "--epochs", "2")
    assert "give more jets" in refused(*given, "--jets", "10")

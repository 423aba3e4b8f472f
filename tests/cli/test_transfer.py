import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyg_jets.datasets import TASKS
from pyg_jets.study.saved import save_taggers
from pyg_jets.taggers import RecNN


def test_all_pairs_are_trained_and_written(tmp_path: Path, here: Any) -> None:
    out = tmp_path / "out"
    few = ("--epochs", "1", "--jets", "60", "--seeds", "1", "--no-fine-tuning")
    done = here("transfer", *few, "--out", out)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("→") == 9 + 1
    assert "seed 0, w-qcd -> top-qcd: AUC 0." in done.stderr
    assert {path.name for path in out.iterdir()} == {
        "transfer.md",
        "transfer.csv",
        "transfer.json",
    }
    assert "fine-tuned with" not in done.stdout
    written = json.loads((out / "transfer.json").read_text())
    assert written["settings"] == {
        "tasks": list(TASKS),
        "seeds": [0],
        "epochs": 1,
        "jets": 60,
    }
    numbers = written["transfer"]
    assert len(numbers) == 9
    assert all("frozen_auc" in row and "fine_tuned_auc" not in row for row in numbers)
    assert (out / "transfer.csv").read_text().startswith("source → target,base AUC")


def test_a_pair_of_three_kinds(tmp_path: Path, run: Any, refused: Callable[..., str]) -> None:
    """The tagger of all three kinds, at the pair, gives its embedding to another task and back."""
    out = tmp_path / "out"
    few = ("--epochs", "1", "--jets", "30", "--seeds", "1", "--no-fine-tuning", "--out", out)
    tasks = ("--task", "w-top-qcd", "--task", "quark-gluon")
    done = run("transfer", *tasks, "--target", "w:qcd", *few)
    assert done.returncode == 0, done.stderr
    numbers = json.loads((out / "transfer.json").read_text())["transfer"]
    pair = "w-top-qcd_w-qcd"
    assert [(row["source"], row["target"]) for row in numbers] == [
        (pair, pair), ("quark-gluon", pair), (pair, "quark-gluon"), ("quark-gluon", "quark-gluon"),
    ]  # fmt: skip
    assert all(0.0 < row[f"{name}_auc"] < 1 for row in numbers for name in ("base", "frozen"))
    assert "a pair of kinds of the task 'w-top-qcd'" in refused("transfer", *tasks, "--target", "w")


def test_seeds_must_be_those_of_the_studies(tmp_path: Path, refused: Callable[..., str]) -> None:
    tasks = {task: {"jets": {"train": 10}} for task in TASKS}
    digests = save_taggers(tmp_path, {task: RecNN(hidden_channels=4) for task in TASKS})
    results = {"settings": {"seed": 7, "epochs": 15}, "tasks": tasks, "taggers": digests}
    (tmp_path / "results.json").write_text(json.dumps(results))
    assert "seeds from 0 to 2 (got [7])" in refused("transfer", "--study", tmp_path)
    copy = tmp_path.parent / f"{tmp_path.name}-copy"
    shutil.copytree(tmp_path, copy)
    assert "(got '7' 2 times)" in refused("transfer", "--study", tmp_path, copy)


def test_a_study_must_have_the_tasks(tmp_path: Path, refused: Callable[..., str]) -> None:
    digests = save_taggers(tmp_path, {"w-qcd": RecNN(hidden_channels=4)})
    tasks = {"w-qcd": {"jets": {"train": 10}}}
    results = {"settings": {"seed": 0, "epochs": 15}, "tasks": tasks, "taggers": digests}
    (tmp_path / "results.json").write_text(json.dumps(results))
    said = refused("transfer", "--study", tmp_path)
    assert "(got none of top-qcd, quark-gluon): choose its tasks by --task" in said


def test_refusals_are_one_line(tmp_path: Path, refused: Callable[..., str]) -> None:
    for arguments, word in (
        (("--out", tmp_path / "t.txt"), ".json"),
        (("--out", tmp_path / "no" / "t.md"), "folder"),
        (("--study", tmp_path), "no study"),
    ):
        assert word in refused("transfer", *arguments)
    assert list(tmp_path.iterdir()) == []

"""A study's folder is read, and what is none is refused."""

import json
from pathlib import Path

import pytest
import torch

from pyg_jets.datasets import TASKS
from pyg_jets.study import load_study
from pyg_jets.study.saved import check_folder, save_taggers
from pyg_jets.taggers import RecNN


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tasks = {task: {"jets": {"train": 10 + i}} for i, task in enumerate(TASKS)}
    digests = save_taggers(tmp_path, {task: RecNN(hidden_channels=4) for task in TASKS})
    results = {"settings": {"seed": 4, "epochs": 2}, "tasks": tasks, "taggers": digests}
    (tmp_path / "results.json").write_text(json.dumps(results))
    return tmp_path


def test_what_was_written_is_read(folder: Path) -> None:
    study = load_study(folder)
    assert (study.seed, study.epochs) == (4, 2)
    assert study.train_jets == {"w-qcd": 10, "top-qcd": 11, "quark-gluon": 12}
    assert set(study.taggers) == set(TASKS)
    first, second = (study.taggers[task].get_parameter("head.0.weight") for task in TASKS[:2])
    assert not torch.equal(first, second)


def test_bad_folders(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="there is no study in"):
        load_study(tmp_path / "nowhere")
    (folder / "recnn-top-qcd.safetensors").unlink()
    with pytest.raises(FileNotFoundError, match=r"no tagger at .*recnn-top-qcd"):
        load_study(folder)
    for text in ("no JSON", "[]", '{"settings": {"seed": 0}}'):
        (folder / "results.json").write_text(text)
        with pytest.raises(ValueError, match="must be what a study wrote"):
            load_study(folder)


def test_a_tagger_of_another_study_is_refused(folder: Path) -> None:
    RecNN(hidden_channels=4).save(folder / "recnn-top-qcd.safetensors")
    with pytest.raises(ValueError, match=r"recnn-top-qcd.* must be the tagger of the study"):
        load_study(folder)


def test_another_study_in_the_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    check_folder(folder, {"seed": 4, "epochs": 2, "version": "other"})
    with pytest.raises(
        ValueError, match=r"no study with other settings \(got 'seed' 4, wanted 5\)"
    ):
        check_folder(folder, {"seed": 5, "epochs": 2})
    check_folder(tmp_path / "new", {"seed": 5})
    (folder / "results.json").write_text("no JSON")
    with pytest.raises(ValueError, match="must hold no study with other settings"):
        check_folder(folder, {"seed": 4})

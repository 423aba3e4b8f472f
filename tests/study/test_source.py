"""Jets by the names of their task, or kind, and a folder."""

from pathlib import Path

import pytest

from pyg_jets import Constituents, Task
from pyg_jets.datasets import sample
from pyg_jets.study import jets_of_kind, study, task_jets
from pyg_jets.study.source import held_out_of_task, split_of_task


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("jets")
    for kind in ("w", "qcd"):
        sample(kind)[:100].save(path / f"{kind}.safetensors")
    return path


def test_kinds_of_the_sample_and_of_a_folder(folder: Path) -> None:
    assert jets_of_kind("w").p4.equal(sample("w").p4)
    assert jets_of_kind("qcd", folder).p4.equal(sample("qcd")[:100].p4)


def test_tasks_by_their_names(folder: Path) -> None:
    split = split_of_task("w-qcd", 2, folder)
    assert sum(map(len, split)) == 200
    assert held_out_of_task("w-qcd", 2, folder).p4.equal(split.test.p4)
    assert split_of_task(Task.named("w-qcd", folder), 2).train.p4.equal(split.train.p4)
    assert task_jets("w-qcd", 2, source=folder)[2].constituents.p4.equal(split.test.p4)


def test_files_of_the_reference(shared: Path) -> None:
    jets = jets_of_kind("gluon", shared / "data" / "delphes_jets")
    assert isinstance(jets, Constituents)
    assert len(jets) > 20_000
    assert jets.event is not None


def test_a_study_refuses_what_is_not_there_before_the_work(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="must hold a file or a finished simulation"):
        study(tmp_path / "out", tasks=["top-qcd"], source=folder)
    assert not (tmp_path / "out").exists()

"""The top-tagging reference set as a source: its own split, its labels, for tops alone."""

import shutil
from pathlib import Path

import pytest
import torch

from pyg_jets import Task, cluster
from pyg_jets.datasets import read, sample
from pyg_jets.datasets.public.reference_set import reference_set_in
from tests.written import expected, write_top_tagging, write_top_tagging_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """12 jets to train on, 8 of them for validation, the last four for the test."""
    write_top_tagging(tmp_path / "train.h5")
    write_top_tagging_of(tmp_path / "val.h5", expected()[:8])
    write_top_tagging_of(tmp_path / "test.h5", expected()[8:])
    return tmp_path


def test_its_own_split_whatever_the_seed(folder: Path) -> None:
    jets = expected()
    for seed in (0, 1):
        split = Task.named("top-qcd", folder).constituents(seed)
        for part, own in zip(split, (jets, jets[:8], jets[8:]), strict=True):
            assert torch.equal(part.ptr, own.ptr)
            assert torch.equal(part.label, own.label)  # type: ignore[arg-type]
            torch.testing.assert_close(part.p4, own.p4, rtol=1e-6, atol=1e-4)


def test_tasks_are_trained_and_tested_on_it(folder: Path) -> None:
    train, val, test = Task.named("top-qcd", folder).on_trees(frame="laboratory").split(jets=4)
    assert [len(part) for part in (train, val, test)] == [4, 4, 4]
    trees = cluster(read(folder / "train.h5")[::3], frame="laboratory")
    assert torch.equal(train.batch().x, trees.batch().x)
    assert torch.equal(train.y, trees.y)  # type: ignore[arg-type]
    assert torch.equal(Task.named("top-qcd", folder).test(3).batch().p4, test.batch().p4)


def test_the_folder_of_the_data_set_too(folder: Path) -> None:
    raw = folder / "root" / "raw"
    raw.mkdir(parents=True)
    files = reference_set_in(folder)
    assert files is not None
    for path in files:
        shutil.copy(path, raw)
    ours = Task.named("top-qcd", folder / "root").constituents()
    assert torch.equal(ours.test.p4, Task.named("top-qcd", folder).held_out().p4)


def test_the_test_jets_alone_need_no_other_file_read(folder: Path) -> None:
    (folder / "train.h5").write_bytes(b"damaged")
    assert len(Task.named("top-qcd", folder).held_out()) == 4
    with pytest.raises(ValueError, match=r"train.h5' must be a file of the top-tagging"):
        Task.named("top-qcd", folder).constituents()


@pytest.mark.parametrize("task", ["w-qcd", "quark-gluon"])
def test_other_tasks_are_refused(folder: Path, task: str) -> None:
    words = rf"reference set, which is for the task 'top-qcd' \(got '{task}'\)"
    with pytest.raises(ValueError, match=words):
        Task.named(task, folder)


def test_files_that_are_missing_or_of_one_class(folder: Path) -> None:
    write_top_tagging_of(folder / "val.h5", expected()[::2])
    with pytest.raises(ValueError, match=r"val.h5' .* the labels 0 and 1 \(got \[0\]\)"):
        Task.named("top-qcd", folder).constituents()
    (folder / "val.h5").unlink()
    with pytest.raises(FileNotFoundError, match=r"must hold train.h5, .* \(got none named val.h5"):
        Task.named("top-qcd", folder).constituents()
    with pytest.raises(FileNotFoundError, match="finished simulation 'top'"):
        Task.named("top-qcd", folder / "empty")


def test_files_of_the_kinds_come_first(folder: Path) -> None:
    for kind in ("top", "qcd"):
        sample(kind)[:50].save(folder / f"{kind}.safetensors")
    assert sum(map(len, Task.named("top-qcd", folder).constituents())) == 100

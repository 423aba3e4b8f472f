"""Tasks on the bundled sample, on files, and on simulations."""

from pathlib import Path

import numpy as np
import pytest
import torch

from pyg_jets import Constituents
from pyg_jets.datasets import sample
from pyg_jets.study import jets_of_kind, study, task_jets


def test_bundled_sample() -> None:
    assert jets_of_kind("w").p4.equal(sample("w").p4)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("jets")
    for kind in ("w", "qcd"):
        sample(kind)[:100].save(path / f"{kind}.safetensors")
    return path


def test_files_by_their_names(folder: Path) -> None:
    assert jets_of_kind("qcd", folder).p4.equal(sample("qcd")[:100].p4)
    train, val, test = task_jets("w-qcd", source=folder)
    assert len(train) + len(val) + len(test) == 200
    assert test.y is not None
    assert set(test.y.tolist()) == {0, 1}


def test_what_is_missing_or_there_twice(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="a file or a finished simulation 'top'"):
        jets_of_kind("top", folder)
    for name in ("w.safetensors", "w.npz"):
        (tmp_path / name).touch()
    with pytest.raises(ValueError, match=r"one file of 'w' \(got w.npz, w.safetensors\)"):
        jets_of_kind("w", tmp_path)


def test_files_of_the_reference(shared: Path) -> None:
    jets = jets_of_kind("gluon", shared / "data" / "delphes_jets")
    assert isinstance(jets, Constituents)
    assert len(jets) > 20_000
    assert jets.event is not None


def test_simulations_by_their_folders(tmp_path: Path) -> None:
    pytest.importorskip("pythia8mc")
    from pyg_jets.simulation import Campaign, Recipe

    Campaign(Recipe("w", "none"), 6, seed=1, jets_per_shard=4).run(tmp_path / "w")
    jets = jets_of_kind("w", tmp_path)
    assert len(jets) == 6
    assert jets.event is not None
    assert len(np.unique(jets.event)) == len(torch.unique(jets.event))


def test_jets_without_events_are_events_of_their_own(tmp_path: Path) -> None:
    jets = sample("w")[:50]
    for kind in ("w", "qcd"):
        Constituents(jets.p4, jets.ptr).save(tmp_path / f"{kind}.safetensors")
    assert sum(map(len, task_jets("w-qcd", source=tmp_path))) == 100


def test_a_study_refuses_what_is_not_there_before_the_work(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="must hold a file or a finished simulation"):
        study(tmp_path / "out", tasks=["top-qcd"], source=folder)
    assert not (tmp_path / "out").exists()

"""What must be the same for a run to go on, also of jets without labels."""

import pickle
from pathlib import Path

import pytest
import torch

from pyg_jets import Constituents, JetTreeDataset, cluster, fit
from pyg_jets.taggers import RecNN
from pyg_jets.training.running import identity


def _identity(jets: JetTreeDataset) -> str:
    return str(identity(RecNN(4), jets, jets)["train"])


def test_a_sample_is_recognised_by_momenta_labels_and_weights(toy_jets: Constituents) -> None:
    bare = Constituents(toy_jets.p4, toy_jets.ptr)
    weighted = toy_jets.with_label(1)
    weighted.weight = torch.arange(len(toy_jets), dtype=torch.float64)
    heavier = Constituents(2 * toy_jets.p4, toy_jets.ptr)
    samples = [bare, toy_jets, toy_jets.with_label(1), weighted, heavier, bare[:-1]]
    assert len({_identity(cluster(jets)) for jets in samples}) == len(samples)
    assert _identity(cluster(bare)) == _identity(cluster(bare))


def test_the_form_of_the_network_counts(toy_jets: Constituents) -> None:
    jets = cluster(toy_jets)
    taggers = [RecNN(4), RecNN(5), RecNN(4, "gated"), RecNN(4, root_norm=True)]
    assert len({identity(tagger, jets, jets)["tagger"] for tagger in taggers}) == len(taggers)


def test_other_jets_in_the_folder_of_a_run(toy_jets: Constituents, tmp_path: Path) -> None:
    options = {"epochs": 1, "batch_size": 4, "progress": False, "directory": tmp_path}
    jets = cluster(toy_jets)
    fit(RecNN(4), jets, jets, **options)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"same settings .*'train': '6.*got.*'train': '7"):
        fit(RecNN(4), jets[:-1], jets, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("content", [b"", b"no checkpoint", b"PK\x03\x04", pickle.dumps([1], 2)])
def test_a_damaged_checkpoint(content: bytes, toy_jets: Constituents, tmp_path: Path) -> None:
    jets = cluster(toy_jets)
    (tmp_path / "last.ckpt").write_bytes(content)
    with pytest.raises(ValueError, match=r"last.ckpt' must be a checkpoint of 'fit' .*: remove it"):
        fit(RecNN(4), jets, jets, epochs=1, progress=False, directory=tmp_path)
    assert (tmp_path / "last.ckpt").read_bytes() == content


def test_a_folder_that_is_a_file(toy_jets: Constituents, tmp_path: Path) -> None:
    jets = cluster(toy_jets)
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "run"):
        with pytest.raises(
            NotADirectoryError, match=r"must be a folder \(got the file '.*/file'\)"
        ):
            fit(RecNN(4), jets, jets, epochs=1, progress=False, directory=folder)

"""A job trains once, and its network comes back from its file."""

from pathlib import Path

import torch

from pyg_jets.attribution import METHODS
from pyg_jets.evaluation.benchmark.job import Job, Settings, Trained
from pyg_jets.evaluation.benchmark.networks import NETWORKS
from pyg_jets.evaluation.benchmark.truths import TRUTHS

SETTINGS = Settings(20, 40, 1, 5e-3, 0, "1")


def _job(folder: Path, trained: Trained, name: str = "gin") -> Job:
    methods = {"saliency": ("", METHODS["saliency"])}
    return Job(TRUTHS["planted"], (name, ""), NETWORKS[name], trained, methods, SETTINGS, folder)


def test_networks_come_back_and_differ(tmp_path: Path) -> None:
    job = _job(tmp_path, Trained(0, permuted=False))
    first, again = job.network(), job.network()
    batch = job.answer("test", 20).jets.batch()
    assert torch.equal(first(batch), again(batch))
    for other in (Trained(1, permuted=False), Trained(0, permuted=True)):
        assert not torch.equal(first(batch), _job(tmp_path, other).network()(batch))


def test_what_is_missing_is_what_runs(tmp_path: Path) -> None:
    job = _job(tmp_path, Trained(0, permuted=False))
    assert job.missing() == ["oracle", "largest kt", "random", "saliency"]
    job.run()
    assert job.missing() == []
    assert _job(tmp_path, Trained(1, permuted=False)).missing() != []


def test_parts_are_different_jets(tmp_path: Path) -> None:
    job = _job(tmp_path, Trained(0, permuted=False))
    train, val, test = (job.answer(part, 20) for part in ("train", "val", "test"))
    assert job.answer("train", 20) is train
    assert not torch.equal(train.mask, val.mask) or not torch.equal(val.mask, test.mask)


def test_slow_jets_are_made_once(tmp_path: Path) -> None:
    made = []
    planted = TRUTHS["planted"]

    def keep(path: Path, jets: int, seed: int) -> object:
        made.append(path)
        return planted.make(jets, seed)

    from dataclasses import replace

    job = replace(_job(tmp_path, Trained(0, permuted=False)), truth=replace(planted, keep=keep))  # type: ignore[arg-type]
    job.answer("train", 10)
    job.answer("train", 10)
    assert len(made) == 1
    assert made[0].parent == tmp_path

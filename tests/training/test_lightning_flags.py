"""Every flag of Lightning's Trainer works in a training, or is refused with the reason."""

import inspect
from pathlib import Path
from typing import Any

import lightning
import pytest
import torch
from lightning.pytorch.callbacks import Callback
from lightning.pytorch.loggers import CSVLogger

from pyg_jets import cluster, fit, predict
from pyg_jets.datasets import binary_task
from pyg_jets.taggers import RecNN
from pyg_jets.training import FitResult
from pyg_jets.training.lightning_flags import REFUSED

TRAIN, VAL, _ = (cluster(part[::100]) for part in binary_task("w-qcd"))


def _fit(**options: Any) -> FitResult:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        tagger = RecNN(4)
    options = {"epochs": 2, "batch_size": 32, "progress": False, **options}
    return fit(tagger, TRAIN, VAL, **options)


class _Counting(Callback):
    def __init__(self) -> None:
        self.epochs = 0

    def on_train_epoch_end(self, *_: Any) -> None:
        self.epochs += 1


TAKEN: dict[str, Any] = {
    "accelerator": "cpu",
    "accumulate_grad_batches": 2,
    "benchmark": False,
    "callbacks": _Counting(),
    "detect_anomaly": True,
    "deterministic": True,
    "devices": 1,
    "enable_autolog_hparams": False,
    "enable_model_summary": False,
    "fast_dev_run": True,
    "gradient_clip_algorithm": "value",
    "gradient_clip_val": 0.5,
    "inference_mode": False,
    "limit_predict_batches": 1,
    "limit_test_batches": 1,
    "limit_train_batches": 2,
    "limit_val_batches": 1,
    "log_every_n_steps": 1,
    "logger": False,
    "max_time": "00:01:00:00",
    "min_epochs": 1,
    "model_registry": None,
    "num_nodes": 1,
    "num_sanity_val_steps": 1,
    "plugins": None,
    "precision": "bf16-mixed",
    "profiler": "simple",
    "reload_dataloaders_every_n_epochs": 1,
    "strategy": "auto",
    "sync_batchnorm": False,
}


def test_all_flags_are_known() -> None:
    known = set(inspect.signature(lightning.Trainer.__init__).parameters) - {"self"}
    assert known == set(TAKEN) | set(REFUSED)


@pytest.mark.parametrize("name", sorted(set(TAKEN) - {"max_time"}))
def test_those_that_work(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    result = _fit(**{name: TAKEN[name]})
    capsys.readouterr()
    assert len(result.history) == (1 if name == "fast_dev_run" else 2)
    assert predict(result.tagger, VAL).isfinite().all()


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_those_that_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match=rf"does not take Lightning's '{name}': \w+"):
        _fit(**{name: 1})


def test_what_lightning_does_not_know() -> None:
    with pytest.raises(TypeError, match="no option 'learning_rate', and neither has Lightning's"):
        _fit(learning_rate=0.1)


@pytest.mark.parametrize("precision", ["bf16-true", "16-true", "transformer-engine"])
def test_whole_networks_of_16_bits(precision: str) -> None:
    with pytest.raises(ValueError, match=rf"one of 16-mixed.*\(got '{precision}'\)"):
        _fit(precision=precision)


def test_flags_do_what_they_say(tmp_path: Path) -> None:
    counting, logger = _Counting(), CSVLogger(tmp_path)
    _fit(callbacks=[counting], logger=logger)
    assert counting.epochs == 2
    assert "val_auc" in (Path(logger.log_dir) / "metrics.csv").read_text(encoding="utf-8")
    plain, clipped = (
        torch.cat([p.flatten() for p in _fit(**flags).tagger.parameters()])
        for flags in ({}, {"gradient_clip_val": 1e-3})
    )
    assert not torch.equal(plain, clipped)
    with pytest.raises(ValueError, match="'logger' needs a 'directory'"):
        _fit(logger=True)


def test_a_run_goes_on_with_its_own_flags(tmp_path: Path) -> None:
    _fit(directory=tmp_path, gradient_clip_val=0.5)
    with pytest.raises(ValueError, match=r"same settings .*\(got .*gradient_clip_val=0.5"):
        _fit(directory=tmp_path)


def test_no_whole_epoch() -> None:
    with pytest.raises(RuntimeError, match="must end its first epoch to be kept"):
        _fit(max_time={"seconds": 0})


@pytest.mark.parametrize("name", ["limit_train_batches", "limit_val_batches"])
@pytest.mark.parametrize("value", [0, 0.0])
def test_no_batch_at_all(name: str, value: float) -> None:
    message = rf"'{name}' must leave at least one batch \(got {value}\): every epoch ends with"
    with pytest.raises(ValueError, match=message):
        _fit(**{name: value})


@pytest.mark.parametrize("given", [3, [_Counting(), "early"]])
def test_callbacks_that_are_none(given: object) -> None:
    with pytest.raises(TypeError, match=r"'callbacks' must be of .* Callback \(got a (int|str)\)"):
        _fit(callbacks=given)

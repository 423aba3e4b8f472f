"""One training from its beginning or its last epoch to its end: what every kind of it shares."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import tempfile
import warnings
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch

from pyg_jets.jets.loader import JetLoader
from pyg_jets.jets.trees.jet_source import Jets
from pyg_jets.jobs.atomic import check_folder
from pyg_jets.training.random_numbers import own_random_numbers

_RECOGNISED_BY = 1000
"""Jets of a sample whose momenta say which sample it is."""


def run_training(
    lit: Any,
    train: Jets,
    val: Jets,
    *,
    sampler: Any = None,
    seed: int,
    patience: int,
    directory: str | os.PathLike[str] | None,
    progress: bool,
    flags: Mapping[str, Any],
) -> dict[str, Any]:
    """Train until the last epoch, and go on where an interrupted run in the folder was.

    Args:
        lit: The Lightning module, with its ``recipe`` and ``settings``.
        train: Training jets.
        val: Validation jets, which choose the best epoch.
        sampler: Of the training jets, instead of a new order in every epoch.
        seed: Of the order of the jets and of all other random numbers.
        patience: Epochs without a better validation before it stops early.
        directory: Where checkpoints are kept.
        progress: Show a progress bar.
        flags: Lightning's own.

    Returns:
        ``state_dict`` and ``epoch`` of the best epoch; the state of a dry run is None.

    Raises:
        OSError: If ``directory`` cannot be written.
        ValueError: If ``directory`` holds a run with other settings, or a damaged one.
    """
    from pyg_jets.training.lightning_module import best_checkpoint, make_trainer

    with contextlib.ExitStack() as stack:
        if directory is None:
            directory = stack.enter_context(tempfile.TemporaryDirectory())
        else:
            check_folder(directory)
        last = Path(directory) / "last.ckpt"
        stack.enter_context(_quiet())
        stack.enter_context(_interrupted_as_usual())
        stack.enter_context(own_random_numbers(seed))
        trainer = make_trainer(lit, last.parent, patience, progress, flags)
        lit.settings["processes"] = trainer.num_devices * trainer.num_nodes
        _check_settings(last, lit.settings)
        # A draw of each epoch stands between those of dropout: without it all trainings change.
        drawing: dict[str, Any] = {"generator": torch.default_generator}
        order: dict[str, Any] = {"shuffle": True, "seed": seed, "shared": True}
        if sampler is not None:
            order = {"sampler": sampler}
        trainer.fit(
            lit,
            JetLoader(train, lit.recipe.batch_size, **order, **drawing),
            JetLoader(val, 512, shared=True, **drawing),
            ckpt_path=str(last) if last.exists() else None,
        )
        return best_checkpoint(trainer)


def identity(tagger: Any, train: Jets, val: Jets) -> dict[str, Any]:
    """What must be the same for a run to go on: the network's form, and the jets.

    Args:
        tagger: The network under training, a module with its ``config``.
        train: Training jets.
        val: Validation jets.
    """
    shapes = {name: tuple(tensor.shape) for name, tensor in tagger.state_dict().items()}
    form = f"{tagger.config}, {zlib.crc32(repr(shapes).encode()):08x}"
    return {"tagger": form, "train": _recognised(train), "val": _recognised(val)}


def _recognised(jets: Jets) -> str:
    """How many jets, and a checksum of their labels, weights and some of their momenta."""
    some = jets[:: -(-len(jets) // _RECOGNISED_BY)].constituents
    momenta = zlib.crc32(some.p4.numpy().tobytes())
    if jets.weight is not None:
        momenta = zlib.crc32(jets.weight.numpy().tobytes(), momenta)
    if jets.y is not None:
        momenta = zlib.crc32(jets.y.numpy().tobytes(), momenta)
    return f"{len(jets)} jets, {momenta:08x}"


def _check_settings(last: Path, settings: dict[str, Any]) -> None:
    if last.exists():
        recorded = _settings_of(last)
        other = [key for key in settings if settings[key] != recorded.get(key)]
        if other:
            wanted, got = ({key: each.get(key) for key in other} for each in (settings, recorded))
            raise ValueError(
                f"'{last.parent}' must hold a run with the same settings {wanted} (got {got}): "
                "choose another folder"
            )


def _settings_of(last: Path) -> dict[str, Any]:
    try:
        settings: dict[str, Any] = torch.load(last, weights_only=True)["settings"]
    except (OSError, EOFError, RuntimeError, UnpicklingError, KeyError, TypeError) as error:
        raise ValueError(
            f"'{last}' must be a checkpoint of 'fit' (got another file, or a damaged one): remove "
            "it to train from the beginning, or choose another folder"
        ) from error
    return settings


@contextlib.contextmanager
def _interrupted_as_usual() -> Iterator[None]:
    """Ctrl-C ends a training as it ends all else: Lightning would exit, and ignore the next one."""
    handler = signal.getsignal(signal.SIGINT)
    try:
        yield
    except SystemExit as error:
        if not isinstance(error.__context__, KeyboardInterrupt):
            raise
        signal.signal(signal.SIGINT, handler)
        raise error.__context__ from None


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Lightning without its advertisements."""
    loggers = [logging.getLogger(name) for name in ("lightning.pytorch", "lightning.fabric")]
    levels = [logger.level for logger in loggers]
    try:
        with warnings.catch_warnings():
            # Batches are made by index arithmetic: workers would only copy them.
            warnings.filterwarnings("ignore", ".*does not have many workers.*")
            warnings.filterwarnings("ignore", ".*Checkpoint directory.*exists and is not empty.*")
            warnings.filterwarnings("ignore", ".*number of training batches.*logging interval.*")
            warnings.filterwarnings("ignore", ".*isinstance.treespec, LeafSpec.*")
            # Those of a normalisation that is fixed.
            warnings.filterwarnings("ignore", "Found .* in eval mode at the start of training.*")
            for logger in loggers:
                logger.setLevel(logging.ERROR)
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)

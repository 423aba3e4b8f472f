"""Which of Lightning's flags a training takes, and why not the others."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

_ONCE = "every epoch ends with one validation, which chooses the best of them"
_WHOLE = "the learning rate's cycle is of whole epochs: give 'epochs'"

REFUSED = {
    "barebones": "it keeps no checkpoint, and the best epoch is one",
    "check_val_every_n_epoch": _ONCE,
    "default_root_dir": "give 'directory'",
    "enable_checkpointing": "the best epoch is kept as a checkpoint",
    "enable_progress_bar": "give 'progress'",
    "max_epochs": _WHOLE,
    "max_steps": _WHOLE,
    "min_steps": _WHOLE,
    "overfit_batches": "validation has jets of its own: give fewer jets to both",
    "use_distributed_sampler": "the loaders share the jets out among processes themselves",
    "val_check_interval": _ONCE,
}
"""Flags of Lightning's ``Trainer`` that :func:`pyg_jets.fit` refuses, and why."""

_PRECISIONS = ("16-mixed", "bf16-mixed", "32-true", "64-true", "16", "bf16", "32", "64")


def check_flags(flags: Mapping[str, Any], directory: Any) -> None:
    """Refuse flags that would not do what they say, before any work.

    Args:
        flags: Of Lightning's ``Trainer``.
        directory: Where the training is kept, if it is.

    Raises:
        TypeError: If Lightning knows no such flag, or a callback is none.
        ValueError: If it is one that a training cannot follow; the message says why.
    """
    import lightning

    known = inspect.signature(lightning.Trainer.__init__).parameters
    for name, value in flags.items():
        if name not in known:
            raise TypeError(f"fit has no option '{name}', and neither has Lightning's Trainer")
        if name in REFUSED:
            raise ValueError(f"fit does not take Lightning's '{name}': {REFUSED[name]}")
        if name == "precision" and value is not None and str(value) not in _PRECISIONS:
            raise ValueError(
                f"'precision' must be one of {', '.join(_PRECISIONS[:4])} (got '{value}'): momenta "
                "and scalings lose too much in whole networks of 16 bits"
            )
    for name in ("limit_train_batches", "limit_val_batches"):
        if flags.get(name) == 0:
            raise ValueError(f"'{name}' must leave at least one batch (got {flags[name]}): {_ONCE}")
    if flags.get("logger") is True and directory is None:
        raise ValueError(
            "'logger' needs a 'directory' for its files, or must be a Logger (got True)"
        )
    given = flags.get("callbacks") or []
    for callback in given if isinstance(given, list | tuple) else [given]:
        if not isinstance(callback, lightning.pytorch.callbacks.Callback):
            raise TypeError(
                f"'callbacks' must be of Lightning's Callback (got a {type(callback).__name__})"
            )
    _check_strategy(flags.get("strategy", "auto"))


def _check_strategy(strategy: Any) -> None:
    if isinstance(strategy, str) and ("spawn" in strategy or "fork" in strategy):
        raise ValueError(
            f"'strategy' must be one whose processes run the whole script, such as 'ddp' (got "
            f"'{strategy}'): the tagger trained in a spawned process would be lost"
        )


def described(flags: Mapping[str, Any]) -> str:
    """Those that change what is learnt, for a run that is to go on.

    Args:
        flags: Of Lightning's ``Trainer``.
    """
    names = (
        *("precision", "gradient_clip_val", "gradient_clip_algorithm", "accumulate_grad_batches"),
        *("limit_train_batches", "limit_val_batches", "fast_dev_run"),
    )
    return ", ".join(f"{name}={flags[name]}" for name in names if name in flags)

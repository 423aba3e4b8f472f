"""Taggers of a study that ran before."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import NamedTuple

from pyg_jets.datasets import TASKS
from pyg_jets.taggers import Tagger, load_tagger


class SavedStudy(NamedTuple):
    """What :func:`pyg_jets.study.study` left in a folder.

    Attributes:
        seed: Of the study: of its splits too.
        epochs: Of each training.
        train_jets: Number of training jets by task.
        taggers: By task.
    """

    seed: int
    epochs: int
    train_jets: dict[str, int]
    taggers: dict[str, Tagger]


def load_study(directory: str | os.PathLike[str]) -> SavedStudy:
    """Read the taggers of a study's folder, and what they were trained on.

    Args:
        directory: Where ``results.json`` and the taggers of all three tasks are.

    Raises:
        FileNotFoundError: If there is no study, or the tagger of a task is not there.
        ValueError: If ``results.json`` is not a study's, or a tagger's file is damaged.
    """
    path = Path(directory) / "results.json"
    try:
        results = json.loads(path.read_text(encoding="utf-8"))
        settings = results["settings"]
        seed, epochs = int(settings["seed"]), int(settings["epochs"])
        jets = {task: int(found["jets"]["train"]) for task, found in results["tasks"].items()}
    except (FileNotFoundError, NotADirectoryError):
        raise FileNotFoundError(f"there is no study in '{directory}' (no results.json)") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"'{path}' must be what a study wrote (got {error!r})") from error
    files = {task: Path(directory) / f"recnn-{task}.safetensors" for task in TASKS}
    taggers = {task: load_tagger(file) for task, file in files.items()}
    return SavedStudy(seed, epochs, jets, taggers)

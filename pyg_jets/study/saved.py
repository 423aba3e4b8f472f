"""Taggers of a study, written with its numbers and read again."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pyg_jets.jobs.finished import check_whole
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


def check_folder(folder: Path, settings: Mapping[str, Any]) -> None:
    """Refuse a folder with another study: its tables would be mixed with the new one's.

    Args:
        folder: Where a study is to be written.
        settings: Of the new study.

    Raises:
        ValueError: If there is a study with other settings.
    """
    path = folder / "results.json"
    if not path.exists():
        return
    try:
        before = json.loads(path.read_text(encoding="utf-8"))["settings"]
        other = [
            name
            for name in settings
            if name != "version" and before.get(name) != _as_json(settings[name])
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        other = ["settings"]
        before = {}
    if other:
        name = other[0]
        raise ValueError(
            f"'{folder}' must hold no study with other settings (got '{name}' {before.get(name)}, "
            f"wanted {settings.get(name)}): choose another folder, or remove that study"
        )


def _as_json(value: Any) -> Any:
    return json.loads(json.dumps(value))


def save_taggers(folder: Path, taggers: Mapping[str, Tagger]) -> dict[str, str]:
    """Write the taggers of a study.

    Args:
        folder: Where ``results.json`` will be.
        taggers: By task.

    Returns:
        The SHA-256 of each file, for ``results.json``: a study that was killed between the two
        leaves files that do not fit.
    """
    digests = {}
    for task, tagger in taggers.items():
        path = _tagger_file(folder, task)
        tagger.save(path)
        digests[task] = _digest(path)
    return digests


def load_study(directory: str | os.PathLike[str]) -> SavedStudy:
    """Read the taggers of a study's folder, and what they were trained on.

    Args:
        directory: Where ``results.json`` and the taggers of its tasks are.

    Raises:
        FileNotFoundError: If there is no study, or the tagger of a task is not there.
        ValueError: If ``results.json`` is not a study's, or a tagger's file is damaged or not the
            one that the study wrote, or the study was interrupted while it was written.
    """
    folder = Path(directory)
    path = folder / "results.json"
    check_whole(folder, "run the study again")
    try:
        results = json.loads(path.read_text(encoding="utf-8"))
        settings, digests = results["settings"], dict(results["taggers"])
        seed, epochs = int(settings["seed"]), int(settings["epochs"])
        jets = {task: int(numbers["jets"]["train"]) for task, numbers in results["tasks"].items()}
    except (FileNotFoundError, NotADirectoryError):
        raise FileNotFoundError(f"there is no study in '{directory}' (no results.json)") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"'{path}' must be what a study wrote (got {error!r})") from error
    taggers = {task: load_tagger(_tagger_file(folder, task)) for task in jets}
    for task in jets:
        file = _tagger_file(folder, task)
        if digests.get(task) != _digest(file):
            raise ValueError(
                f"'{file}' must be the tagger of the study in '{path}' (got another file): run "
                "the study again in an empty folder"
            )
    return SavedStudy(seed, epochs, jets, taggers)


def _tagger_file(folder: Path, task: str) -> Path:
    return folder / f"recnn-{task}.safetensors"


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()

"""Stages of a study that are not run again while what goes into them is the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from joblib import Memory

from pyg_jets.study.source import Source, files_of

Result = TypeVar("Result")


class Stages:
    """Runs stages, or takes their results from an earlier run; joblib keeps them.

    A stage is known by its name, its settings, the bytes of the jets and the version of this
    package. Changes of code under one version are not noticed: remove the folder to begin anew.

    Args:
        folder: Where results are kept; None: nowhere. Read only folders that you wrote: they hold
            pickles.
        source: Folder of the jets, as in :func:`pyg_jets.study.jets_of_kind`.
    """

    def __init__(self, folder: Path | None, source: Source = None) -> None:
        self.memory = Memory(folder, verbose=0)
        self.origin = {"version": version("pyg_jets"), "source": fingerprint(source)}

    def __call__(self, settings: dict[str, Any], run: Callable[[], Result]) -> Result:
        """What a stage gives.

        Args:
            settings: All that its result depends on, its name among it.
            run: Does it; the result must be one that can be pickled.
        """
        stage = self.memory.cache(_stage, ignore=["run"])
        result: Result = stage({**settings, **self.origin}, run)
        return result


def _stage(key: dict[str, Any], run: Callable[[], Any]) -> Any:  # noqa: ARG001 (joblib reads it)
    return run()


def fingerprint(source: Source) -> str:
    """What changes with the jets of a folder: names and bytes of the files that are read."""
    if source is None:
        return "bundled sample"
    digest = hashlib.sha256()
    for path in files_of(source):
        digest.update(str(path.relative_to(source)).encode())
        with path.open("rb") as file:
            digest.update(hashlib.sha256(file.read()).digest())
    return digest.hexdigest()

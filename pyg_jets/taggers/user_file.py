"""Somebody's Python file, run for the names that it defines."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from types import ModuleType


def run_file(path: str | os.PathLike[str]) -> ModuleType:
    """Run a file as a module of its own, which no import finds.

    Args:
        path: The file. It may do whatever its author likes: run only what you trust.

    Raises:
        FileNotFoundError: If there is no such file.
        Exception: What the file itself raises.
    """
    spec = importlib.util.spec_from_file_location(Path(path).stem, path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(f"there is no Python file at '{path}'")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

"""Taggers in files of users'."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyg_jets.taggers import Tagger


def tagger_of_file(text: str) -> tuple[str, Callable[[], Tagger]]:
    """What somebody's file calls by that name."""
    match = re.fullmatch(r"(.+\.py):(\w+)", text)
    if match is None or not Path(match[1]).is_file():
        raise ValueError(f"'--tagger' must be FILE.py:NAME with a file that exists (got '{text}')")
    spec = importlib.util.spec_from_file_location(Path(match[1]).stem, match[1])
    assert spec is not None and spec.loader is not None  # noqa: PT018
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
        build: Callable[[], Tagger] = getattr(module, match[2])
    except Exception as error:  # a user's file may raise anything
        raise ValueError(f"'{match[1]}' must define '{match[2]}' (got: {error!r})") from error
    return match[2], build

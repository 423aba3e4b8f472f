"""Figures in files: whole, and the same bytes of the same figure."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure

from pyg_jets.jobs.atomic import atomic_path

# Without these, PDF and SVG hold the time of day, and SVG names that are drawn at random.
_NO_DATE = {".pdf": {"CreationDate": None}, ".svg": {"Date": None}}


def save_figure(figure: Figure, path: str | os.PathLike[str], **options: Any) -> None:
    """Write a figure as PNG, PDF or SVG, by the ending.

    Args:
        figure: The figure.
        path: The file.
        **options: Of matplotlib's ``savefig``.
    """
    metadata = _NO_DATE.get(Path(path).suffix)
    with rc_context({"svg.hashsalt": "pyg_jets"}), atomic_path(path) as temporary:
        figure.savefig(temporary, metadata=metadata, **options)

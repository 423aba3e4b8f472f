"""Figures of a report."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matplotlib.figure import Figure

from pyg_jets.report.figure_file import save_figure
from pyg_jets.report.file_name import check_file_name


@dataclass(frozen=True)
class Picture:
    """A figure with what it shows.

    Attributes:
        name: File name without ending.
        caption: What it shows, in one sentence.
        figure: The figure.
        task: In this task's section of the page; None: in the overview.
    """

    name: str
    caption: str
    figure: Figure
    task: str | None = None

    def __post_init__(self) -> None:
        """Refuse a name that is none of a file."""
        check_file_name(self.name)


@dataclass(frozen=True)
class Image:
    """A picture as it stands in the page.

    Attributes:
        name: Of the picture.
        caption: What it shows.
        data: The PNG file in base 64.
        task: Of the picture.
    """

    name: str
    caption: str
    data: str
    task: str | None


def write_pictures(directory: Path, pictures: Sequence[Picture]) -> list[Path]:
    """Write each figure as PNG.

    Args:
        directory: Where; it must exist.
        pictures: The figures.

    Returns:
        The files written.
    """
    files = [directory / f"{picture.name}.png" for picture in pictures]
    for picture, file in zip(pictures, files, strict=True):
        save_figure(picture.figure, file, dpi=110)
    return files


def images_of(directory: Path, pictures: Sequence[Picture]) -> list[Image]:
    """Write the figures, and read them for the page.

    Args:
        directory: Where; it must exist.
        pictures: The figures.
    """
    files = write_pictures(directory, pictures)
    return [
        Image(each.name, each.caption, base64.b64encode(file.read_bytes()).decode(), each.task)
        for each, file in zip(pictures, files, strict=True)
    ]

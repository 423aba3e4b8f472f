"""Results -> tables, JSON and one self-contained HTML page."""

from __future__ import annotations

import base64
import csv
import io
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader
from matplotlib.figure import Figure

from pyg_jets.atomic import atomic_path

_TABLE_FORMATS = (".md", ".csv", ".json")


@dataclass(frozen=True)
class Table:
    """Rows of text under a header.

    Attributes:
        name: File name without ending.
        caption: What it shows, in one sentence.
        header: Column titles.
        rows: Cells.
    """

    name: str
    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]

    def markdown(self) -> str:
        """As a Markdown table."""
        lines = [self.header, ["---"] * len(self.header), *self.rows]
        return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"

    def csv(self) -> str:
        """As comma-separated values."""
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([self.header, *self.rows])
        return out.getvalue()


@dataclass(frozen=True)
class Picture:
    """A figure with what it shows.

    Attributes:
        name: File name without ending.
        caption: What it shows, in one sentence.
        figure: The figure.
    """

    name: str
    caption: str
    figure: Figure


def write_report(
    directory: str | os.PathLike[str],
    title: str,
    results: Mapping[str, Any],
    tables: Sequence[Table],
    pictures: Sequence[Picture],
) -> Path:
    """Write ``results.json``, each table as CSV and Markdown, each figure as PNG, ``report.html``.

    The page carries its figures in itself and opens from disk without network.

    Args:
        directory: Made if it is not there.
        title: Of the page.
        results: Every number.
        tables: In the order of the page.
        pictures: In the order of the page.

    Returns:
        The path of the page.
    """
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    _write(directory / "results.json", json.dumps(results, indent=1) + "\n")
    for table in tables:
        _write(directory / f"{table.name}.csv", table.csv())
        _write(directory / f"{table.name}.md", f"{table.caption}\n\n{table.markdown()}")
    images = [
        {
            "caption": picture.caption,
            "data": base64.b64encode(path.read_bytes()).decode(),
            "name": picture.name,
        }
        for picture, path in zip(pictures, write_pictures(directory, pictures), strict=True)
    ]
    environment = Environment(loader=PackageLoader("pyg_jets", "."), autoescape=True)
    page = environment.get_template("report.html.jinja").render(
        title=title, settings=results.get("settings", {}), tables=tables, images=images
    )
    _write(directory / "report.html", page)
    return directory / "report.html"


def table_files(path: str | os.PathLike[str], table: str) -> list[Path]:
    """Where :func:`write_table` writes: one file by its ending, or three in a folder.

    Args:
        path: A file that ends in .md, .csv or .json, or a folder.
        table: Name of the table.

    Raises:
        ValueError: If the file has another ending.
    """
    path = Path(path)
    if path.is_dir() or not path.suffix:
        return [path / f"{table}{suffix}" for suffix in _TABLE_FORMATS]
    if path.suffix not in _TABLE_FORMATS:
        raise ValueError(
            f"a table must go to a folder or a file in .md, .csv or .json (got '{path.name}')"
        )
    return [path]


def write_table(
    path: str | os.PathLike[str], table: Table, results: Mapping[str, Any]
) -> list[Path]:
    """Write one table for readers (Markdown, CSV) and its numbers for machines (JSON).

    Args:
        path: As in :func:`table_files`; a folder is made if it is not there.
        table: The table.
        results: Every number.

    Returns:
        The files written.
    """
    texts = {
        ".md": f"{table.caption}\n\n{table.markdown()}",
        ".csv": table.csv(),
        ".json": json.dumps(results, indent=1) + "\n",
    }
    files = table_files(path, table.name)
    if len(files) > 1:
        files[0].parent.mkdir(parents=True, exist_ok=True)
    for file in files:
        _write(file, texts[file.suffix])
    return files


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
        with atomic_path(file) as temporary:
            picture.figure.savefig(temporary, dpi=110)
    return files


def _write(path: Path, text: str) -> None:
    with atomic_path(path) as temporary:
        temporary.write_text(text, encoding="utf-8")

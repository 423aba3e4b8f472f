"""What a chapter shows, and how a command writes and prints it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from pyg_jets.report import (
    JetView,
    LundMap,
    Picture,
    Sentence,
    Table,
    write_pictures,
    write_table,
)
from pyg_jets.report.figure_file import save_figure

PICTURES = (".png", ".pdf", ".svg")
"""Endings of a file that holds one picture."""


@dataclass
class Shown:
    """Of one chapter or of several, in the order of the page.

    Attributes:
        numbers: All numbers, for JSON.
        tables: What has a ``task`` stands in the task's section, here and below.
        pictures: Figures.
        sentences: What the numbers say.
        maps: Lund maps that the page draws itself.
        jets: Jets that the page draws itself.
    """

    numbers: dict[str, Any] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    maps: list[LundMap] = field(default_factory=list)
    jets: list[JetView] = field(default_factory=list)

    @classmethod
    def together(cls, chapters: Iterable[Shown]) -> Shown:
        """Several chapters, one behind the other; numbers of one name are joined."""
        whole = cls()
        for chapter in chapters:
            _join(whole.numbers, chapter.numbers)
            for part in fields(cls)[1:]:
                getattr(whole, part.name).extend(getattr(chapter, part.name))
        return whole

    def write(self, out: Path, settings: Mapping[str, Any]) -> list[Path]:
        """Write tables with all numbers, and pictures.

        Args:
            out: A folder; a file for the table (.md, .csv, .json); or one for the picture (.png,
                .pdf, .svg), with the table beside it under the same name.
            settings: How the numbers were made.

        Returns:
            The files written.
        """
        numbers = {"settings": dict(settings), **self.numbers}
        if out.suffix in PICTURES:
            save_figure(self.pictures[0].figure, out)
            table = replace(self.tables[0], name=out.stem)
            return [out, *write_table(out.parent, table, numbers)]
        written = [file for table in self.tables for file in write_table(out, table, numbers)]
        return written + write_pictures(out, self.pictures)

    def print(self, written: Iterable[Path]) -> None:
        """Say it on standard output: sentences, tables, and the files that were written."""
        for sentence in self.sentences:
            sys.stdout.write(f"{sentence.text}\n")
        for table in self.tables:
            sys.stdout.write(f"\n{table.caption}\n\n{table.markdown()}")
        for file in written:
            sys.stdout.write(f"written: {file}\n")


def _join(numbers: dict[str, Any], more: Mapping[str, Any]) -> None:
    for name, value in more.items():
        if isinstance(value, Mapping) and isinstance(numbers.get(name), dict):
            _join(numbers[name], value)
        else:
            numbers[name] = value

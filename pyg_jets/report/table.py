"""Tables of a report."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pyg_jets.jobs.atomic import save_text
from pyg_jets.report.file_name import check_file_name
from pyg_jets.report.numeric import numeric

_TABLE_FORMATS = (".md", ".csv", ".json")
_TASK = "task"
_NUMBER = re.compile(r"\s*([<>≥≤]?\s*[-+−]?\.?\d|nan|[-–—]?\s*$)")


@dataclass(frozen=True)
class Table:
    """Rows of text under a header.

    Attributes:
        name: File name without ending.
        caption: What it shows, in one sentence.
        header: Column titles.
        rows: Cells.
        task: In this task's section of the page; None: in the overview.
    """

    name: str
    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    task: str | None = None

    def __post_init__(self) -> None:
        """Refuse a name that is none of a file."""
        check_file_name(self.name)

    def of_task(self, task: str) -> Table | None:
        """Its rows of one task, if it has a column ``task`` that names it, without the column.

        Args:
            task: Name of the task.
        """
        if self.task is not None or _TASK not in self.header:
            return None
        column = list(self.header).index(_TASK)
        header, *rows = (
            [*row[:column], *row[column + 1 :]]
            for row in (self.header, *(row for row in self.rows if row[column] == task))
        )
        return replace(self, header=header, rows=rows, task=task) if rows else None

    def with_titles(self, titles: Mapping[str, str]) -> Table:
        """With the tasks' titles in its column ``task``, if it has one.

        Args:
            titles: By name of the task; others stay.
        """
        if _TASK not in self.header:
            return self
        column = list(self.header).index(_TASK)
        rows = [
            [*row[:column], titles.get(row[column], row[column]), *row[column + 1 :]]
            for row in self.rows
        ]
        return replace(self, rows=rows)

    def folded(self) -> Table:
        """Without columns that say the same in every row: the caption says it once.

        The first column stays, and a table of one row stays as it is.
        """
        same = {
            number: title
            for number, title in enumerate(self.header)
            if number and len(self.rows) > 1 and len({row[number] for row in self.rows}) == 1
        }
        if not same:
            return self
        said = ", ".join(f"{title}: {self.rows[0][number]}" for number, title in same.items())
        header, *rows = (
            [text for number, text in enumerate(row) if number not in same]
            for row in (self.header, *self.rows)
        )
        caption = f"{self.caption} In all rows: {said}."
        return replace(self, caption=caption, header=header, rows=rows)

    def is_number(self, column: int) -> bool:
        """Whether every cell of a column begins with a number, or is empty.

        Args:
            column: From the left, from 0.
        """
        return all(_NUMBER.match(row[column]) for row in self.rows)

    def markdown(self) -> str:
        """As a Markdown table, numbers to the right."""
        columns = range(len(self.header))
        rule = ["---:" if self.is_number(column) else "---" for column in columns]
        lines = [self.header, rule, *self.rows]
        return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"

    def csv(self) -> str:
        """As comma-separated values, a number's interval in columns of its own."""
        out = io.StringIO()
        header, rows = numeric(self.header, self.rows)
        csv.writer(out, lineterminator="\n").writerows([header, *rows])
        return out.getvalue()


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
        save_text(file, texts[file.suffix])
    return files

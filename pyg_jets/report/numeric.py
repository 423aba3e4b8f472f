"""Cells with an interval as columns of plain numbers, for programs that read a table."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NUMBER = r"[-+]?(?:\d+\.?\d*(?:e[-+]?\d+)?|inf|nan)"
_INTERVAL = re.compile(
    rf"(?P<value>{_NUMBER}) \[(?P<low>{_NUMBER}), (?P<high>{_NUMBER})\]"
    rf"(?: ± (?P<spread>{_NUMBER}))?(?: \((?P<count>\d+) of (?P<total>\d+)\))?(?P<mark> †)?"
)
_PARTS = ("low", "high", "spread", "count", "total", "mark")


def numeric(
    header: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[list[str], list[list[str]]]:
    """The same table with the parts of each number in columns of their own.

    ``0.95 [0.94, 0.96] ± 0.01`` of a column AUC becomes 0.95, 0.94, 0.96, 0.01 in the columns AUC,
    AUC low, AUC high, AUC spread; counts and the mark of a number that rests on one jet have
    theirs. Other cells stay as they are, with nothing in the columns beside.

    Args:
        header: Titles.
        rows: Cells as people read them.

    Example:
        >>> numeric(["AUC"], [["0.95 [0.94, 0.96]"], ["–"]])
        (['AUC', 'AUC low', 'AUC high'], [['0.95', '0.94', '0.96'], ['–', '', '']])
    """
    titles: list[str] = []
    columns: list[list[str]] = []
    for number, title in enumerate(header):
        cells = [row[number] for row in rows]
        parts = [_INTERVAL.fullmatch(cell) for cell in cells]
        titles.append(title)
        columns.append(
            [part["value"] if part else cell for part, cell in zip(parts, cells, strict=True)]
        )
        for name in _PARTS:
            column = [((part and part[name]) or "").strip() for part in parts]
            if any(column):
                titles.append(f"{title} {name}")
                columns.append(column)
    return titles, [list(row) for row in zip(*columns, strict=True)]

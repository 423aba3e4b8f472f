"""What stands together in the page: the overview, and one section for each task."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from pyg_jets.report.jet_view import JetView
from pyg_jets.report.lund_map import LundMap
from pyg_jets.report.picture import Image
from pyg_jets.report.sentence import Sentence
from pyg_jets.report.table import Table


class OfTask(Protocol):
    """What may belong to a task."""

    @property
    def task(self) -> str | None:
        """Its task; None: the overview's."""


Part = TypeVar("Part", bound=OfTask)


@dataclass(frozen=True)
class Content:
    """Everything that is shown, in the order of the page.

    Attributes:
        tables: Those without a task and with a column ``task`` are in the tasks' sections too.
        images: Figures.
        sentences: What the numbers say.
        maps: Lund maps to draw.
        jets: Jets of the viewer.
    """

    tables: Sequence[Table] = ()
    images: Sequence[Image] = ()
    sentences: Sequence[Sentence] = ()
    maps: Sequence[LundMap] = ()
    jets: Sequence[JetView] = ()

    @property
    def folded_tables(self) -> list[Table]:
        """The tables as the page shows them, see :meth:`pyg_jets.report.Table.folded`."""
        return [table.folded() for table in self.tables]

    @property
    def tasks(self) -> list[str]:
        """Names of all tasks, in the order in which they come."""
        parts: list[OfTask] = [*self.maps, *self.jets, *self.tables, *self.images, *self.sentences]
        return list(dict.fromkeys(part.task for part in parts if part.task is not None))

    def of(self, task: str | None) -> Content:
        """What belongs to a task, or to the overview."""
        tables = _of(self.tables, task)
        if task is not None:
            tables += [rows for table in self.tables if (rows := table.of_task(task))]
        return Content(
            tables,
            _of(self.images, task),
            _of(self.sentences, task),
            _of(self.maps, task),
            _of(self.jets, task),
        )


@dataclass(frozen=True)
class Section:
    """One section of the page.

    Attributes:
        anchor: Its address in the page.
        title: In the navigation and above it.
        task: Its task; None: the overview.
        content: What it shows.
    """

    anchor: str
    title: str
    task: str | None
    content: Content


def sections_of(content: Content, titles: Mapping[str, str]) -> list[Section]:
    """The overview, then the tasks: first those with a title, in their order.

    Args:
        content: Everything.
        titles: By task; others stand under their own name.
    """
    tasks = dict.fromkeys([*titles, *content.tasks])
    return [
        Section("overview", "Overview", None, _for_readers(content.of(None), titles)),
        *(
            Section(
                f"task-{number}",
                titles.get(task, task),
                task,
                _for_readers(content.of(task), titles),
            )
            for number, task in enumerate(tasks, 1)
        ),
    ]


def _for_readers(content: Content, titles: Mapping[str, str]) -> Content:
    """With the tasks' titles in place of their names, which are for commands and files."""
    sentences = [
        replace(sentence, text=_titled(sentence.text, titles)) for sentence in content.sentences
    ]
    tables = [table.with_titles(titles) for table in content.tables]
    return replace(content, tables=tables, sentences=sentences)


def _titled(text: str, titles: Mapping[str, str]) -> str:
    """A text with titles in place of names that stand alone: not in those of files."""
    for task, title in titles.items():
        alone = rf"(?<![\w/.-]){re.escape(task)}(?![\w/-]|\.\w)"
        text = re.sub(alone, title.replace("\\", r"\\"), text)
    return text


def _of(parts: Sequence[Part], task: str | None) -> list[Part]:
    return [part for part in parts if part.task == task]

"""Sentences made from numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sentence:
    """What the numbers say, in words, at the head of a section of the page.

    Attributes:
        text: One sentence or a few.
        task: In this task's section; None: in the overview.
    """

    text: str
    task: str | None = None

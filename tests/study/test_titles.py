"""Every kind of the built-in tasks has a title, and resonances have a mass."""

import pytest

from pyg_jets.datasets import TASKS
from pyg_jets.study.titles import labels_of, task_title, title_of


@pytest.mark.parametrize("task", TASKS)
def test_kinds_have_titles_and_labels(task: str) -> None:
    signal, background = labels_of(task)
    assert labels_of(task) == {signal: 1, background: 0}
    assert task_title(task) == f"{title_of(signal)}/{title_of(background)}"

"""Every kind of the built-in tasks has a title, and resonances have a mass."""

import pytest

from pyg_jets.datasets import TASKS
from pyg_jets.study.titles import MASSES, TITLES, labels_of, task_title


@pytest.mark.parametrize("task", TASKS)
def test_kinds_have_titles_and_labels(task: str) -> None:
    signal, background = labels_of(task)
    assert labels_of(task) == {signal: 1, background: 0}
    assert task_title(task) == f"{TITLES[signal]}/{TITLES[background]}"


def test_only_resonances_have_a_mass() -> None:
    assert set(MASSES) == {"w", "top"}
    assert 80 < MASSES["w"] < 81
    assert 172 < MASSES["top"] < 174

"""Sentences, their tasks and their margins belong together."""

import math

import pytest

from pyg_jets.lund import LundPlane
from pyg_jets.study.chapters.claims.map_wordings import WORDINGS, MapWording


def test_names_and_margins_are_used_once() -> None:
    assert len({wording.name for wording in WORDINGS}) == len(WORDINGS)
    assert len({wording.margin for wording in WORDINGS}) == len(WORDINGS)


@pytest.mark.parametrize("wording", WORDINGS, ids=lambda wording: wording.name)
def test_a_margin_needs_no_other_tasks_and_few_jets_decide_nothing(wording: MapWording) -> None:
    maps = {task: {kind: LundPlane() for kind in task.split("-")} for task in wording.needs}
    assert math.isnan(wording.margin(maps))
    assert wording.task is None or [wording.task] == list(wording.needs)
    assert (wording.task is None) == (len(wording.needs) > 1)

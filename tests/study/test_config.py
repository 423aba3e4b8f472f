"""The short study is part of the full one."""

from pyg_jets.study import CONFIGS


def test_the_full_study_does_more() -> None:
    short, full = CONFIGS["short"], CONFIGS["full"]
    assert full.cells[: len(short.cells)] == short.cells
    assert full.algorithms[: len(short.algorithms)] == short.algorithms
    assert full.seeds > short.seeds
    assert full.keep
    assert not short.keep

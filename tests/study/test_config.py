"""The short study is part of the full one."""

from pyg_jets.study import CONFIGS


def test_the_full_study_does_more() -> None:
    short, full = CONFIGS["short"], CONFIGS["full"]
    assert full.cells[: len(short.cells)] == short.cells
    assert full.algorithms[: len(short.algorithms)] == short.algorithms
    assert full.frames[: len(short.frames)] == short.frames
    assert full.seeds >= short.seeds >= 3
    assert full.keep
    assert not short.keep


def test_without_what_stands_beside() -> None:
    alone = CONFIGS["full"].without_others()
    assert (alone.cells, alone.algorithms, alone.compared) == (
        ("simple",),
        (None,),
        (),
    )
    assert alone.frames == CONFIGS["full"].frames
    assert alone.table_2
    assert alone.figure_2


def test_settings_say_what_is_left_to_the_tasks() -> None:
    settings = CONFIGS["short"].settings()
    assert settings["algorithms"] == settings["frames"] == ["each task's own"]
    assert settings["cells"] == ("simple",)
    assert CONFIGS["full"].settings()["algorithms"][:2] == ["each task's own", "cambridge_aachen"]

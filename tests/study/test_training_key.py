"""A training's settings are those of train_task."""

from pyg_jets.study.training_key import TrainingKey


def test_titles_and_settings() -> None:
    key = TrainingKey("w-qcd", "simple", "kt", "jet", 3)
    assert key.title == "simple cell, kt, seed 3"
    assert key._replace(frame="laboratory").title == "simple cell, kt, laboratory frame, seed 3"
    assert key.settings == {"algorithm": "kt", "frame": "jet", "seed": 3}

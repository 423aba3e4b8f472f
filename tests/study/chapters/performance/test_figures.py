"""A figure for each task, a curve for each of its trainings."""

from typing import Any

from pyg_jets.metrics import calibration
from pyg_jets.study.chapters.performance.figures import reliability_pictures
from pyg_jets.study.plan import TrainingKey
from pyg_jets.study.task import TrainedTask


def test_tasks_of_two_classes_have_a_figure() -> None:
    nothing: Any = None
    sure = calibration([0.15, 0.85], [0, 1])
    trained = {
        TrainingKey(task, "simple", "kt", "jet", seed): TrainedTask(
            nothing, nothing, (0, 0, 0), {}, None if task == "many" else sure
        )
        for task in ("a-b", "many", "c-d")
        for seed in (0, 1)
    }
    pictures = reliability_pictures(trained)
    assert [(picture.name, picture.task) for picture in pictures] == [
        ("reliability-a-b", "a-b"),
        ("reliability-c-d", "c-d"),
    ]
    (legend,) = (ax.get_legend() for ax in pictures[0].figure.axes)
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["seed 0 (0.150)", "seed 1 (0.150)"]

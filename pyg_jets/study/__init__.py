"""The paper on the bundled sample: train, evaluate, probe, and read the taggers."""

from pyg_jets.study.pictures import saliency_panel
from pyg_jets.study.study import study
from pyg_jets.study.task import TaskResult, evaluate, run_task, saliency_planes, train_task

__all__ = [
    "TaskResult",
    "evaluate",
    "run_task",
    "saliency_panel",
    "saliency_planes",
    "study",
    "train_task",
]

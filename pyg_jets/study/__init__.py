"""The paper on the bundled sample: train, evaluate, probe, and read the taggers."""

from pyg_jets.study.pictures import saliency_panel
from pyg_jets.study.saliency import Planes, saliency_planes, saliency_planes_of_shards
from pyg_jets.study.study import study
from pyg_jets.study.task import TaskResult, evaluate, run_task, train_task

__all__ = [
    "Planes",
    "TaskResult",
    "evaluate",
    "run_task",
    "saliency_panel",
    "saliency_planes",
    "saliency_planes_of_shards",
    "study",
    "train_task",
]

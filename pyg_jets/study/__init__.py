"""The paper: train, evaluate, probe, and read the taggers."""

from pyg_jets.study.config import CONFIGS, StudyConfig
from pyg_jets.study.plan import Plan
from pyg_jets.study.saved import load_study
from pyg_jets.study.source import jets_of_kind
from pyg_jets.study.study import study
from pyg_jets.study.task import evaluate, held_out_jets, task_jets, train_task

__all__ = [
    "CONFIGS",
    "Plan",
    "StudyConfig",
    "evaluate",
    "held_out_jets",
    "jets_of_kind",
    "load_study",
    "study",
    "task_jets",
    "train_task",
]

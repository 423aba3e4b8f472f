"""The paper: train, evaluate, probe, and read the taggers."""

from pyg_jets.study.config import CONFIGS, StudyConfig
from pyg_jets.study.plan import Plan
from pyg_jets.study.saved import load_study
from pyg_jets.study.study import study
from pyg_jets.study.task import evaluate, train_task

__all__ = [
    "CONFIGS",
    "Plan",
    "StudyConfig",
    "evaluate",
    "load_study",
    "study",
    "train_task",
]

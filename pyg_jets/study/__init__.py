"""The paper on the bundled sample: train, evaluate, probe, and read the taggers."""

from pyg_jets.study.layers import figure_2, probe_layers, train_all
from pyg_jets.study.pictures import saliency_panel
from pyg_jets.study.probe_task import probe_task
from pyg_jets.study.probes import observables_of, probe_observables
from pyg_jets.study.saliency import Planes, saliency_planes, saliency_planes_of_shards
from pyg_jets.study.study import study
from pyg_jets.study.tables import probe_table
from pyg_jets.study.task import TaskResult, evaluate, run_task, train_task

__all__ = [
    "Planes",
    "TaskResult",
    "evaluate",
    "figure_2",
    "observables_of",
    "probe_layers",
    "probe_observables",
    "probe_table",
    "probe_task",
    "run_task",
    "saliency_panel",
    "saliency_planes",
    "saliency_planes_of_shards",
    "study",
    "train_all",
    "train_task",
]

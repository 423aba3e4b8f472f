"""Samples of jets to read, and how to split them."""

from pyg_jets.datasets.sample import KINDS, sample, write_sample
from pyg_jets.datasets.split import Split, split_by_event
from pyg_jets.datasets.task import TASKS, binary_task
from pyg_jets.jet_tree_dataset import JetTreeDataset

__all__ = [
    "KINDS",
    "TASKS",
    "JetTreeDataset",
    "Split",
    "binary_task",
    "sample",
    "split_by_event",
    "write_sample",
]

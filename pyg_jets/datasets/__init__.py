"""Samples of jets to read, and how to split them."""

from pyg_jets.datasets import formats
from pyg_jets.datasets.reading import read, recognise, stream
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
    "formats",
    "read",
    "recognise",
    "sample",
    "split_by_event",
    "stream",
    "write_sample",
]

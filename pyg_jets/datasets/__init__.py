"""Samples of jets: bundled, of the public records, in files of others; and how to split them."""

from pyg_jets.datasets import formats
from pyg_jets.datasets.kind import Kind
from pyg_jets.datasets.public.jet_class import JetClass
from pyg_jets.datasets.public.jet_net import JetNet
from pyg_jets.datasets.public.quark_gluon import QuarkGluon
from pyg_jets.datasets.public.top_tagging import TopTagging
from pyg_jets.datasets.reading import read, recognise, stream
from pyg_jets.datasets.resolve_task import binary_task, resolve_task
from pyg_jets.datasets.sample import KINDS, sample, write_sample
from pyg_jets.datasets.split import Split, split_by_event
from pyg_jets.datasets.table_folder import TableFolder
from pyg_jets.datasets.task import Task
from pyg_jets.datasets.task_name import TASKS

__all__ = [
    "KINDS",
    "TASKS",
    "JetClass",
    "JetNet",
    "Kind",
    "QuarkGluon",
    "Split",
    "TableFolder",
    "Task",
    "TopTagging",
    "binary_task",
    "formats",
    "read",
    "recognise",
    "resolve_task",
    "sample",
    "split_by_event",
    "stream",
    "write_sample",
]

"""What people have jets in: data sets, parts of them, lists and loaders."""

from __future__ import annotations

from typing import Any, TypeAlias

from torch.utils.data import (
    ConcatDataset,
    DataLoader,
    RandomSampler,
    SequentialSampler,
    Subset,
    default_collate,
    default_convert,
)
from torch_geometric.data import Batch
from torch_geometric.loader.dataloader import Collater

from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.jets.trees.jet_tree_list import JetTreeList
from pyg_jets.jets.trees.jet_tree_shards import JetTreeShards

Jets: TypeAlias = JetTreeDataset | JetTreeShards | JetTreeList
"""Clustered jets in memory, in many files, or as trees one by one."""


def as_it_is(batch: Any) -> Any:
    """What a loader of ours makes of a batch that its data set has made.

    Args:
        batch: The batch.
    """
    return batch


_COLLATE = (default_collate, default_convert, as_it_is)
"""What makes batches if nothing else is said; PyG has a class for it."""


def jets_of(name: str, source: Any, *, any_order: bool = False) -> Jets:
    """The jets of a data set, of parts of it, of a list or of a loader, in their order.

    Args:
        name: Of the argument, for the message.
        source: A :class:`JetTreeDataset` or :class:`JetTreeShards`; torch's ``Subset`` (as
            ``random_split`` gives) or ``ConcatDataset`` of such; a list of :class:`JetTree` or of
            data sets, or a batch; a ``DataLoader`` of any of them, whose jets are taken one after
            the other.
        any_order: Whether a loader may shuffle, sample or drop jets.

    Raises:
        TypeError: If it is something else.
        ValueError: If a loader has another order than its jets, or leaves some out: what is
            predicted would not belong to them; or if it makes its batches by code of its own.
    """
    if isinstance(source, Jets):
        return source
    if isinstance(source, Subset):
        return jets_of(name, source.dataset).index_select(list(source.indices))
    if isinstance(source, DataLoader):
        _check_batches(name, source)
        if not any_order:
            _check_order(name, source)
        # Our own loader has its jets within.
        return jets_of(name, getattr(source.dataset, "jets", source.dataset))
    if isinstance(source, Batch):
        return JetTreeList(source.to_data_list())
    parts: Any = source.datasets if isinstance(source, ConcatDataset) else source
    if isinstance(parts, list | tuple) and parts:
        if all(not hasattr(part, "edge_index") for part in parts):
            return _joined([jets_of(name, part) for part in parts])
        return JetTreeList(parts)
    raise TypeError(
        f"'{name}' must be a JetTreeDataset, as 'cluster' makes, JetTreeShards, a Subset or "
        f"ConcatDataset of them, a list of JetTrees or a DataLoader (got {type(source).__name__})"
    )


def _joined(parts: list[Jets]) -> Jets:
    if any(isinstance(part, JetTreeList) for part in parts):
        return JetTreeList([tree for part in parts for tree in part])
    in_memory: Any = [part.index_select(slice(None)) for part in parts]
    return JetTreeDataset.concat(in_memory)


def sampler_of(source: Any) -> Any:
    """The sampler of a loader that neither takes its jets in their order nor shuffles them.

    Args:
        source: What :func:`jets_of` takes.

    Returns:
        The sampler, or None: there is none, or it is one of these two.
    """
    if not isinstance(source, DataLoader) or _in_order(source):
        return None
    sampler: Any = source.sampler
    shuffles = hasattr(sampler, "in_order") or (
        isinstance(sampler, RandomSampler)
        and not sampler.replacement
        and sampler.num_samples == len(source.dataset)  # type: ignore[arg-type]
    )
    return None if shuffles else sampler


def _in_order(loader: DataLoader[Any]) -> bool:
    ours = getattr(loader.sampler, "in_order", False)
    return ours or isinstance(loader.sampler, SequentialSampler)


def _check_batches(name: str, loader: DataLoader[Any]) -> None:
    """Refuse what would be passed over: jets are taken from the data set, not from batches."""
    given = "collate_fn"
    if loader.batch_size is None and loader.batch_sampler is not None:
        given = "batch_sampler"
    elif type(loader.collate_fn) is Collater or loader.collate_fn in _COLLATE:
        return
    raise ValueError(
        f"'{name}' must be a loader that takes batches of 'batch_size' jets as they are (got one "
        f"with a '{given}' of its own): give its data set, with what changes jets as 'transform'"
    )


def _check_order(name: str, loader: DataLoader[Any]) -> None:
    if not _in_order(loader) or loader.drop_last:
        raise ValueError(
            f"'{name}' must be a loader that gives all jets in their order (got one that shuffles, "
            "samples or drops some): give it shuffle=False and drop_last=False, or its data set"
        )

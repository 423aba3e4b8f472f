"""Clustered jets in the least memory: leaves and merges; features and edges are made on demand."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor
from torch_geometric.data import Batch, InMemoryDataset

from pyg_jets.jets.algorithms.growth import grow, write_features
from pyg_jets.jets.columns import OF_PARTICLES
from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.packing import JetIndex, borders, jet_positions, packed_rows
from pyg_jets.jets.trees.jet_tree import FRAMES, Frame, JetTree, check_transformed
from pyg_jets.jobs.atomic import save_tensors

_FORMAT = "pyg_jets.trees"
_PER_JET = {"y": "label", "weight": "weight"}
"""Fields of a tree with one number, and the columns of the jets that they hold."""
_BATCH: Any = type(Batch(_base_cls=JetTree))
"""PyG's class for batches of :class:`JetTree`."""


class JetTreeDataset(InMemoryDataset):
    """Clustering histories of many jets, made by :func:`pyg_jets.cluster`.

    An integer gives a :class:`JetTree`; a slice, mask or list gives a smaller data set. PyG's
    ``DataLoader`` takes it as it is; :class:`pyg_jets.JetLoader` builds the same batches without a
    Python object per jet.

    A ``transform``, as PyG's data sets have it, is applied to every tree wherever trees come out:
    one by one, in batches, loaders and all that reads batches (``fit``, ``predict``,
    ``fit_scaling``, Lund coordinates). ``constituents``, which observables and clustering read,
    stay as they are; it is code, so files do not hold it.

    Args:
        constituents: The jets.
        merges: Children of every merge as node numbers within their jet: leaves first, then merges.
        frame: The frame of the features, ``"jet"`` or ``"laboratory"``.
        inner_p4: Momenta of the merged nodes where they are not the sums of their children's
            (recombination schemes other than E).

    Shapes:
        - **merges:** ``(num_particles - num_jets, 2)``; **inner_p4:** ``(…, 4)`` likewise

    Raises:
        ValueError: If a shape does not match, or the frame is unknown.
    """

    def __init__(
        self,
        constituents: Constituents,
        merges: Tensor,
        *,
        frame: Frame = "jet",
        inner_p4: Tensor | None = None,
    ) -> None:
        super().__init__()
        if frame not in FRAMES:
            raise ValueError(f"'frame' must be one of {', '.join(FRAMES)} (got '{frame}')")
        expected = (len(constituents.p4) - len(constituents), 2)
        if tuple(merges.shape) != expected:
            raise ValueError(f"'merges' must have shape {expected} (got {tuple(merges.shape)})")
        self.constituents = constituents
        # Nodes of a jet are few: two bytes hold their numbers.
        large = merges.numel() > 0 and int(merges.max()) > torch.iinfo(torch.int16).max
        self.merges = merges.to(torch.int32 if large else torch.int16)
        self.frame = frame
        self.inner_p4 = inner_p4

    def len(self) -> int:
        """Number of jets."""
        return len(self.constituents)

    @property
    def merge_ptr(self) -> Tensor:
        """Borders of the jets in ``merges``: a jet of n constituents has n - 1 merges."""
        ptr = self.constituents.ptr
        return ptr - torch.arange(len(ptr))

    @property
    def y(self) -> Tensor | None:
        """Labels ``(num_jets,)``, if there are any."""
        return self.constituents.label

    @property
    def weight(self) -> Tensor | None:
        """Weights ``(num_jets,)``, if there are any."""
        return self.constituents.weight

    @property
    def num_classes(self) -> int:
        """One more than the largest label."""
        return 0 if self.y is None or len(self) == 0 else int(self.y.max()) + 1

    def get(self, idx: int) -> JetTree:
        """The tree of one jet."""
        fields, _, _ = self._fields(torch.tensor([idx]))
        return JetTree(**fields, frame=self.frame)

    def index_select(self, idx: JetIndex) -> JetTreeDataset:
        """Some of the jets, as a data set of its own."""
        jets = jet_positions(idx, len(self))
        rows, _ = packed_rows(self.merge_ptr, jets)
        inner_p4 = None if self.inner_p4 is None else self.inner_p4[rows]
        some = JetTreeDataset(
            self.constituents[jets], self.merges[rows], frame=self.frame, inner_p4=inner_p4
        )
        some.transform = self.transform
        return some

    @classmethod
    def concat(cls, parts: Sequence[JetTreeDataset]) -> JetTreeDataset:
        """Put data sets of one frame and one recombination scheme one behind the other.

        Raises:
            ValueError: If there is none, their frames or transforms differ, or some have momenta of
                their own.
        """
        frames = {(part.frame, part.inner_p4 is None) for part in parts}
        if len(frames) != 1:
            raise ValueError(
                f"data sets to join must have one frame and scheme (got {sorted(frames) or 'none'})"
            )
        if any(part.transform is not parts[0].transform for part in parts):
            names = sorted({type(part.transform).__name__ for part in parts})
            raise ValueError(
                f"data sets to join must have one transform (got {', '.join(names)}): set that of "
                "the parts before, or of the whole afterwards"
            )
        inner_p4 = [part.inner_p4 for part in parts if part.inner_p4 is not None]
        whole = cls(
            Constituents.concat([part.constituents for part in parts]),
            torch.cat([part.merges for part in parts]),
            frame=parts[0].frame,
            inner_p4=torch.cat(inner_p4) if inner_p4 else None,
        )
        whole.transform = parts[0].transform
        return whole

    def copy(self, idx: JetIndex | None = None) -> JetTreeDataset:
        """A data set of some jets, or all, that shares no memory with this one."""
        return self.index_select(slice(None) if idx is None else idx)

    def to(self, device: int | str | torch.device) -> JetTreeDataset:
        """The jets stay in the memory of the CPU: it is batches that are moved.

        Raises:
            ValueError: If it is to be another device.
        """
        if torch.device(device).type != "cpu":
            raise ValueError(
                f"jets stay on the CPU, where trees are grown (got '{device}'): move each batch, "
                "batch.to(device)"
            )
        return self

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write momenta, merges and all columns to one file (safetensors, no pickle).

        Not the ``transform``, which is code: set it again on what was loaded.
        """
        columns = {**self.constituents._columns(), "merges": self.merges}
        if self.inner_p4 is not None:
            columns["inner_p4"] = self.inner_p4
        metadata = {"format": _FORMAT, "frame": self.frame, "num_jets": str(len(self))}
        save_tensors(path, columns, metadata)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> JetTreeDataset:
        """Map what :meth:`save` wrote into memory: a jet is read when it is used.

        Raises:
            FileNotFoundError: If there is no such file.
            ValueError: If it is truncated or was not written by :meth:`save`.
        """
        try:
            with safe_open(path, framework="pt") as file:
                metadata = file.metadata() or {}
                if metadata.get("format") != _FORMAT:
                    raise ValueError("it was not written by JetTreeDataset.save")
                columns = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
            trees = cls.__new__(cls)
            InMemoryDataset.__init__(trees)
            trees.frame = metadata["frame"]
            trees.merges, trees.inner_p4 = columns.pop("merges"), columns.pop("inner_p4", None)
            trees.constituents = Constituents._mapped(columns)
            _check_merges(trees.merges, len(trees.constituents.p4) - len(trees.constituents))
        except FileNotFoundError:
            raise FileNotFoundError(f"there are no jets at '{path}'") from None
        except (SafetensorError, OSError, ValueError, KeyError, AttributeError) as error:
            raise ValueError(
                f"'{path}' must be a whole file that JetTreeDataset.save wrote (got: {error})"
            ) from error
        return trees

    def batch(self, jets: JetIndex = slice(None)) -> Any:
        """The trees of some jets as one PyG ``Batch``, equal to ``Batch.from_data_list``.

        All fields are made at once for the whole batch; tree by tree if there is a ``transform``,
        which is one of trees.
        """
        jets = jet_positions(jets, len(self))
        if self.transform is not None and len(jets):
            trees = [self[jet] for jet in jets.tolist()]
            check_transformed(trees)
            return Batch.from_data_list(trees)
        fields, node_ptr, jet_of_node = self._fields(jets)
        edge_ptr = node_ptr - torch.arange(len(node_ptr))
        # Calling the class would inspect signatures for longer than the jets take.
        batch: Any = _BATCH.__new__(_BATCH)
        batch.__init__(**fields, frame=[self.frame] * len(jets))
        batch.batch = jet_of_node
        batch.ptr = node_ptr
        jet_ptr = torch.arange(len(jets) + 1)
        edges = {"edge_index": edge_ptr, "branch": edge_ptr}
        starts = {**edges, **dict.fromkeys((*_PER_JET, "frame", "jet_columns"), jet_ptr)}
        nothing = torch.zeros(len(jets), dtype=torch.int64)
        batch._num_graphs = len(jets)
        batch._slice_dict = _as_nested(fields, lambda key: starts.get(key, node_ptr))
        batch._inc_dict = _as_nested(fields, lambda _: nothing)
        batch._slice_dict["frame"], batch._inc_dict["frame"] = jet_ptr, None
        batch._inc_dict["edge_index"] = node_ptr[:-1]
        return batch

    def _fields(self, jets: Tensor) -> tuple[dict[str, Any], Tensor, Tensor]:
        """The tensors of a batch of trees, the borders of its jets, and the jet of every node."""
        ptr = self.constituents.ptr
        node_ptr = borders(2 * (ptr[jets + 1] - ptr[jets]) - 1)
        num_nodes, num_edges = int(node_ptr[-1]), int(node_ptr[-1]) - len(jets)
        p4, x = torch.empty(num_nodes, 4, dtype=torch.float64), torch.empty(num_nodes, 7)
        edge_index = torch.empty(2, num_edges, dtype=torch.int64)
        branch = torch.empty(num_edges, dtype=torch.int64)
        level, jet_of_node = torch.empty(2, num_nodes, dtype=torch.int64)
        given = torch.empty(0, 4, dtype=torch.float64) if self.inner_p4 is None else self.inner_p4
        arrays = (jets, self.constituents.p4, ptr, self.merges, given, node_ptr)
        written = (p4, edge_index, branch, level, jet_of_node)
        damaged = grow(*(tensor.numpy() for tensor in (*arrays, *written)))
        if damaged >= 0:
            raise ValueError(
                f"jet {int(jets[damaged])}: merges must join earlier nodes of the jet, and momenta "
                "be finite (got damaged ones): cluster the jets again"
            )
        write_features(p4, node_ptr, self.frame == "jet", x)
        fields = {
            "x": x,
            "edge_index": edge_index,
            "p4": p4,
            "branch": branch,
            "level": level,
        }
        return {**fields, **self._column_fields(jets, node_ptr)}, node_ptr, jet_of_node

    def _column_fields(self, jets: Tensor, node_ptr: Tensor) -> dict[str, Any]:
        """Columns of the particles on their leaves, 0 on merges; columns of the jets."""
        own = self.constituents
        named = {name: getattr(own, name) for name in OF_PARTICLES}
        columns = {name: column for name, column in named.items() if column is not None}
        on_nodes = {}
        if columns or own.particle_columns:
            rows, leaf_ptr = packed_rows(own.ptr, jets)
            shift = torch.repeat_interleave(node_ptr[:-1] - leaf_ptr[:-1], leaf_ptr.diff())
            leaf = torch.arange(len(rows)) + shift
            for name, column in (*columns.items(), *own.particle_columns.items()):
                nodes = column.new_zeros(int(node_ptr[-1]))
                on_nodes[name] = nodes.index_copy_(0, leaf, column.index_select(0, rows))
        of_jets = ((key, getattr(own, name)) for key, name in _PER_JET.items())
        return {
            **{name: on_nodes.pop(name) for name in columns},
            **{key: column[jets] for key, column in of_jets if column is not None},
            "particle_columns": on_nodes,
            "jet_columns": {name: column[jets] for name, column in own.jet_columns.items()},
        }


def _check_merges(merges: Tensor, number: int) -> None:
    integers = not (merges.dtype.is_floating_point or merges.dtype == torch.bool)
    if merges.shape != (number, 2) or not integers:
        raise ValueError(
            f"'merges' must hold {number} pairs of integers (got {merges.dtype} of shape "
            f"{tuple(merges.shape)})"
        )


def _as_nested(fields: dict[str, Any], of: Callable[[str], Any]) -> dict[str, Any]:
    """What belongs to every field, and to every column in a field of columns."""
    return {
        key: dict.fromkeys(field, of(key)) if isinstance(field, dict) else of(key)
        for key, field in fields.items()
    }

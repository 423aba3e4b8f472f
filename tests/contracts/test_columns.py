"""Columns and weights of any name and kind come out right at the end of every path."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import fastjet
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch_geometric.data import Batch
from torch_geometric.loader import DataLoader

from pyg_jets import Constituents, JetLoader, JetTreeDataset, JetTreeShards, cluster, datasets
from pyg_jets.attribution import branch_removal, shapley
from pyg_jets.evaluation import completeness, deletion_curve, fidelity, infidelity, sensitivity
from pyg_jets.jets.clustering import ALGORITHMS as NAMES
from pyg_jets.taggers import RecNN
from pyg_jets.transforms import (
    CollinearSplits,
    FourVectors,
    Image,
    KtCut,
    LostParticles,
    LundTree,
    ParticleCloud,
    ParticleSet,
    PtShift,
    Sequence,
    Smearing,
    SoftParticles,
)
from pyg_jets.transforms._leaves import jets_of
from tests.written import write_table

KINDS = (bool, np.int8, np.uint16, np.int64, np.float16, np.float32, ">f4", np.float64)
OWN = ("pid", "charge", "label", "event", "weight")
ALGORITHMS = (*NAMES, fastjet.JetDefinition(fastjet.kt_algorithm, 1.0))
FEW = settings(max_examples=8, deadline=None, derandomize=True, database=None)

name_of_column = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12) | (
    st.sampled_from(["index", "batch", "edge_index", "track_batch_index", "x", "ptr_", "a/b"])
)
free_columns = st.dictionaries(
    name_of_column.filter(lambda name: name not in (*OWN, "p4", "ptr", "partons")),
    st.sampled_from(KINDS),
    max_size=3,
)


@st.composite
def any_jets(draw: Any) -> Constituents:
    """Jets with columns of any names and kinds; ``tag`` numbers particles, and jets."""
    counts = draw(st.lists(st.integers(1, 9), min_size=1, max_size=7))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n, jets = sum(counts), len(counts)
    momenta = rng.normal(size=(n, 3)) + np.array([9, 0, 0])
    p4 = np.column_stack((momenta, np.linalg.norm(momenta, axis=1) + rng.choice([0, 0.1], n)))
    named = {
        "pid": rng.integers(-3000, 3000, n), "charge": rng.integers(-1, 2, n),
        "label": rng.integers(0, 5, jets), "event": rng.permutation(9)[:jets],
        "weight": rng.normal(size=jets),
    }  # fmt: skip
    kept = draw(st.sets(st.sampled_from(OWN)))

    def columns(length: int) -> dict[str, np.ndarray]:
        drawn = {k: rng.integers(0, 2 if t is bool else 99, length).astype(t)
                 for k, t in draw(free_columns).items()}  # fmt: skip
        return {**drawn, "tag": np.arange(length)}

    return Constituents(
        p4,
        np.append(0, np.cumsum(counts)),
        **{k: v for k, v in named.items() if k in kept},
        particle_columns=columns(n),
        jet_columns=columns(jets),
    )


def _rows(jets: Constituents, order: list[int]) -> list[int]:
    return [row for jet in order for row in range(int(jets.ptr[jet]), int(jets.ptr[jet + 1]))]


def _is(
    found: Constituents, jets: Constituents, order: list[int], but: tuple[str, ...] = ()
) -> None:
    """Whether these are some of the jets, told by a loop over them."""
    rows = _rows(jets, order)
    assert found.ptr.diff().tolist() == [int(jets.ptr[k + 1] - jets.ptr[k]) for k in order]
    assert found.p4.tolist() == [jets.p4[row].tolist() for row in rows]
    for name in set(OWN) - set(but):
        mine, theirs = getattr(found, name), getattr(jets, name)
        assert (mine is None) == (theirs is None), name
        if mine is not None:
            places = rows if name in OWN[:2] else order
            assert mine.dtype == theirs.dtype
            assert mine.tolist() == [theirs[place].item() for place in places]
    for of, places in (("particle_columns", rows), ("jet_columns", order)):
        mine, theirs = getattr(found, of), getattr(jets, of)
        assert mine.keys() == theirs.keys()
        for name in mine:
            assert mine[name].dtype == theirs[name].dtype
            assert mine[name].tolist() == [theirs[name][place].item() for place in places]


@FEW
@given(any_jets(), st.data())
def test_picked_joined_and_saved(jets: Constituents, data: Any) -> None:
    jets.event = None  # all of one event would be suspicious
    order = data.draw(st.lists(st.integers(0, len(jets) - 1), max_size=5, min_size=1))
    _is(jets[order], jets, order)
    _is(Constituents.concat([jets[order], jets, jets[:0]]), jets, [*order, *range(len(jets))])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "jets.safetensors"
        jets[order].save(path)
        _is(Constituents.load(path), jets, order)
        _is(datasets.read(path), jets, order)
        pieces = list(datasets.stream(path, jets=2))
        _is(Constituents.concat(pieces), jets, order)
    of_jets = {name: getattr(jets, name) for name in OWN[2:] if getattr(jets, name) is not None}
    again = Constituents.from_awkward(jets.to_awkward(), **of_jets, **jets.jet_columns)
    _is(again, jets, list(range(len(jets))))


@FEW
@given(any_jets(), st.sampled_from(["parquet", "root", "h5"]))
def test_padded_and_in_tables(jets: Constituents, suffix: str) -> None:
    """Into dense arrays and into somebody's table, and back by names of ours."""
    counts = jets.ptr.diff().numpy()
    mask = np.arange(counts.max()) < counts[:, None]

    def dense(column: Tensor) -> np.ndarray:
        filled = np.zeros((*mask.shape, *column.shape[1:]), column.numpy().dtype)
        filled[mask] = column.numpy()
        return filled

    of_jets = {name: getattr(jets, name) for name in OWN[2:] if getattr(jets, name) is not None}
    of_particles = {"pid": jets.pid, "charge": jets.charge}
    columns = {name: dense(each) for name, each in of_particles.items() if each is not None}
    # A name may be one of particles and of jets; arrays by name have one of them.
    own = {k: dense(v) for k, v in jets.particle_columns.items() if k not in jets.jet_columns}
    twice = jets[:]
    for name in set(jets.particle_columns) & set(jets.jet_columns):
        del twice.particle_columns[name]
    order = list(range(len(jets)))
    again = Constituents.from_padded(
        dense(jets.p4), mask, **columns, **own, **of_jets, **jets.jet_columns
    )
    _is(again, twice, order)
    plain = Constituents(jets.p4, jets.ptr, pid=jets.pid, weight=jets.weight)
    plain.particle_columns["d 0"] = torch.arange(len(jets.p4)).double() / 8
    plain.jet_columns["tau"] = -torch.arange(len(jets)).double() / 4
    names = ["px", "py", "pz", "E", "d 0", "tau"]
    names += [name for name in ("pid", "weight") if getattr(plain, name) is not None]
    mapping = {name: f"c{k}" for k, name in enumerate(names)}
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"table.{suffix}"
        write_table(path, plain, mapping)
        _is(datasets.read(path, columns=mapping), plain, order)


@FEW
@given(any_jets(), st.data())
def test_clustered_sharded_and_batched(jets: Constituents, data: Any) -> None:
    trees = cluster(jets, data.draw(st.sampled_from(ALGORITHMS)))
    order = data.draw(st.permutations(range(len(jets))))
    cut = data.draw(st.integers(1, len(jets)))
    lost = ("event",)  # trees know it, batches do not
    _is(trees[order].constituents, jets, order)
    _is(jets_of(trees.batch(order)), jets, order, lost)
    _is(jets_of(Batch.from_data_list([trees[k] for k in order])), jets, order, lost)
    _is(jets_of(trees.batch(order)[0]), jets, order[:1], lost)
    on_merges = trees.batch()
    for column in (on_merges.particle_columns or {"none": torch.zeros(1)}).values():
        assert (column == 0)[~on_merges.is_leaf].all() if len(column) > 1 else True
    with TemporaryDirectory() as folder:
        parts = [trees[:cut], trees[cut:]] if cut < len(jets) else [trees]
        shards = JetTreeShards.write(Path(folder) / "shards", parts)
        _is(shards[order].constituents, jets, order)
        _is(jets_of(shards.batch(order)), jets, order, lost)
        streamed = [jets_of(batch) for batch in JetLoader(shards, 2)]
        _is(Constituents.concat(streamed), jets, list(range(len(jets))), lost)
        assert (shards.weight is None) == (jets.weight is None)
        if jets.weight is not None:
            assert torch.equal(shards.weight, jets.weight)  # type: ignore[arg-type]
        trees.save(Path(folder) / "trees")
        _is(JetTreeDataset.load(Path(folder) / "trees").constituents, jets, list(range(len(jets))))


CHANGES: tuple[Callable[[Any], Any], ...] = (
    PtShift(2.0), Smearing(), SoftParticles(2, radius=0.4), CollinearSplits(2),
    CollinearSplits(1, "hardest", angle=0.1), LostParticles(1e9, 0.9), KtCut(2.0),
)  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=repr)
@settings(FEW, max_examples=4)
@given(jets=any_jets())
def test_perturbed(jets: Constituents, change: Callable[[Any], Any]) -> None:
    jets.particle_columns["tag"] += 1
    jets.pid = torch.arange(len(jets.p4)) + 100
    for found in (change(jets), jets_of(change(cluster(jets).batch()))):
        tag = found.particle_columns["tag"]
        new = tag == 0
        assert new.any() == isinstance(change, SoftParticles)
        if not isinstance(change, Smearing) and not getattr(change, "angle", 0):
            was = jets.p4[tag[~new] - 1, :3]
            along = torch.nn.functional.cosine_similarity(found.p4[~new, :3], was)
            torch.testing.assert_close(along, torch.ones_like(along))
        # Every particle has all that belongs to the one that it was, or nothing.
        assert torch.equal(found.pid[~new], (tag[~new] + 99).int())  # type: ignore[index]
        for name, column in found.particle_columns.items():
            assert torch.equal(column[~new], jets.particle_columns[name][tag[~new] - 1])
            assert not column[new].any()
        for name, column in found.jet_columns.items():
            assert torch.equal(column, jets.jet_columns[name])
        for name in ("label", "weight"):
            assert (getattr(found, name) is None) == (getattr(jets, name) is None)
            if getattr(jets, name) is not None:
                assert torch.equal(getattr(found, name), getattr(jets, name))


SEEN: list[Any] = []
"""Outside the tagger: methods leave a tagger as it was, with all that it held."""


class Watching(RecNN):
    """A tagger that keeps what it is asked about."""

    def __init__(self) -> None:
        super().__init__(4)
        SEEN.clear()

    def embed(self, batch: Any, gate: Tensor | None = None) -> Tensor:
        """As it is, but kept."""
        SEEN.append(batch.clone())
        return super().embed(batch, gate)


ASKING: dict[str, Callable[[Any, Any], Any]] = {
    "branch removal": branch_removal,
    "shapley": lambda tagger, batch: shapley(tagger, batch, samples=1, among="all"),
    "completeness": lambda tagger, batch: completeness(shapley, tagger, batch),
    "fidelity": lambda tagger, batch: fidelity(tagger, batch, batch.p4[:, 3]),
    "infidelity": lambda tagger, batch: infidelity(
        tagger, batch, batch.p4[:, 3], samples=2
    ),
    "sensitivity": lambda tagger, batch: sensitivity(
        branch_removal, tagger, batch, samples=1
    ),
}  # fmt: skip


WEIGHED = ("fidelity", "completeness")
"""Questions whose answer is a mean over jets with their weights."""


@pytest.mark.parametrize("question", ASKING)
@settings(FEW, max_examples=3)
@given(jets=any_jets())
def test_pruned(jets: Constituents, question: str) -> None:
    if question in WEIGHED and jets.weight is not None:
        jets.weight = jets.weight.abs()  # means over jets with negative weights are refused
    trees, tagger = cluster(jets), Watching()
    batch = trees.batch()
    batch.q, batch.mu = torch.rand(batch.num_nodes, 2), torch.rand(len(jets))
    batch.edge_weight = torch.rand(batch.num_edges)
    ASKING[question](tagger, batch)
    leaf_of_tag = batch.is_leaf.nonzero().flatten()
    # A jet of one particle has no branch: nothing is asked.
    assert SEEN or not (jets.ptr.diff() > 1).any()
    for copies in SEEN:
        found = jets_of(copies)
        tag, jet = found.particle_columns["tag"], found.jet_columns["tag"]
        if question != "sensitivity":
            assert torch.equal(found.p4, jets.p4[tag])
        for name, column in found.particle_columns.items():
            assert torch.equal(column, jets.particle_columns[name][tag])
        for name, column in found.jet_columns.items():
            assert torch.equal(column, jets.jet_columns[name][jet])
        for name in OWN[:3]:
            if (theirs := getattr(jets, name)) is not None:
                assert torch.equal(getattr(found, name), theirs[jet if name == "label" else tag])
        if jets.weight is not None:
            assert torch.equal(copies.weight, jets.weight[jet])
        assert torch.equal(copies.q[copies.is_leaf], batch.q[leaf_of_tag[tag]])
        assert torch.equal(copies.mu, batch.mu[jet])
        leaf = copies.is_leaf[copies.edge_index[0]]
        mine = leaf_of_tag[copies.particle_columns["tag"][copies.edge_index[0, leaf]]]
        theirs = [batch.edge_weight[batch.edge_index[0] == node] for node in mine]
        assert copies.edge_weight[leaf].tolist() == [float(weight) for weight in theirs]


def test_deletion_asks_about_jets_with_columns(toy_jets: Constituents) -> None:
    jets, tagger = toy_jets[:], Watching()
    jets.particle_columns["tag"] = torch.arange(len(jets.p4))
    trees = cluster(jets)
    deletion_curve(tagger, trees, trees.batch().p4[:, 3], steps=3)
    for copies in SEEN:
        assert torch.equal(
            copies.p4[copies.is_leaf], jets.p4[jets_of(copies).particle_columns["tag"]]
        )


@pytest.mark.parametrize(
    "view",
    [ParticleCloud(3), LundTree(), Image(), FourVectors(5), Sequence(5), ParticleSet(["z"])],
    ids=repr,
)
@settings(FEW, max_examples=3)
@given(jets=any_jets())
def test_views_leave_them_alone(view: Any, jets: Constituents) -> None:
    trees, last, lost = cluster(jets), len(jets) - 1, ("event",)
    for batch in (view(trees.batch()), Batch.from_data_list([view(tree) for tree in trees])):
        _is(jets_of(batch), jets, list(range(len(jets))), lost)
        _is(jets_of(batch[last]), jets, [last], lost)


def test_workers(toy_jets: Constituents, tmp_path: Path) -> None:
    jets = toy_jets[:]
    jets.particle_columns["index"], jets.weight = torch.arange(len(jets.p4)), torch.arange(7) / 2
    jets.jet_columns["batch"] = torch.arange(7)
    trees = cluster(jets)
    shards = JetTreeShards.write(tmp_path / "shards", [trees[:3], trees[3:]])
    for loader in (
        DataLoader(trees, 3, num_workers=2),
        JetLoader(trees, 3, num_workers=2),
        JetLoader(shards, 3, num_workers=1),
    ):
        _is(Constituents.concat([jets_of(batch) for batch in loader]), jets, list(range(7)))


def test_shards_of_different_columns_are_refused(toy_jets: Constituents, tmp_path: Path) -> None:
    other = toy_jets[:]
    other.weight, other.particle_columns["d0"] = torch.ones(7), torch.rand(len(other.p4))
    with pytest.raises(ValueError, match=r"same columns \(got '.*00000.*' without d0, weight"):
        JetTreeShards.write(tmp_path / "shards", [cluster(toy_jets), cluster(other)])

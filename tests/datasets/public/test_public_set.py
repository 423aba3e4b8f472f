"""Pieces, shuffling and options of the public data sets."""

from pathlib import Path

import pytest
import torch

from pyg_jets import Constituents, JetTreeShards, cluster
from pyg_jets.datasets.public.public_set import (
    PublicJets,
    chosen_parts,
    labels_of,
    mixed,
    regrouped,
)
from pyg_jets.datasets.public.zenodo import ZenodoFile


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
@pytest.mark.parametrize("cuts", [[7], [0, 3, 0, 4, 0], [1] * 7, [5, 2]])
def test_regrouped(cuts: list[int], size: int, toy_jets: Constituents) -> None:
    starts = [sum(cuts[:k]) for k in range(len(cuts))]
    pieces = (toy_jets[a : a + n] for a, n in zip(starts, cuts, strict=True))
    groups = list(regrouped(pieces, size))
    assert [len(group) for group in groups[:-1]] == [size] * (len(groups) - 1)
    assert 0 < len(groups[-1]) <= size
    together = Constituents.concat(groups)
    assert torch.equal(together.p4, toy_jets.p4)
    assert torch.equal(together.ptr, toy_jets.ptr)


@pytest.mark.parametrize("pieces", [0, 2])
def test_nothing_to_regroup(pieces: int, toy_jets: Constituents) -> None:
    with pytest.raises(ValueError, match=r"must hold jets of this split .* \(got none\)"):
        list(regrouped([toy_jets[:0]] * pieces, 3))


def test_mixed(tmp_path: Path) -> None:
    generator = torch.Generator().manual_seed(1)
    p4 = torch.rand(230, 4, generator=generator, dtype=torch.float64)
    p4[:, 3] += 2  # more than |p|
    jets = Constituents(p4, torch.arange(231), event=torch.arange(230))
    parts = (cluster(jets[first : first + 100]) for first in range(0, 230, 100))
    shards = JetTreeShards.write(tmp_path, parts)
    events = [part.constituents.event for part in mixed(shards)]
    assert sorted(torch.cat(events).tolist()) == list(range(230))  # type: ignore[arg-type]
    for event in events:
        assert event is not None
        assert (event // 100).bincount().tolist() in ([33, 33, 10], [33, 33, 10], [34, 34, 10])
        assert event.tolist() != sorted(event.tolist())
    again = [part.constituents.event for part in mixed(shards)]
    assert all(torch.equal(a, b) for a, b in zip(events, again, strict=True))  # type: ignore[arg-type]


def test_labels() -> None:
    assert labels_of(("t", "q"), ("q", "t", "w")) == {"t": 1, "q": 0}
    assert labels_of(("w", "q", "t"), ("q", "t", "w")) == {"w": 2, "q": 0, "t": 1}
    assert labels_of(("w",), ("q", "t", "w")) == {"w": 2}
    for bad in ((), ("q", "q"), ("x",)):
        with pytest.raises(ValueError, match="'kinds' must be different ones of q, t"):
            labels_of(bad, ("q", "t"))


def test_parts() -> None:
    files = [ZenodoFile(1, name) for name in "abc"]
    assert chosen_parts(files, None) == files
    assert chosen_parts(files, [2, 0]) == [files[2], files[0]]
    assert chosen_parts(files, range(2)) == files[:2]
    for bad in ([], [1, 1], [3], [-1]):
        with pytest.raises(ValueError, match="'parts' must be different numbers from 0 to 2"):
            chosen_parts(files, bad)


def test_a_newcomer_must_say_how_to_read(tmp_path: Path) -> None:
    with pytest.raises(NotImplementedError, match="PublicJets must define 'pieces'"):
        PublicJets(tmp_path, "val", [], algorithm="kt", frame="jet")

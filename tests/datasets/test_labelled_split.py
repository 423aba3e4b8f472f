"""Kinds behind one another, labelled, split by event."""

import pytest
import torch

from pyg_jets import Constituents, Kind
from pyg_jets.datasets import sample
from pyg_jets.datasets.labelled_split import labelled_split


def test_three_kinds_as_written_out() -> None:
    """Each event goes where the permutation of its kind's events puts it."""
    names, labels, seed = ("w", "qcd", "gluon"), (7, 0, 2), 5
    parts: list[list[tuple[float, int]]] = [[], [], []]
    for name, label in zip(names, labels, strict=True):
        jets = sample(name)[:60]
        assert jets.event is not None
        events = sorted(set(jets.event.tolist()))
        order = torch.randperm(len(events), generator=torch.Generator().manual_seed(seed)).tolist()
        for jet in jets:
            assert jet.event is not None
            place = order[events.index(int(jet.event))] / len(events)
            parts[(place >= 0.7) + (place >= 0.7 + 0.1)].append((float(jet.p4[0, 0]), label))
    kinds = [Kind(name, jets=sample(name)[:60]) for name in names]
    for part, wanted in zip(labelled_split(kinds, labels, seed), parts, strict=True):
        assert part.label is not None
        first = part.p4[part.ptr[:-1], 0].tolist()
        assert list(zip(first, part.label.tolist(), strict=True)) == wanted


def test_an_event_with_jets_of_two_kinds_stays_on_one_side() -> None:
    """Half of each kind's jets share an event with one of the other kind, in one file."""
    jets = sample("w")[:200]
    jets.event = torch.cat((torch.arange(100), torch.arange(50, 150)))
    jets.label = torch.arange(200) // 100
    kinds = [Kind("first", jets=jets, label=0), Kind("second", jets=jets, label=1)]
    parts = labelled_split(kinds, (1, 0))
    events = [set(part.event.tolist()) for part in parts if part.event is not None]
    assert sum(map(len, events)) == len(set.union(*events)) == 150
    assert sum(map(len, parts)) == 200


def test_columns_of_one_kind_alone() -> None:
    jets = sample("w")[:40]
    bare = Constituents(jets.p4, jets.ptr, pid=jets.pid)
    kinds = [Kind("a", jets=jets), Kind("b", jets=bare)]
    with pytest.warns(UserWarning, match=r"'a', 'b' have different columns: charge, parton_"):
        train, _, _ = labelled_split(kinds, (1, 0))
    assert train.pid is not None
    assert train.charge is None
    assert train.partons is None


def test_labels_of_one_file_alone_are_no_column_to_speak_of() -> None:
    jets = sample("w")[:40]
    kinds = [Kind("a", jets=jets.with_label(4)), Kind("b", jets=jets)]
    train, _, _ = labelled_split(kinds, (1, 0))
    assert train.label is not None
    assert train.label.unique().tolist() == [0, 1]


def test_a_part_without_a_kind() -> None:
    jets = sample("w")[:40]
    two_events = sample("w")[:40]
    two_events.event = torch.arange(40) % 2
    kinds = [Kind("a", jets=jets), Kind("b", jets=two_events)]
    with pytest.raises(ValueError, match=r"validation part must have jets of the kind 'b'"):
        labelled_split(kinds, (1, 0))

"""No event on two sides."""

import pickle

import pytest
import torch

from pyg_jets import Constituents
from pyg_jets.datasets import Split, sample, split_by_event
from pyg_jets.datasets.split import thinned


def _events(jets: Constituents) -> set[int]:
    assert jets.event is not None
    return set(jets.event.tolist())


def test_no_event_is_shared_and_no_jet_lost() -> None:
    jets = sample("w")
    assert len(_events(jets)) < len(jets)  # two jets of one event are common
    split = split_by_event(jets)
    train, val, test = (_events(part) for part in split)
    assert train.isdisjoint(val)
    assert test.isdisjoint(train | val)
    assert sum(len(part) for part in split) == len(jets)
    assert len(split.train) / len(jets) == pytest.approx(0.7, abs=0.02)


def test_seed() -> None:
    jets = sample("qcd")[:300]
    first, second, other = (split_by_event(jets, seed=seed) for seed in (1, 1, 2))
    assert _events(first.test) == _events(second.test) != _events(other.test)


def test_bad_input() -> None:
    jets = sample("qcd")[:10]
    with pytest.raises(ValueError, match="leave a test sample"):
        split_by_event(jets, (0.8, 0.2))
    jets.event = None
    with pytest.raises(ValueError, match="must have the column 'event'"):
        split_by_event(jets)


def test_every_event_is_in_one_part() -> None:
    """Eight events of two jets: four, two and two of them, where borders are exact."""
    jets = Constituents(torch.tensor([1.0, 0, 0, 2]).repeat(16, 1).cumsum(0), range(17))
    jets.event = torch.arange(8).repeat(2) * 10
    for seed in range(5):
        parts = [_events(part) for part in split_by_event(jets, (0.5, 0.25), seed)]
        assert [len(part) for part in parts] == [4, 2, 2]
        assert sorted(event for part in parts for event in part) == list(range(0, 80, 10))
        assert [len(part) for part in split_by_event(jets, (0.5, 0.25), seed)] == [8, 4, 4]


def test_usual_shares_are_seven_one_and_two_tenths() -> None:
    jets = Constituents(torch.tensor([1.0, 0, 0, 1]).repeat(1000, 1), range(1001))
    jets.event = torch.arange(1000)
    first, again = split_by_event(jets), split_by_event(jets, seed=0)
    assert [len(part) for part in first] == pytest.approx([700, 100, 200], abs=1)
    assert _events(first.test) == _events(again.test)


def test_no_validation_jets_if_none_are_wanted() -> None:
    jets = sample("qcd")[:50]
    assert len(split_by_event(jets, (0.5, 0.0)).val) == 0
    with pytest.raises(ValueError, match=r"must be positive .* \(got \(0.9, -0.1\)\)"):
        split_by_event(jets, (0.9, -0.1))


def test_a_split_is_a_tuple_with_names() -> None:
    split = split_by_event(sample("w")[:50])
    train, val, test = split
    assert split == (train, val, test) == (split.train, split.val, split.test)
    again = pickle.loads(pickle.dumps(split))
    assert isinstance(again, Split)
    assert again.test.p4.equal(test.p4)


def test_thinned_evenly() -> None:
    jets = sample("w")[:11]
    assert thinned(jets, None) is jets
    assert thinned(jets, 11).p4.equal(jets.p4)
    assert thinned(jets, 4).p4.equal(jets[[0, 2, 5, 8]].p4)
    with pytest.raises(ValueError, match=r"'jets' must be at least 1, .* \(got 0\)"):
        thinned(jets, 0)


def test_one_event_cannot_be_split() -> None:
    jets = Constituents([[1.0, 0, 0, 1], [2.0, 0, 0, 2]], [0, 1, 2], event=[5, 5])
    with pytest.raises(ValueError, match=r"several events \(got 2 jets with the event number 5\)"):
        split_by_event(jets)

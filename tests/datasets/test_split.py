"""No event on two sides."""

import pytest

from pyg_jets import Constituents
from pyg_jets.datasets import sample, split_by_event


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

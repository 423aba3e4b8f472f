"""Training, validation and test jets that never share an event."""

from __future__ import annotations

from typing import Generic, TypeVar

import torch

from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset

Part = TypeVar("Part")
Jets = TypeVar("Jets", Constituents, JetTreeDataset)


class Split(tuple[Part, Part, Part], Generic[Part]):
    """Three samples without a common event, a tuple: jets, or clustered jets.

    Args:
        train: To train on.
        val: To choose the best epoch by.
        test: To measure on.
    """

    __slots__ = ()

    def __new__(cls, train: Part, val: Part, test: Part) -> Split[Part]:
        """Three arguments, where a tuple takes one."""
        return super().__new__(cls, (train, val, test))

    def __getnewargs__(self) -> tuple[Part, Part, Part]:
        """For copies and pickles."""
        return self.train, self.val, self.test

    @property
    def train(self) -> Part:
        """To train on."""
        return self[0]

    @property
    def val(self) -> Part:
        """To choose the best epoch by."""
        return self[1]

    @property
    def test(self) -> Part:
        """To measure on."""
        return self[2]


def split_by_event(
    jets: Constituents, fractions: tuple[float, float] = (0.7, 0.1), seed: int = 0
) -> Split[Constituents]:
    """Split so that all jets of one event land on the same side.

    Args:
        jets: One kind of jets, with event numbers.
        fractions: Shares of the events for training and validation; the rest is the test.
        seed: Of the permutation of the events.

    Raises:
        ValueError: If there are no event numbers, or one for all jets, or the fractions leave
            nothing for the test.
    """
    if jets.event is None:
        raise ValueError("jets to split must have the column 'event' (got none)")
    if min(fractions) < 0 or sum(fractions) >= 1:
        raise ValueError(f"'fractions' must be positive and leave a test sample (got {fractions})")
    events, event_of = jets.event.unique(return_inverse=True)
    if len(jets) > 1 and len(events) == 1:
        raise ValueError(
            f"jets to split must come from several events (got {len(jets)} jets with the event "
            f"number {int(events[0])}): number the events in 'event'"
        )
    shuffled = torch.randperm(len(events), generator=torch.Generator().manual_seed(seed))
    place = shuffled[event_of] / len(events)
    train, val = fractions
    return Split(
        jets[place < train],
        jets[(place >= train) & (place < train + val)],
        jets[place >= train + val],
    )


def thinned(part: Jets, jets: int | None) -> Jets:
    """Evenly spaced jets, at most so many, so that all classes stay.

    Args:
        part: Jets of all classes, one class behind the other or mixed.
        jets: At most so many; None: all.

    Raises:
        ValueError: If the number is not positive.
    """
    if jets is not None and jets < 1:
        raise ValueError(f"'jets' must be at least 1, or None for all (got {jets})")
    if jets is None or len(part) <= jets:
        return part
    evenly: Jets = part[torch.arange(jets) * len(part) // jets]
    return evenly

"""Training, validation and test jets that never share an event."""

from __future__ import annotations

from typing import NamedTuple

import torch

from pyg_jets.jets.constituents import Constituents


class Split(NamedTuple):
    """Three samples without a common event."""

    train: Constituents
    val: Constituents
    test: Constituents


def split_by_event(
    jets: Constituents, fractions: tuple[float, float] = (0.7, 0.1), seed: int = 0
) -> Split:
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

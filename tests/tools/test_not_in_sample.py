"""No jet of the bundled sample, nor of its events, is left."""

from pathlib import Path

import numpy as np
import pytest
import torch

from pyg_jets import Constituents
from pyg_jets.datasets import sample
from pyg_jets.study import jets_of_kind
from tools.not_in_sample import jets_not_in_sample


def renumbered(jets: Constituents, event: torch.Tensor) -> Constituents:
    return Constituents(jets.p4, jets.ptr, event=event)


@pytest.fixture(scope="module")
def bundled() -> Constituents:
    jets = sample("w")
    assert jets.event is not None
    return renumbered(jets, jets.event)


@pytest.fixture(scope="module")
def others() -> Constituents:
    """Jets of the bundled sample with other momenta; the first is of the event of its first jet."""
    jets = sample("w")[:50]
    assert jets.event is not None
    event = jets.event + 10**9
    event[0] = jets.event[0]
    return Constituents(2 * jets.p4, jets.ptr, event=event)


def test_jets_and_their_neighbours_are_left_out(
    bundled: Constituents, others: Constituents
) -> None:
    mixed = Constituents.concat([others[:20], bundled, others[20:]])
    assert jets_not_in_sample(mixed, "w").p4.equal(others[1:].p4)
    shuffled = mixed[torch.randperm(len(mixed))]
    assert len(jets_not_in_sample(shuffled, "w")) == len(others) - 1


def test_the_sample_must_be_there_bit_by_bit(bundled: Constituents, others: Constituents) -> None:
    assert bundled.event is not None
    nudged = bundled.p4.clone()
    nudged[0, 2] = torch.from_numpy(np.nextafter(nudged[:1, 2].numpy(), np.inf))[0]
    moved = bundled.event.clone()
    moved[7] = 10**9
    count = len(bundled)
    for jets, own, found in (
        (others, 0, 0),
        (bundled[1:], count - 1, count - 1),
        (Constituents(nudged, bundled.ptr, event=bundled.event), count - 1, count - 1),
        (renumbered(bundled, moved), count - 1, count),
        (Constituents.concat([bundled, bundled[3]]), count, count + 1),
        (Constituents.concat([bundled[1:], bundled[3]]), count - 1, count),
    ):
        with pytest.raises(ValueError, match=rf"got {own} of them, {found} jets with their mom"):
            jets_not_in_sample(jets, "w")


def test_event_numbers_are_needed(bundled: Constituents) -> None:
    with pytest.raises(ValueError, match=r"jets of 'w' must have the column 'event' \(got none\)"):
        jets_not_in_sample(Constituents(bundled.p4, bundled.ptr), "w")


def test_the_files_that_it_was_drawn_from(shared: Path) -> None:
    jets = jets_of_kind("w", shared / "data" / "delphes_jets")
    assert len(jets_not_in_sample(jets, "w")) == len(jets) - len(sample("w"))

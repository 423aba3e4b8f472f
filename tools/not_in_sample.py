"""Jets of a larger sample that share no event with the bundled one."""

from __future__ import annotations

from itertools import pairwise

import torch

from pyg_jets.datasets import sample
from pyg_jets.jets.constituents import Constituents


def jets_not_in_sample(jets: Constituents, kind: str) -> Constituents:
    """The jets left when every event of the bundled sample is taken out.

    A tagger that is trained on them has the whole bundled sample for its test. That sample was
    drawn from larger files, and must be found in ``jets`` to the last bit of each momentum: else
    some of it might be left under other numbers.

    Args:
        jets: All jets of one kind, of which those of the bundled sample are a part.
        kind: Such as ``"w"``.

    Raises:
        ValueError: If there are no event numbers, or the jets of the bundled sample are not there
            exactly once each, under their event numbers.
    """
    known = sample(kind)
    if jets.event is None:
        raise ValueError(f"jets of '{kind}' must have the column 'event' (got none)")
    assert known.event is not None
    expected = sorted(zip(_momenta(known), known.event.tolist(), strict=True))
    momenta = {momentum for momentum, _ in expected}
    pairs = zip(_momenta(jets), jets.event.tolist(), strict=True)
    there = sorted(pair for pair in pairs if pair[0] in momenta)
    if there != expected:
        own = len(set(there) & set(expected))
        raise ValueError(
            f"jets of '{kind}' must hold the {len(known)} jets of the bundled sample once each, "
            f"under their event numbers (got {own} of them, {len(there)} jets with their momenta): "
            "take the files that the sample was drawn from"
        )
    return jets[~torch.isin(jets.event, known.event)]


def _momenta(jets: Constituents) -> list[bytes]:
    """The three-momenta of each jet, bit by bit."""
    p3 = jets.p4[:, :3].numpy()
    return [p3[first:last].tobytes() for first, last in pairwise(jets.ptr.tolist())]

"""A tagger before its training, the first control of what it has learnt."""

from __future__ import annotations

import torch

from pyg_jets.taggers import Tagger


def untrained_like(tagger: Tagger, seed: int = 0) -> Tagger:
    """The same network with the same scaling of its inputs and fresh initial parameters.

    Args:
        tagger: The trained one.
        seed: Of the initial parameters.
    """
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        fresh = type(tagger)(**tagger.config)
    fresh.to(tagger.center.dtype).load_state_dict(dict(tagger.named_buffers()), strict=False)
    return fresh.eval()

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
    # Not all buffers: what a batch normalisation has learnt is no scaling of the inputs.
    scaling = {name: tagger.get_buffer(name) for name in ("center", "scale", "frame_number")}
    fresh.to(tagger.center.dtype).load_state_dict(scaling, strict=False)
    return fresh.eval()

"""What a tagger costs: parameters and operations per jet."""

from __future__ import annotations

from typing import Any

import torch
from torch.nn import Linear
from torch.utils.flop_counter import FlopCounterMode

from pyg_jets.attribution.frozen import frozen
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.taggers import Tagger


def num_parameters(tagger: Tagger) -> int:
    """Numbers that training adjusts."""
    return sum(p.numel() for p in tagger.parameters() if p.requires_grad)


def mflop_per_jet(tagger: Tagger, jets: JetTreeDataset) -> float:
    """Millions of floating-point operations of a forward pass, per jet.

    Counted are products of matrices, convolutions and attention, a multiplication and an addition
    each, as torch's counter does; not sums over neighbours, activations and normalisations.

    Args:
        tagger: Any tagger; it is left as it was.
        jets: The jets to average over; they go through in one batch.
    """
    batch = jets.batch()
    linear = [layer for layer in tagger.modules() if isinstance(layer, Linear)]
    # Frozen parameters, as the counter's own hooks fail on a view of one that could be trained;
    # without oneDNN, whose recurrent layers it does not see.
    with (
        frozen(tagger),
        torch.no_grad(),
        torch.backends.mkldnn.flags(enabled=False, allow_tf32=None),
        FlopCounterMode(display=False) as counter,
    ):
        # Nor does it see a compiled recursion, which does not run while layers are watched.
        for layer in linear:
            layer.register_forward_hook(_watch)
        tagger(batch)
    return float(counter.get_total_flops() / len(jets) / 1e6)


def _watch(*_: Any) -> None:
    """Look on."""

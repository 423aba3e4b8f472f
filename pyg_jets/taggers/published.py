"""Published parameters of a network that the file itself tells."""

from __future__ import annotations

import os

from pyg_jets.taggers._published_state import PublishedState
from pyg_jets.taggers.lundnet import LundNet
from pyg_jets.taggers.part import ParT
from pyg_jets.taggers.particle_net import ParticleNet
from pyg_jets.taggers.tagger import Tagger

_TOLD_BY = {
    "edge_convs.0.convs.0.weight": ParticleNet,
    "cls_token": ParT,
    "edge_convs.0.theta.weight": LundNet,
}
"""A parameter that only this network has."""


def from_published(path: str | os.PathLike[str]) -> Tagger:
    """ParticleNet, ParT (all ten classes of JetClass) or LundNet from a published file.

    Which network, and which inputs, names and shapes of the parameters say; see
    :meth:`ParticleNet.from_published`, :meth:`ParT.from_published`,
    :meth:`LundNet.from_published`.

    Args:
        path: The file.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it is of none of them, or of another size.
    """
    published = PublishedState(path)
    for name, network in _TOLD_BY.items():
        if published.has(name):
            if network is LundNet:
                return LundNet.from_published(path)
            return network.from_published(path, None, None)  # type: ignore[attr-defined,no-any-return]
    raise ValueError(
        f"'{path}' must hold the parameters of a published ParticleNet, ParT or LundNet (got "
        "others): use taggers.adapt, or taggers.from_weaver with its configuration"
    )

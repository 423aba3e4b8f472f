"""Untrained taggers by short names."""

from __future__ import annotations

from collections.abc import Callable

from pyg_jets.taggers.fcn import FCN
from pyg_jets.taggers.jedi_net import JEDINet
from pyg_jets.taggers.particle_net import ParticleNet
from pyg_jets.taggers.recnn import RecNN
from pyg_jets.taggers.tagger import Tagger


def tagger_named(name: str) -> tuple[str, Callable[[], Tagger]]:
    """What makes an untrained tagger of this package, and what tables call it.

    Args:
        name: Of its file, such as ``"particle_net"``, or of another of its sizes:
            ``"recnn_gated"``, ``"fcn_60"``, ``"particle_net_lite"``, ``"jedi_net_summed"``.

    Raises:
        ValueError: If there is no such tagger.
    """
    from pyg_jets import taggers

    builders: dict[str, tuple[str, Callable[[], Tagger]]] = {
        member.__module__.rsplit(".", 1)[1]: (each, member)
        for each in taggers.__all__
        if isinstance(member := getattr(taggers, each), type) and member is not Tagger
    }
    builders |= {
        "fcn_60": ("FCN, 60 constituents", lambda: FCN(length=60)),
        "recnn_gated": ("RecNN, gated", lambda: RecNN(cell="gated")),
        "particle_net_lite": ("ParticleNet Lite", ParticleNet.lite),
        "jedi_net_summed": ("JEDINet, summed", lambda: JEDINet(summed=True)),
    }
    if name not in builders:
        raise ValueError(f"a tagger must be one of {', '.join(builders)} (got '{name}')")
    return builders[name]

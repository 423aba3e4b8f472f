"""File formats of others, one module each.

A format is a module with ``recognises(path)`` by content, ``stream(path, jets)``, ``read(path)``
and ``FINDS_JETS``: whether it holds events, so that the latter two also take ``finder``. To add
one, write the module and its test, and export it here.
"""

from pyg_jets.datasets.formats import (
    delphes,
    energyflow,
    hepmc,
    jetclass,
    jetnet,
    lundnet,
    packed,
    pfnano,
    recnn,
    saved,
    top_tagging,
)

__all__ = [
    "delphes",
    "energyflow",
    "hepmc",
    "jetclass",
    "jetnet",
    "lundnet",
    "packed",
    "pfnano",
    "recnn",
    "saved",
    "top_tagging",
]

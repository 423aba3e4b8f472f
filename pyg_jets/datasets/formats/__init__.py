"""File formats of others, one module each.

A format is a module with ``recognises(path)`` by content, ``stream(path, jets)``, ``read(path)``
and ``FINDS_JETS``: whether it holds events, so that the latter two also take ``finder``. To add
one, write the module and its test, and export it here.
"""

from pyg_jets.datasets.formats import (
    aspen_open_jets,
    atlas_top_tagging,
    delphes,
    edm4hep,
    energyflow,
    hepmc,
    hepmc_root,
    hls4ml,
    jetclass,
    jetnet,
    lundnet,
    omnilearned,
    packed,
    pfnano,
    recnn,
    saved,
    top_tagging,
    umami,
)

__all__ = [
    "aspen_open_jets",
    "atlas_top_tagging",
    "delphes",
    "edm4hep",
    "energyflow",
    "hepmc",
    "hepmc_root",
    "hls4ml",
    "jetclass",
    "jetnet",
    "lundnet",
    "omnilearned",
    "packed",
    "pfnano",
    "recnn",
    "saved",
    "top_tagging",
    "umami",
]

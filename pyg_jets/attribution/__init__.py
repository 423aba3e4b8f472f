"""Attribution: one number per node, whatever the tagger; it knows no Lund plane."""

from pyg_jets.attribution.node_saliency import node_saliency

__all__ = ["node_saliency"]

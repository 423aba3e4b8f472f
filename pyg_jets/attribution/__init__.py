"""Attribution: one number per node, whatever the tagger; it knows no Lund plane."""

from pyg_jets.attribution.node_saliency import node_saliency
from pyg_jets.attribution.projection import change, largest_change, largest_splitting, projection

__all__ = ["change", "largest_change", "largest_splitting", "node_saliency", "projection"]

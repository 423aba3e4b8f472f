"""Attribution: one number per node, whatever the tagger; and whether it can be trusted."""

from pyg_jets.attribution.deletion import Curve, deletion_curve, prune
from pyg_jets.attribution.explainable import Explainable, explanation
from pyg_jets.attribution.folding import fold_leaves
from pyg_jets.attribution.gradients import node_gradients
from pyg_jets.attribution.map_errors import bootstrap_error
from pyg_jets.attribution.node_saliency import node_saliency
from pyg_jets.attribution.null import NullTest, differs_from_null, null_planes
from pyg_jets.attribution.pair_saliency import PairSaliency, pair_saliency
from pyg_jets.attribution.projection import change, largest_change, largest_splitting, projection
from pyg_jets.attribution.randomisation import (
    fit_to_permuted_labels,
    layers_from_head,
    randomisations,
    randomised,
    with_permuted_labels,
)
from pyg_jets.attribution.similarity import (
    Similarity,
    attribution_plane,
    map_correlation,
    parameter_randomisation,
    rank_correlation,
)
from pyg_jets.attribution.splitting_saliency import splitting_saliency

__all__ = [
    "Curve",
    "Explainable",
    "NullTest",
    "PairSaliency",
    "Similarity",
    "attribution_plane",
    "bootstrap_error",
    "change",
    "deletion_curve",
    "differs_from_null",
    "explanation",
    "fit_to_permuted_labels",
    "fold_leaves",
    "largest_change",
    "largest_splitting",
    "layers_from_head",
    "map_correlation",
    "node_gradients",
    "node_saliency",
    "null_planes",
    "pair_saliency",
    "parameter_randomisation",
    "projection",
    "prune",
    "randomisations",
    "randomised",
    "rank_correlation",
    "splitting_saliency",
    "with_permuted_labels",
]

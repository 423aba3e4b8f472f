"""Attribution: one number per node, whatever the tagger; and whether it can be trusted."""

from pyg_jets.attribution.after_randomisation import (
    Similarity,
    label_randomisation,
    parameter_randomisation,
)
from pyg_jets.attribution.attention import attention
from pyg_jets.attribution.branch_removal import branch_removal
from pyg_jets.attribution.completeness import completeness, shared_out
from pyg_jets.attribution.deletion import Curve, deletion_curve
from pyg_jets.attribution.explainable import Explainable, explanation
from pyg_jets.attribution.fidelity import Fidelity, fidelity
from pyg_jets.attribution.folding import fold_leaves
from pyg_jets.attribution.gnn_shap import gnn_shap
from pyg_jets.attribution.grad_cam import grad_cam
from pyg_jets.attribution.gradient_shap import gradient_shap
from pyg_jets.attribution.gradients import node_gradients
from pyg_jets.attribution.infidelity import infidelity
from pyg_jets.attribution.input_x_gradient import input_x_gradient
from pyg_jets.attribution.integrated_gradients import integrated_gradients
from pyg_jets.attribution.lrp import lrp
from pyg_jets.attribution.map_differences import (
    MapDifference,
    map_difference,
    paired_map_difference,
)
from pyg_jets.attribution.map_errors import bootstrap_error
from pyg_jets.attribution.mask_scores import MaskScores, mask_auc, mask_iou, mask_scores
from pyg_jets.attribution.methods import METHODS, Attribution, applicable
from pyg_jets.attribution.node_saliency import node_saliency
from pyg_jets.attribution.null import NullTest, differs_from_null, null_planes
from pyg_jets.attribution.occlusion import occlusion
from pyg_jets.attribution.pair_bias import pair_bias
from pyg_jets.attribution.pair_saliency import PairSaliency, pair_saliency
from pyg_jets.attribution.projection import change, largest_change, largest_splitting, projection
from pyg_jets.attribution.pt_slices import PT_EDGES, jet_pt, pt_slices
from pyg_jets.attribution.randomisation import (
    fit_to_permuted_labels,
    layers_from_head,
    randomisations,
    randomised,
    with_permuted_labels,
)
from pyg_jets.attribution.sensitivity import sensitivity
from pyg_jets.attribution.shapley import shapley
from pyg_jets.attribution.similarity import (
    attributed,
    attribution_plane,
    map_correlation,
    rank_correlation,
)
from pyg_jets.attribution.smooth_grad import smooth_grad
from pyg_jets.attribution.splitting_saliency import splitting_saliency
from pyg_jets.attribution.top_splittings import top_splittings

__all__ = [
    "METHODS",
    "PT_EDGES",
    "Attribution",
    "Curve",
    "Explainable",
    "Fidelity",
    "MapDifference",
    "MaskScores",
    "NullTest",
    "PairSaliency",
    "Similarity",
    "applicable",
    "attention",
    "attributed",
    "attribution_plane",
    "bootstrap_error",
    "branch_removal",
    "change",
    "completeness",
    "deletion_curve",
    "differs_from_null",
    "explanation",
    "fidelity",
    "fit_to_permuted_labels",
    "fold_leaves",
    "gnn_shap",
    "grad_cam",
    "gradient_shap",
    "infidelity",
    "input_x_gradient",
    "integrated_gradients",
    "jet_pt",
    "label_randomisation",
    "largest_change",
    "largest_splitting",
    "layers_from_head",
    "lrp",
    "map_correlation",
    "map_difference",
    "mask_auc",
    "mask_iou",
    "mask_scores",
    "node_gradients",
    "node_saliency",
    "null_planes",
    "occlusion",
    "pair_bias",
    "pair_saliency",
    "paired_map_difference",
    "parameter_randomisation",
    "projection",
    "pt_slices",
    "randomisations",
    "randomised",
    "rank_correlation",
    "sensitivity",
    "shapley",
    "shared_out",
    "smooth_grad",
    "splitting_saliency",
    "top_splittings",
    "with_permuted_labels",
]

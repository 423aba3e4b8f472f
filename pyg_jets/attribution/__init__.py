"""Attribution: one number per node, whatever the tagger; it knows no Lund plane."""

from pyg_jets.attribution.branch_removal import branch_removal
from pyg_jets.attribution.explainable import Explainable, explanation
from pyg_jets.attribution.folding import fold_leaves
from pyg_jets.attribution.grad_cam import grad_cam
from pyg_jets.attribution.gradient_shap import gradient_shap
from pyg_jets.attribution.gradients import node_gradients
from pyg_jets.attribution.input_x_gradient import input_x_gradient
from pyg_jets.attribution.integrated_gradients import integrated_gradients
from pyg_jets.attribution.lrp import lrp
from pyg_jets.attribution.node_saliency import node_saliency
from pyg_jets.attribution.occlusion import occlusion
from pyg_jets.attribution.pair_saliency import PairSaliency, pair_saliency
from pyg_jets.attribution.projection import change, largest_change, largest_splitting, projection
from pyg_jets.attribution.shapley import shapley
from pyg_jets.attribution.smooth_grad import smooth_grad
from pyg_jets.attribution.splitting_saliency import splitting_saliency

__all__ = [
    "Explainable",
    "PairSaliency",
    "branch_removal",
    "change",
    "explanation",
    "fold_leaves",
    "grad_cam",
    "gradient_shap",
    "input_x_gradient",
    "integrated_gradients",
    "largest_change",
    "largest_splitting",
    "lrp",
    "node_gradients",
    "node_saliency",
    "occlusion",
    "pair_saliency",
    "projection",
    "shapley",
    "smooth_grad",
    "splitting_saliency",
]

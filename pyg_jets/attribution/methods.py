"""Every attribution method under its name, and which taggers it takes."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from pyg_jets.attribution.attention import attention
from pyg_jets.attribution.branch_removal import branch_removal
from pyg_jets.attribution.conserved import (
    Conserved,
    from_baseline,
    from_no_message,
    from_no_player,
    handed_down,
)
from pyg_jets.attribution.folding import Fold, fold_leaves
from pyg_jets.attribution.gnn_shap import check_has_edges, gnn_shap
from pyg_jets.attribution.grad_cam import grad_cam
from pyg_jets.attribution.gradient_shap import gradient_shap
from pyg_jets.attribution.input_x_gradient import input_x_gradient
from pyg_jets.attribution.integrated_gradients import integrated_gradients
from pyg_jets.attribution.lrp import check_known_layers, lrp
from pyg_jets.attribution.node_saliency import node_saliency
from pyg_jets.attribution.occlusion import occlusion
from pyg_jets.attribution.pair_bias import pair_bias
from pyg_jets.attribution.pair_saliency import as_transformer
from pyg_jets.attribution.scale_free import check_has_scale
from pyg_jets.attribution.shapley import shapley
from pyg_jets.attribution.smooth_grad import smooth_grad
from pyg_jets.attribution.splitting_saliency import splitting_saliency
from pyg_jets.taggers import Tagger


@dataclass(frozen=True)
class Attribution:
    """A method of attribution: called as ``method(tagger, batch)``, it gives a number per node.

    Args:
        function: ``(tagger, batch, **options)`` -> ``(num_nodes,)``.
        title: For people.
        signed: Whether values below 0 speak against the signal; without, they say how much a node
            matters, and none is negative.
        on_splittings: Whether it lies on splittings for every tagger; without, where the tagger
            has its states.
        check: Raises a TypeError for taggers that the method does not take; it takes all without.
        folded: Another function for :meth:`of_splittings`, which folds by itself.
        conserves: What a jet's values sum to; None if the method claims no sum.
    """

    function: Callable[..., Tensor]
    title: str
    signed: bool = True
    on_splittings: bool = False
    check: Callable[[Tagger], object] | None = None
    folded: Callable[..., Tensor] | None = None
    conserves: Conserved | None = None

    def __call__(self, tagger: Tagger, batch: Any, **options: Any) -> Tensor:
        """A number per node, ``(num_nodes,)``.

        Raises:
            TypeError: If the method does not take the tagger.
        """
        return self.function(tagger, batch, **options)

    def takes(self, tagger: Tagger) -> bool:
        """Whether it takes this tagger; :meth:`refusal` says why not."""
        return self.refusal(tagger) is None

    def refusal(self, tagger: Tagger) -> TypeError | None:
        """Why it does not take this tagger, as it says when it is called; None if it does."""
        if self.check is not None:
            try:
                self.check(tagger)
            except TypeError as error:
                return error
        return None

    def of_splittings(
        self, tagger: Tagger, batch: Any, *, fold: Fold = "sum", **options: Any
    ) -> Tensor:
        """The same for every splitting, which is what a Lund plane takes.

        What lies on constituents is folded, see :func:`pyg_jets.attribution.fold_leaves`; for
        saliency it is the gradients that are.

        Args:
            tagger: A tagger that the method takes.
            batch: A batch of what it reads.
            fold: ``"sum"``, ``"mean"`` or ``"max"``.
            **options: Of the method.

        Shapes:
            - **output:** ``(num_nodes,)``

        Raises:
            TypeError: If the method does not take the tagger.
            ValueError: If ``fold`` is something else.
        """
        if self.folded is not None:
            return self.folded(tagger, batch, fold=fold, **options)
        found = self(tagger, batch, **options)
        if self.on_splittings or tagger.node_states != "leaves":
            return found
        return fold_leaves(found, batch, fold)


_of_features = functools.partial(functools.partial, on="features")

METHODS: dict[str, Attribution] = {
    "saliency": Attribution(
        node_saliency, "node saliency", signed=False, folded=splitting_saliency
    ),
    "input_x_gradient": Attribution(input_x_gradient, "input × gradient", check=check_has_scale),
    "integrated_gradients": Attribution(
        integrated_gradients, "integrated gradients", conserves=from_baseline
    ),
    "gradient_shap": Attribution(gradient_shap, "gradient SHAP", conserves=from_baseline),
    "smooth_grad": Attribution(smooth_grad, "SmoothGrad", signed=False),
    "occlusion": Attribution(occlusion, "occlusion"),
    "branch_removal": Attribution(branch_removal, "branch removal", on_splittings=True),
    "shapley": Attribution(shapley, "Shapley values", on_splittings=True, conserves=from_no_player),
    "grad_cam": Attribution(grad_cam, "Grad-CAM", signed=False),
    "gnn_shap": Attribution(gnn_shap, "GNNShap", check=check_has_edges, conserves=from_no_message),
    "lrp": Attribution(
        lrp, "layer-wise relevance", check=check_known_layers, conserves=handed_down
    ),
    "attention": Attribution(attention, "attention", signed=False, check=as_transformer),
    "pair_bias": Attribution(pair_bias, "pair bias", signed=False, check=as_transformer),
    "input_x_gradient_features": Attribution(
        _of_features(input_x_gradient), "input × gradient, features"
    ),
    "integrated_gradients_features": Attribution(
        _of_features(integrated_gradients),
        "integrated gradients, features",
        conserves=from_baseline,
    ),
    "gradient_shap_features": Attribution(
        _of_features(gradient_shap), "gradient SHAP, features", conserves=from_baseline
    ),
    "occlusion_features": Attribution(_of_features(occlusion), "occlusion, features"),
}
"""All methods, by the name that the command line has for them.

Whoever shows one reads its title, and what it conserves, here. Those that end in ``_features``
look at what the tagger reads, not at states.
"""


def applicable(tagger: Tagger) -> dict[str, Attribution]:
    """The methods of :data:`METHODS` that take a tagger.

    Args:
        tagger: The tagger.
    """
    return {name: method for name, method in METHODS.items() if method.takes(tagger)}

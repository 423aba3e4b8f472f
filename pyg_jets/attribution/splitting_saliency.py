"""Saliency of every splitting, for any tagger."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from pyg_jets.attribution.folding import Fold, fold_leaves
from pyg_jets.attribution.gradients import node_gradients, relative_to_jets
from pyg_jets.attribution.per_node import per_node
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.target import Target, at_target


@per_node
def splitting_saliency(
    tagger: Tagger,
    batch: Any,
    *,
    fold: Fold = "sum",
    relative: bool = True,
    target: Target = None,
) -> Tensor:
    r"""Sensitivity of the logit L to every splitting; what a Lund plane takes.

    For a tagger with states on the splittings it is :func:`node_saliency`. For one with states on
    constituents, the gradients of the constituents of each splitting's softer branch b are put
    together:

    .. math::
        S_i = \left\| \sum_{j \in b(i)} \frac{\partial L}{\partial h_j} \right\|_2 \bigg/
              \left\| \frac{\partial L}{\partial h_J} \right\|_2

    which is how L reacts when the states of the whole branch are shifted together. With
    ``fold="mean"`` the sum is divided by their number, and ``"max"`` takes the largest gradient
    among them. The sum grows with the number of constituents, as wide-angle branches have many;
    the mean does not, and says less of a branch as a whole; the maximum does not let gradients
    cancel. None of them is right by itself: compare.

    Args:
        tagger: Any tagger.
        batch: A batch of what it reads.
        fold: ``"sum"``, ``"mean"`` or ``"max"``.
        relative: Divide by the gradient of the jet's embedding.
        target: Which number is explained, see :func:`pyg_jets.taggers.at_target`.

    Shapes:
        - **output:** ``(num_nodes,)``, not negative; 0 on leaves if it is folded

    Raises:
        ValueError: If ``fold`` is something else.
    """
    tagger = at_target(tagger, target)
    by_node, by_jet = node_gradients(tagger, batch)
    if tagger.node_states == "leaves":
        by_node = fold_leaves(by_node, batch, fold)
    norm = by_node.norm(dim=1)
    return relative_to_jets(norm, by_jet, batch) if relative else norm

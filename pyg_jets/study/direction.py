"""The direction of the embedding space along which an observable grows."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from pyg_jets.jets.jet_tree_dataset import JetTreeDataset
from pyg_jets.probing import LinearProbe
from pyg_jets.taggers import Tagger
from pyg_jets.training import embed


def observable_direction(
    tagger: Tagger, jets: JetTreeDataset, observable: Callable[[JetTreeDataset], Tensor]
) -> Tensor:
    r"""Unit vector of the linear fit of an observable on the jet embeddings.

    .. math::
        v = w / \|w\|, \qquad (w, b) = \arg\min \sum_J (y_J - w \cdot h_J - b)^2

    It is the regression concept vector of `arXiv:1904.04520 <https://arxiv.org/abs/1904.04520>`_,
    and for :func:`pyg_jets.observables.jet_mass` the "mass direction" of `arXiv:1911.01872
    <https://arxiv.org/abs/1911.01872>`_.

    Args:
        tagger: The tagger.
        jets: Jets to fit to; not those that are looked at afterwards.
        observable: From jets a number per jet, such as those in ``pyg_jets.observables``.

    Shapes:
        - **output:** ``(hidden_channels,)`` float64

    Raises:
        ValueError: If the observable does not vary along with any embedding.
    """
    weights = torch.from_numpy(LinearProbe().fit(embed(tagger, jets), observable(jets)).coef_)
    length = weights.norm()
    if length == 0:
        raise ValueError(
            f"'observable' must vary with the embedding (got a flat fit to {len(jets)} jets)"
        )
    direction: Tensor = weights / length
    return direction

"""What remains of an attribution when the network, or what it was taught, is randomised."""

from __future__ import annotations

from typing import Any, NamedTuple

from torch import Tensor

from pyg_jets.evaluation.randomisation import Randomise, randomisations
from pyg_jets.evaluation.similarity import (
    Method,
    attributed,
    known_map_correlation,
    rank_correlation,
)
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.lund import LundPlane, lund_coordinates
from pyg_jets.metrics import Estimate, average, weight_array
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.target import Target, at_target


class Similarity(NamedTuple):
    """An attribution before and after some layers of the network were randomised.

    Attributes:
        layer: The layer that was randomised last.
        rank: Mean over jets of :func:`rank_correlation`.
        map: :func:`map_correlation` of the Lund maps; NaN if it is not defined.
    """

    layer: str
    rank: Estimate
    map: float


def parameter_randomisation(
    method: Method,
    tagger: Tagger,
    jets: JetTreeDataset,
    how: Randomise = "cascading",
    *,
    seed: int = 0,
    min_count: int = 10,
    target: Target = None,
) -> list[Similarity]:
    """What remains of an attribution when the network's layers are randomised.

    The test of `arXiv:1810.03292 <https://arxiv.org/abs/1810.03292>`_: an attribution that stays
    alike does not tell what the network has learnt. Binned maps stay more alike than jets do, as
    phase space is in both; :func:`differs_from_null` takes that into account.

    Args:
        method: The attribution.
        tagger: Any tagger; it is left as it was.
        jets: What it is looked at on.
        how: ``"cascading"`` or ``"independent"``.
        seed: Of the initial parameters and of the bootstrap.
        min_count: As in :func:`map_correlation`.
        target: Which number is explained, see :func:`pyg_jets.taggers.at_target`; None: that of
            the method.

    Raises:
        ValueError: As in :func:`randomisations`, or if no jet's rank correlation is defined.
    """
    tagger = tagger if target is None else at_target(tagger, target)
    whole, options = _seen(method, tagger, jets), {"seed": seed, "min_count": min_count}
    return [
        _similarity(layer, whole, _seen(method, other, jets), jets.batch(), **options)
        for layer, other in randomisations(tagger, how, seed)
    ]


def label_randomisation(
    method: Method,
    tagger: Tagger,
    permuted: Tagger,
    jets: JetTreeDataset,
    *,
    seed: int = 0,
    min_count: int = 10,
    target: Target = None,
) -> Similarity:
    """What remains of an attribution in a network that was trained on permuted labels.

    The other test of `arXiv:1810.03292 <https://arxiv.org/abs/1810.03292>`_: such a network knows
    jets, but no difference between them.

    Args:
        method: The attribution.
        tagger: Any tagger; it is left as it was.
        permuted: The same network as :func:`fit_to_permuted_labels` makes it.
        jets: What it is looked at on.
        seed: Of the bootstrap.
        min_count: As in :func:`map_correlation`.
        target: Which number is explained, see :func:`pyg_jets.taggers.at_target`; None: that of
            the method.

    Returns:
        The similarity, with ``"labels"`` for its layer.

    Raises:
        ValueError: If no jet's rank correlation is defined.
    """
    both = (each if target is None else at_target(each, target) for each in (tagger, permuted))
    one, other = (_seen(method, each, jets) for each in both)
    return _similarity("labels", one, other, jets.batch(), seed=seed, min_count=min_count)


def _similarity(
    layer: str,
    one: tuple[LundPlane, Tensor],
    other: tuple[LundPlane, Tensor],
    batch: Any,
    *,
    seed: int,
    min_count: int,
) -> Similarity:
    alike = rank_correlation(one[1], other[1], batch)
    of_maps = known_map_correlation(one[0], other[0], min_count)
    there = ~alike.isnan()
    weight = weight_array(getattr(batch, "weight", None), len(alike))[there.numpy()]
    return Similarity(layer, average(alike[there], seed, weight=weight), of_maps)


def _seen(method: Method, tagger: Tagger, jets: JetTreeDataset) -> tuple[LundPlane, Tensor]:
    """The map of an attribution and its values on all nodes of the jets."""
    values = attributed(method, tagger, jets)
    return LundPlane().fill(lund_coordinates(jets), values), values

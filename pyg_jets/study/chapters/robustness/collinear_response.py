"""Does saliency in the collinear region go with a logit that a collinear split moves?"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch

from pyg_jets.attribution import splitting_saliency
from pyg_jets.jets import kinematics
from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.loader import JetLoader
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.lund import lund_coordinates
from pyg_jets.metrics import (
    Estimate,
    Floats,
    bootstrap,
    float64_array,
    weight_array,
    weighted_mean,
    weighted_quantile,
)
from pyg_jets.observables import multiplicity
from pyg_jets.study.chapters.robustness.changes import clustered, logits_of
from pyg_jets.taggers import Tagger
from pyg_jets.transforms import CollinearSplits
from pyg_jets.transforms.changes.perturbation import Perturbation

MIN_LN_INV_DELTA = 3.0
"""Where the collinear region begins: distances below 0.05."""
_FEWEST = 10


class CollinearResponse(NamedTuple):
    r"""Rank correlation of collinear saliency and of :math:`|\Delta \mathrm{logit}|`.

    Attributes:
        plain: Spearman's.
        partial: The same with the ranks of multiplicity and pt taken out of both.
        jets: That have a splitting in the region.
        median: Of the :math:`|\Delta \mathrm{logit}|` of these jets.
    """

    plain: Estimate
    partial: Estimate
    jets: int
    median: float


def collinear_response(
    tagger: Tagger,
    jets: Constituents,
    *,
    beyond: float = MIN_LN_INV_DELTA,
    split: Perturbation | None = None,
    algorithm: str | Any = "cambridge_aachen",
    seed: int = 0,
    resamples: int = 200,
) -> CollinearResponse:
    r"""The open question of `arXiv:1911.01872 <https://arxiv.org/abs/1911.01872>`_, with a number.

    It asks whether high activity in the collinear region of the Lund plane is related to the
    network's IRC safety. A jet's collinear saliency is the mean saliency S of its splittings with
    :math:`\ln 1/\Delta` above ``beyond``, the last clustering step left out; its response is how
    far a collinear split moves its logit. Jets without such a splitting do not count.

    Args:
        tagger: Any tagger; give :meth:`pyg_jets.taggers.Tagger.untrained` for the control.
        jets: Which it was not trained on.
        beyond: Border of the region; ln 20 = 3.0 is a distance of 0.05.
        split: The change; the ten hardest constituents are split once each if not given.
        algorithm: How jets are clustered, as in the tagger's training.
        seed: Of the splits and of the bootstrap.
        resamples: Number of bootstrap samples.

    Raises:
        ValueError: If fewer than ten jets have a splitting there.
    """
    split = split or CollinearSplits(10, "each_of_hardest", seed=seed)
    trees = clustered(tagger, jets, algorithm)
    saliency = _collinear_saliency(tagger, trees, beyond)
    score = logits_of(tagger, algorithm)
    change = score(split(jets)) - score(jets)
    there = np.isfinite(saliency) & (weight_array(jets.weight, len(jets)) > 0)
    if there.sum() < _FEWEST:
        raise ValueError(
            f"at least {_FEWEST} jets must have a splitting with ln 1/Delta above {beyond} "
            f"(got {there.sum()})"
        )
    response = np.abs(change)[there]
    columns = np.column_stack((saliency[there], response, _controls(jets)[there]))
    weights = weight_array(jets.weight, len(jets))[there]
    plain, partial = (
        bootstrap(partial_rank_correlation, [of, weights], seed=seed, resamples=resamples)
        for of in (columns[:, :2], columns)
    )
    return CollinearResponse(
        plain,
        partial,
        len(response),
        float(weighted_quantile(response, [0.5], weights)[0]),
    )


def partial_rank_correlation(columns: Floats, weight: Floats | None = None) -> float:
    """Spearman's correlation of the first two columns, given the ranks of all others.

    Args:
        columns: The two, and what is taken out of both by least squares; there may be nothing.
        weight: How much each jet counts: as many equal jets.

    Shapes:
        - **columns:** ``(num_jets, 2 + controls)``; **weight:** ``(num_jets,)``; **output:** NaN
          if one of the two is constant, or nothing but a sum of the others
    """
    w = weight_array(weight, len(columns))
    w = w / w.mean()
    ranks = np.apply_along_axis(_shares_below, 0, columns, w)
    # Of jets with weights the squares are sums over the jets that they stand for.
    ranks = (ranks - weighted_mean(ranks, w)) * np.sqrt(w)[:, None]
    pair, others = ranks[:, :2], ranks[:, 2:]
    rest = pair - others @ np.linalg.lstsq(others, pair, rcond=None)[0]
    norm = np.linalg.norm(rest, axis=0)
    if (norm <= 1e-9 * len(rest) ** 1.5).any():  # rounding is all that is left
        return float("nan")
    return float(rest[:, 0] @ rest[:, 1] / norm.prod())


def _shares_below(values: Floats, weight: Floats) -> Floats:
    """Ranks of weighted jets, in jets: what weighs less than each, and half of its equals."""
    _, rank = np.unique(values, return_inverse=True)
    at = np.bincount(rank, weight)
    return np.asarray((at.cumsum() - at / 2)[rank])


def _collinear_saliency(tagger: Tagger, trees: JetTreeDataset, beyond: float) -> Floats:
    """Mean over each jet's splittings in the region; NaN where there is none, ``(num_jets,)``."""
    means = []
    for batch in JetLoader(trees, 256):
        where = lund_coordinates(batch)
        saliency = splitting_saliency(tagger, batch)[where.node].double()
        inside = (where.ln_inv_delta > beyond) & ~where.root
        jet = batch.batch[where.node][inside]
        count, total = (
            torch.bincount(jet, each, minlength=batch.num_graphs)
            for each in (None, saliency[inside])
        )
        means.append(total / torch.where(count > 0, count, torch.nan))
    return float64_array(torch.cat(means))


def _controls(jets: Constituents) -> Floats:
    """Multiplicity and pt of each jet, ``(num_jets, 2)``."""
    momentum = torch.stack([jet.p4.sum(0) for jet in jets])
    return np.column_stack((multiplicity(jets).numpy(), kinematics.pt(momentum).numpy()))

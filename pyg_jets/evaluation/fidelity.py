"""Fidelity: whether the splittings with the largest values carry the prediction."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid
from torch_geometric.explain.metric import characterization_score

from pyg_jets.attribution.pruning import without_branches
from pyg_jets.evaluation.deletion import turns
from pyg_jets.metrics import Estimate, average, of_means, weighted_share
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.target import Target, at_target


class Fidelity(NamedTuple):
    """What becomes of the predictions without the chosen splittings, and with them alone.

    Attributes:
        plus: Share of the jets whose prediction changes without them; large is good.
        minus: Share of the jets whose prediction changes with them alone; small is good.
        characterisation: Harmonic mean of ``plus`` and 1 - ``minus``.
        unfaithfulness: Mean of 1 - exp(-KL) from the prediction of the whole jet to that with them
            alone; small is good.
    """

    plus: Estimate
    minus: Estimate
    characterisation: Estimate
    unfaithfulness: Estimate


def fidelity(
    tagger: Tagger,
    batch: Any,
    values: Tensor,
    *,
    top: float = 0.25,
    seed: int = 0,
    target: Target = None,
) -> Fidelity:
    r"""Predictions without the splittings S of largest values, and with no others.

    As in `arXiv:2206.09677 <https://arxiv.org/abs/2206.09677>`_, but what remains is a jet: softer
    branches are pruned, see :func:`pyg_jets.attribution.branch_removal`.

    .. math::
        \mathrm{fid}_+ = 1 - \frac1N \sum \mathbb 1(\hat y^{G \setminus S} = \hat y), \qquad
        \mathrm{fid}_- = 1 - \frac1N \sum \mathbb 1(\hat y^{G_S} = \hat y), \qquad
        \mathrm{char} = \frac{2}{1 / \mathrm{fid}_+ + 1 / (1 - \mathrm{fid}_-)}

    A jet is predicted as signal, or as the target's class, if its logit is positive. The versions
    for the phenomenon, with
    :math:`|\mathbb 1(\hat y = y) - \mathbb 1(\hat y' = y)|`, are the same numbers: of two classes,
    a prediction that changes is right either before or after. Unfaithfulness is that of
    `arXiv:2208.09339 <https://arxiv.org/abs/2208.09339>`_, :math:`1 - \exp(-\mathrm{KL}(y \| \hat
    y))` of each jet, in the order of its formula; PyG's function has the other order, and the mean
    of the divergences of a batch.

    Look at jets of one class: values that speak for the signal carry its predictions only.

    Args:
        tagger: Any tagger; it is left as it was.
        batch: A batch of trees.
        values: A number per node; those of leaves do not count. Equal ones come in random order.
        top: Share of the splittings of each jet that are in S, to the nearest whole number.
        seed: Of the order of equal values and of the bootstraps. The shares of jets have exact
            intervals instead.
        target: Which number is asked about, see :func:`pyg_jets.taggers.at_target`.

    Shapes:
        - **values:** ``(num_nodes,)``

    Raises:
        ValueError: If ``top`` is not between 0 and 1, there is not one value per node or one is
            NaN, or there are jets in several frames.
    """
    if not 0 < top < 1:
        raise ValueError(f"'top' must lie between 0 and 1 (got {top})")
    tagger = at_target(tagger, target)
    chosen = turns(values, batch, seed) <= top
    variants = torch.stack((torch.zeros_like(chosen), chosen, ~chosen), 1)
    whole, without, alone = without_branches(tagger, batch, variants).cpu().unbind(1)
    lost, missed = ((whole > 0) != (other > 0) for other in (without, alone))
    weight = getattr(batch, "weight", None)
    return Fidelity(
        weighted_share(lost, weight),
        weighted_share(missed, weight),
        of_means(_characterisation, lost, missed, seed=seed, weight=weight),
        average(1 - torch.exp(-_divergence(whole, alone)), seed, weight=weight),
    )


def _characterisation(plus: float, minus: float) -> float:
    return float(characterization_score(torch.tensor(plus), torch.tensor(minus)))


def _divergence(logits: Tensor, others: Tensor) -> Tensor:
    """Kullback-Leibler divergence of probabilities from others, ``(num_jets,)``."""
    signal = logsigmoid(logits) - logsigmoid(others)
    background = logsigmoid(-logits) - logsigmoid(-others)
    return logits.sigmoid() * signal + (-logits).sigmoid() * background

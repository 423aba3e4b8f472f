"""Infidelity: whether values tell what the logit loses when branches go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from pyg_jets.attribution.frozen import frozen
from pyg_jets.attribution.offsets import check_number
from pyg_jets.attribution.pruning import History, histories, pruned_logits
from pyg_jets.evaluation.padding import check_values, padded
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.target import Target, at_target


def infidelity(
    tagger: Tagger,
    batch: Any,
    values: Tensor,
    *,
    samples: int = 20,
    normalised: bool = True,
    seed: int = 0,
    target: Target = None,
) -> Tensor:
    r"""Mean squared difference between what values say is lost, and what the logit loses.

    It is that of `arXiv:1901.09392 <https://arxiv.org/abs/1901.09392>`_, by Captum:

    .. math::
        \mathrm{INFD} = E_I \big[ (\beta\, I^T A - (L(x) - L(x - I)))^2 \big], \qquad
        \beta = \frac{E[I^T A\, \Delta L]}{E[(I^T A)^2]}

    The perturbation I prunes the softer branches of random splittings, in each sample of another
    share of them, and what remains is a jet, see :func:`pyg_jets.attribution.branch_removal`. I is
    1 on the nodes that the jet has no longer: those splittings, and all nodes in their softer
    branches. With :math:`\beta` of every jet, the scale and the sign of its values do not matter;
    values that tell nothing, such as zeros, have :math:`E[(\Delta L)^2]`, the largest there is:
    divide by that to compare taggers.

    A jet's perturbations do not depend on the others in its batch, and are the same for all values.

    Args:
        tagger: Any tagger; it is left as it was.
        batch: A batch of trees.
        values: A number per node, or several: one column for each method.
        samples: Perturbations of each jet.
        normalised: With :math:`\beta`; 1 otherwise.
        seed: Of the perturbations.
        target: Which number is asked about, see :func:`pyg_jets.taggers.at_target`.

    Shapes:
        - **values:** ``(num_nodes,)`` or ``(num_nodes, methods)``
        - **output:** ``(num_jets,)`` or ``(num_jets, methods)``, logit squared; 0 for jets without
          splittings

    Raises:
        ValueError: If there is not one value per node, one is not finite, there is no sample, or
            there are jets in several frames.
    """
    from captum.metrics import infidelity as captum_infidelity

    tagger = at_target(tagger, target)
    check_number("samples", samples)
    check_values(values, batch)
    jets = histories(batch)
    gone = _random_prunings(jets, samples, seed)
    asked: dict[tuple[int, bool], Tensor] = {}

    def logits(present: Tensor) -> Tensor:
        # Captum asks about whole and pruned jets again for every method.
        which = len(present), bool(present.all())
        if which not in asked:
            rows = present.bool().numpy().reshape(len(jets), -1, present.shape[1])
            kept = [of_jet[:, : len(jet.p4)] for jet, of_jet in zip(jets, rows, strict=True)]
            asked[which] = torch.cat(pruned_logits(tagger, batch, jets, kept)).double().cpu()
        return asked[which]

    whole = gone.new_ones(len(jets), gone.shape[1])
    with frozen(tagger):
        found = [
            captum_infidelity(
                logits,
                lambda present: (gone, present - gone),
                whole,
                padded(column.double().cpu(), batch),
                n_perturb_samples=samples,
                normalize=normalised,
            )
            for column in values.detach().view(len(values), -1).t()
        ]
    # Beta's squares are multiplied out: rounding may leave less than nothing.
    return torch.stack(found, 1).clamp(min=0).view(len(jets), *values.shape[1:])


def _random_prunings(jets: Sequence[History], samples: int, seed: int) -> Tensor:
    """The nodes that go, 1 or 0, ``(num_jets * samples, nodes of the largest jet)``."""
    gone = np.zeros((len(jets), samples, 2 * max(len(jet.p4) for jet in jets) - 1))
    for of_jet, jet in zip(gone, jets, strict=True):
        n, generator = len(jet.p4), np.random.default_rng(seed)
        share = generator.random((samples, 1))
        kept = ~((generator.random((samples, n - 1)) < share) @ jet.softer)
        of_jet[:, :n] = ~kept
        # A splitting goes with the last constituent of its softer branch.
        of_jet[:, n : 2 * n - 1] = ~(kept @ jet.softer.T)
    return torch.from_numpy(gone.reshape(len(jets) * samples, -1))

"""Complete sets of observables, to compare with what a network made for itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from pyg_jets.metrics import Estimate
from pyg_jets.observables import c2, d2, nsubjettiness_up_to
from pyg_jets.probing.cross_validated import probe, probe_labels
from pyg_jets.probing.probe_score import ProbeScore

BETAS = (0.5, 1.0, 2.0)
"""Powers of the distance in both bases."""


@dataclass(frozen=True)
class Explained:
    """How much of a tagger and of its task a set of features explains.

    Attributes:
        logit: :math:`R^2` of the tagger's logit.
        auc: Of a logistic head that tells the classes.
        num_features: Size of the set.
    """

    logit: ProbeScore
    auc: Estimate
    num_features: int


def nsubjettiness_basis(
    jets: Any, max_n: int = 5, betas: Sequence[float] = BETAS, radius: float = 0.8
) -> Tensor:
    r"""N-subjettiness basis, from `arXiv:1704.08249 <https://arxiv.org/abs/1704.08249>`_.

    :math:`\tau_N^{(\beta)}` for N up to ``max_n`` and several powers, which determine the phase
    space of ``max_n + 1`` prongs; see :func:`pyg_jets.observables.nsubjettiness`.

    Args:
        jets: ``Constituents`` or a ``JetTreeDataset``.
        max_n: Largest number of axes.
        betas: Powers of the distance.
        radius: Jet radius R.

    Shapes:
        - **output:** ``(num_jets, len(betas) * max_n)``, all N of the first power first
    """
    return torch.cat(
        [nsubjettiness_up_to(jets, max_n, beta=beta, radius=radius) for beta in betas], dim=1
    )


def correlator_basis(jets: Any, betas: Sequence[float] = BETAS) -> Tensor:
    r"""Energy correlators :math:`e_2`, :math:`C_2` and :math:`D_2` with several powers.

    :math:`e_2 = C_2 / D_2`; it is 0 where they are.

    Args:
        jets: ``Constituents`` or a ``JetTreeDataset``.
        betas: Powers of the distance.

    Shapes:
        - **output:** ``(num_jets, 3 * len(betas))``
    """
    columns = []
    for beta in betas:
        c, d = c2(jets, beta), d2(jets, beta)
        columns += [torch.where(d > 0, c / d.where(d > 0, 1.0), 0.0), c, d]
    return torch.stack(columns, dim=1)


def explained(
    features: Mapping[str, Any], logit: Any, labels: Any, **options: Any
) -> dict[str, Explained]:
    r"""Sets of features against each other: linear probes of the logit, logistic ones of the class.

    Args:
        features: Sets by name, such as the embedding and both bases.
        logit: Of the tagger, for jets it was not trained on.
        labels: 1 for signal, 0 for background.
        **options: ``folds``, ``seed``, ``resamples`` and ``weight`` of :func:`probe`.

    Shapes:
        - **features:** ``(num_jets, num_features)`` each; **logit**, **labels:** ``(num_jets,)``

    Raises:
        ValueError: As in :func:`probe` and :func:`probe_labels`.
    """
    return {
        name: Explained(
            probe(values, logit, **options),
            probe_labels(values, labels, **options),
            values.shape[1],
        )
        for name, values in features.items()
    }

"""Lund multiplicity: the splittings of a jet that are hard enough to be counted."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from pyg_jets.jets.algorithms.generalised_kt import generalised_kt_merges
from pyg_jets.jobs.compiled import compiled
from pyg_jets.observables._observable import Jets, check_positive, irc_safe, packed_arrays
from pyg_jets.observables._splittings import node_momenta, splitting


@irc_safe(True)
def lund_multiplicity(jets: Jets, kt_cut: float = 1.0) -> Tensor:
    r"""Number of Lund declusterings with :math:`k_t` of at least a cut.

    .. math::
        N = \sum_{\mathrm{splittings}} \Theta(k_t \ge k_{t,\mathrm{cut}}), \qquad
        k_t = \min(p_{T,1}, p_{T,2})\, R_{12}

    over all splittings of the Cambridge/Aachen tree, primary, secondary and further, with the
    rapidity-azimuth distance R. It is the Lund multiplicity of `arXiv:2205.02861
    <https://arxiv.org/abs/2205.02861>`_, in a jet's own coordinates and without the jet itself.

    Args:
        jets: The jets.
        kt_cut: Least :math:`k_t` in GeV; the cut makes the count IRC safe.

    Shapes:
        - **output:** ``(num_jets,)`` float64

    Units: dimensionless.

    Raises:
        TypeError: If ``jets`` has no constituents.
        ValueError: If ``kt_cut`` is not positive.

    Example:
        >>> from pyg_jets.jets.constituents import Constituents
        >>> jets = Constituents([[6.0, 0.0, 0.0, 6.0], [0.0, 4.0, 0.0, 4.0]], [0, 2])
        >>> lund_multiplicity(jets, kt_cut=6.2), lund_multiplicity(jets, kt_cut=6.3)
        (tensor([1.], dtype=torch.float64), tensor([0.], dtype=torch.float64))
    """
    check_positive("kt_cut", kt_cut)
    p4, ptr = packed_arrays(jets)
    counts = np.zeros(len(ptr) - 1)
    _count(p4, ptr, generalised_kt_merges(p4, ptr, 0), float(kt_cut), counts)
    return torch.from_numpy(counts)


@compiled(error_model="numpy")
def _count(
    p4: np.ndarray, ptr: np.ndarray, merges: np.ndarray, kt_cut: float, counts: np.ndarray
) -> None:
    """Add the splittings above the cut of packed jets."""
    for jet in range(len(ptr) - 1):
        first, last = ptr[jet], ptr[jet + 1]
        history = merges[first - jet : last - jet - 1]
        momenta = node_momenta(p4[first:last], history)
        for merge in history:
            _, soft_pt, _, delta = splitting(momenta, merge)
            if soft_pt * delta >= kt_cut:
                counts[jet] += 1.0

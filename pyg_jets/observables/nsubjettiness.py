"""N-subjettiness: how far a jet's particles are from the nearest of N axes, and its ratios."""

from __future__ import annotations

from numbers import Integral

import numpy as np
import torch
from torch import Tensor

from pyg_jets.jets.algorithms.generalised_kt import generalised_kt_merges, winner_take_all_kt_merges
from pyg_jets.observables._observable import (
    ROUNDING,
    Jets,
    check_positive,
    irc_safe,
    packed_arrays,
    ratio_or_zero,
)
from pyg_jets.observables._subjettiness import mean_distances

AXES = ("kt", "onepass_kt", "wta_kt", "onepass_wta_kt")
"""Ways to place the axes."""


@irc_safe(True)
def nsubjettiness(
    jets: Jets, n: int, axes: str = "onepass_kt", beta: float = 1.0, radius: float = 0.8
) -> Tensor:
    r"""N-subjettiness, from `arXiv:1011.2268 <https://arxiv.org/abs/1011.2268>`_.

    .. math::
        \tau_N = \frac{\sum_i p_{T,i} \min_a R_{i,a}^\beta}{\sum_i p_{T,i} R^\beta}, \qquad
        R_{i,a} = \sqrt{(y_i - y_a)^2 + (\phi_i - \phi_a)^2}, \quad a = 1 \dots N

    The axes are the N subjets of exclusive kt clustering without a beam: in the E-scheme (``"kt"``)
    or winner-take-all (``"wta_kt"``, `arXiv:1310.7584 <https://arxiv.org/abs/1310.7584>`_). One
    pass (``"onepass_..."``, `arXiv:1108.2701 <https://arxiv.org/abs/1108.2701>`_) moves them to a
    local minimum for this beta. Values are those of FastJet contrib's ``NormalizedMeasure`` with
    ``KT_Axes``, ``WTA_KT_Axes`` and their ``OnePass_`` versions. A jet of N particles or fewer has
    :math:`\tau_N = 0`. :func:`nsubjettiness_up_to` gives :math:`\tau_1 \dots \tau_N` from one
    clustering.

    Args:
        jets: The jets.
        n: Number of axes N.
        axes: Where they are: ``"kt"``, ``"onepass_kt"``, ``"wta_kt"`` or ``"onepass_wta_kt"``.
        beta: Power of the distance.
        radius: Jet radius R.

    Shapes:
        - **output:** ``(num_jets,)`` float64

    Units: dimensionless.

    Raises:
        TypeError: If ``jets`` has no constituents.
        ValueError: If ``n`` is not a positive integer, ``axes`` is unknown, or ``beta`` or
            ``radius`` is not positive.

    Example:
        >>> from pyg_jets.jets.constituents import Constituents
        >>> jets = Constituents([[3.0, 0.0, 0.0, 3.0], [0.0, 1.0, 0.0, 1.0]], [0, 2])
        >>> nsubjettiness(jets, 1, axes="wta_kt", radius=1.0)
        tensor([0.3927], dtype=torch.float64)
    """
    return _taus(jets, n, n, axes=axes, beta=beta, radius=radius)[:, 0]


@irc_safe(False)
def nsubjettiness_ratio(
    jets: Jets, n: int = 2, axes: str = "onepass_kt", beta: float = 1.0, radius: float = 0.8
) -> Tensor:
    r"""Ratio :math:`\tau_N / \tau_{N-1}`: :math:`\tau_{21}` for N = 2, :math:`\tau_{32}` for N = 3.

    Where :math:`\tau_{N-1}` is 0, or no more than :math:`10^{-12 \beta}` (it may be rounding), the
    ratio is 0 by convention, not NaN: in jets of fewer than N particles, or of fewer than N
    directions. ``nsubjettiness(jets, n - 1) > 1e-12`` (beta = 1) masks the jets that have a ratio:
    cut or count with it. A jet of exactly N particles has :math:`\tau_N = 0`, a true 0.

    Not IRC safe: where :math:`\tau_{N-1}` vanishes, soft emissions alone may give it any value. It
    is safe behind a cut that keeps :math:`\tau_{N-1}` away from 0. Ratios of angularities behave
    alike, `arXiv:1307.1699 <https://arxiv.org/abs/1307.1699>`_.

    Args:
        jets: The jets.
        n: Number of axes N of the numerator.
        axes: As in :func:`nsubjettiness`.
        beta: Power of the distance.
        radius: Jet radius R; it cancels.

    Shapes:
        - **output:** ``(num_jets,)`` float64

    Units: dimensionless.

    Raises:
        TypeError: If ``jets`` has no constituents.
        ValueError: If ``n`` is not an integer of at least 2, or another parameter is out of range.

    Example:
        >>> from pyg_jets.jets.constituents import Constituents
        >>> alone = Constituents([[3.0, 0.0, 0.0, 3.0]], [0, 1])
        >>> nsubjettiness_ratio(alone), nsubjettiness(alone, 1) > 0
        (tensor([0.], dtype=torch.float64), tensor([False]))
    """
    _check_integer(n, least=2)
    denominator, numerator = _taus(jets, n - 1, n, axes=axes, beta=beta, radius=radius).unbind(1)
    # tau_{N-1} at the size of rounding means N - 1 directions: the ratio would be noise.
    return ratio_or_zero(numerator, denominator, floor=ROUNDING**beta)


def nsubjettiness_up_to(
    jets: Jets, n: int, axes: str = "onepass_kt", beta: float = 1.0, radius: float = 0.8
) -> Tensor:
    r""":math:`\tau_1 \dots \tau_N` of each jet from one clustering; see :func:`nsubjettiness`.

    A column per number of axes, so it is not among ``observables.__all__``: these give one value.

    Shapes:
        - **output:** ``(num_jets, n)`` float64
    """
    return _taus(jets, 1, n, axes=axes, beta=beta, radius=radius)


def _taus(
    jets: Jets, first_n: int, last_n: int, *, axes: str, beta: float, radius: float
) -> Tensor:
    _check_integer(last_n, least=1)
    if axes not in AXES:
        raise ValueError(f"'axes' must be one of {', '.join(AXES)} (got '{axes}')")
    check_positive("beta", beta)
    check_positive("radius", radius)
    p4, ptr = packed_arrays(jets)
    one_pass, winner = axes.startswith("onepass"), axes.endswith("wta_kt")
    merges = winner_take_all_kt_merges(p4, ptr) if winner else generalised_kt_merges(p4, ptr, 1)
    taus = np.zeros((len(ptr) - 1, last_n - first_n + 1))
    mean_distances(p4, ptr, merges, winner, one_pass, float(beta), int(first_n), taus)
    return torch.from_numpy(taus / radius**beta)


def _check_integer(n: object, least: int) -> None:
    if not (isinstance(n, Integral) and int(n) >= least):
        raise ValueError(f"'n' must be an integer of at least {least} (got {n})")

"""Linear probes over the whole plane of generalised angularities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pyg_jets.metrics import Floats, float64_array
from pyg_jets.metrics.over_trainings import one_more
from pyg_jets.observables.angularity import angularity
from pyg_jets.probing.cross_validated import probe_many

KAPPAS = tuple(np.linspace(0, 3, 13).tolist())
BETAS = KAPPAS
"""Powers of the grid, in steps of a quarter."""


@dataclass(frozen=True)
class AngularityScan:
    r""":math:`R^2` of :math:`\lambda^\kappa_\beta` over the plane of its powers.

    Attributes:
        kappas: Powers of the momentum share.
        betas: Powers of the distance.
        r2: ``(num_kappas, num_betas)``.
        error: Half the width of the 68 % intervals, of the same shape.
        worst: Share of the squared error that the worst jet carries, of the same shape; above a
            quarter the number rests on one jet, see :class:`ProbeScore`.
        limited: Jets put into the range of those that the probe was fitted to, of the same shape.
    """

    kappas: tuple[float, ...]
    betas: tuple[float, ...]
    r2: Floats
    error: Floats
    worst: Floats
    limited: Floats

    @classmethod
    def over_trainings(cls, scans: Sequence[AngularityScan]) -> AngularityScan:
        """Means over trainings; the error is the larger of theirs and of their spread.

        Raises:
            ValueError: If there is none.
        """
        if not scans:
            raise ValueError("a scan needs at least one training (got none)")
        if len(scans) == 1:
            return scans[0]
        r2 = np.stack([scan.r2 for scan in scans])
        return cls(
            scans[0].kappas,
            scans[0].betas,
            r2.mean(0),
            np.fmax(
                np.mean([scan.error for scan in scans], axis=0),
                one_more(len(scans)) * r2.std(0, ddof=1),
            ),
            np.max([scan.worst for scan in scans], axis=0),
            np.sum([scan.limited for scan in scans], axis=0),
        )


def scan_angularities(
    embedding: Any,
    jets: Any,
    *,
    kappas: Sequence[float] = KAPPAS,
    betas: Sequence[float] = BETAS,
    radius: float = 0.8,
    **options: Any,
) -> AngularityScan:
    r"""Probe :math:`\lambda^\kappa_\beta` on a grid of powers.

    Multiplicity is at (0, 0), :math:`p_T^D` at (2, 0), the width at (1, 1), the paper's mass at
    (1, 2); only :math:`\kappa = 1`, :math:`\beta > 0` is IRC safe.

    Args:
        embedding: Frozen embeddings.
        jets: The same jets, ``Constituents`` or a ``JetTreeDataset``.
        kappas: Powers of the momentum share.
        betas: Powers of the distance.
        radius: Jet radius R.
        **options: Of :func:`probe_many`.

    Raises:
        ValueError: As in :func:`probe` and :func:`pyg_jets.observables.angularity`. At (1, 0) every
            jet has 1: there is no :math:`R^2` and it is NaN.
    """
    powers = [(kappa, beta) for kappa in kappas for beta in betas]
    known = [power for power in powers if power != (1, 0)]
    targets = np.stack([float64_array(angularity(jets, *power, radius)) for power in known], 1)
    scores = dict(zip(known, probe_many(embedding, targets, **options), strict=True))
    grid = np.full((4, len(powers)), np.nan)
    for column, power in enumerate(powers):
        if (score := scores.get(power)) is not None:
            error = (score.high - score.low) / 2
            grid[:, column] = score.value, error, score.worst, score.limited
    return AngularityScan(tuple(kappas), tuple(betas), *grid.reshape(4, len(kappas), len(betas)))

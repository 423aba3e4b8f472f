"""At which jet mass the hardest splitting should move neither in nor out."""

from __future__ import annotations

import numpy as np

from pyg_jets.metrics import Estimate, Floats

RANGE = (40.0, 250.0)
"""In GeV, where a change of sign is looked for."""

FEWEST = 50
"""Jets inside of which a sign can be told."""


def sign_change(pull: Floats, mass: Floats, *, seed: int = 0, resamples: int = 200) -> Estimate:
    r"""The jet mass at which the response to ln 1/Delta turns from negative to positive.

    Below it the splitting should be wider, above it narrower. With the jets in the order of their
    masses,

    .. math::
        m_0 = \operatorname{argmin}_m \sum_{m_i \le m} R_i

    is where the mean of R changes its sign from - to +, without bins. The interval is a bootstrap
    over jets. NaN where no jet lies below it or none above it: the sign does not change so.

    Args:
        pull: Response of the hardest splitting of every jet.
        mass: Of the jets, in GeV.
        seed: Of the bootstrap.
        resamples: Number of bootstrap samples.

    Shapes:
        - **pull**, **mass:** ``(num_jets,)``

    Raises:
        ValueError: If ``resamples`` is below 1.
    """
    inside = (mass > RANGE[0]) & (mass < RANGE[1])
    order = np.argsort(mass[inside], kind="stable")
    pull, mass = pull[inside][order], mass[inside][order]
    value = _zero(pull, mass) if len(mass) >= FEWEST else np.nan
    if np.isnan(value):
        return Estimate(np.nan, np.nan, np.nan)
    rng, replicas = np.random.default_rng(seed), []
    for _ in range(resamples):
        drawn = np.sort(rng.integers(len(mass), size=len(mass)))
        replicas.append(_zero(pull[drawn], mass[drawn]))
    told = np.array(replicas)
    return Estimate.from_replicas(value, told[~np.isnan(told)] if (~np.isnan(told)).any() else told)


def _zero(pull: Floats, mass: Floats) -> float:
    running = np.cumsum(pull)
    least = int(running.argmin())
    if least == len(mass) - 1 or running[least] >= 0:
        return np.nan
    return float(mass[least] + mass[least + 1]) / 2

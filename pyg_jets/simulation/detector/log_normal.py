"""The draw behind every resolution of Delphes."""

from __future__ import annotations

import numpy as np


def log_normal(mean: np.ndarray, sigma: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    r"""One positive draw per entry whose mean and standard deviation are those asked for.

    .. math::
        x = \exp(\ln\mu - b^2/2 + b\,z), \quad b^2 = \ln(1 + \sigma^2/\mu^2), \quad z \sim N(0, 1)

    Where the mean is not positive the result is 0.
    """
    positive = mean > 0
    safe = np.where(positive, mean, 1.0)
    b2 = np.log1p((sigma / safe) ** 2)
    drawn = np.exp(np.log(safe) - 0.5 * b2 + np.sqrt(b2) * generator.standard_normal(mean.shape))
    return np.where(positive, drawn, 0.0)

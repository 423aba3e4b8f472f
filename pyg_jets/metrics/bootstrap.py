"""The one bootstrap over jets: of a statistic of columns, class by class if there are classes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from pyg_jets.metrics.estimate import (
    Estimate,
    Floats,
    float64_array,
    weight_array,
    weighted_mean,
)


def bootstrap(
    statistic: Callable[..., float],
    columns: Sequence[Any],
    strata: Any = None,
    *,
    seed: int = 0,
    resamples: int = 200,
) -> Estimate:
    """A statistic of jets, with the central 68 % of it on bootstrap samples of them.

    A jet is drawn with all that it has. Samples on which the statistic is not defined (NaN) are
    left out.

    Args:
        statistic: Takes the columns, of all jets or of a sample; gives a number.
        columns: Arrays with a row for each jet.
        strata: The class of each jet: as many of each class are drawn as there are. One class if
            not given.
        seed: Of the samples.
        resamples: Number of samples.

    Shapes:
        - **columns:** each ``(num_jets, ...)``; **strata:** ``(num_jets,)``

    Raises:
        ValueError: If there are no jets, the columns differ in length, or ``resamples`` is below 1.

    Example:
        >>> bootstrap(lambda x: float(x.mean()), [np.array([1.0, 3.0])]).value
        2.0
    """
    arrays = [np.asarray(column) for column in columns]
    lengths = {len(array) for array in (*arrays, *([] if strata is None else [strata]))}
    if len(lengths) != 1 or 0 in lengths:
        raise ValueError(
            "columns must have a row for each jet, of one jet at least "
            f"(got {', '.join(str(len(array)) for array in arrays)})"
        )
    if resamples < 1:
        raise ValueError("'resamples' must be at least 1 (got no bootstrap sample)")
    of_jets = np.zeros(lengths.pop(), int) if strata is None else np.asarray(strata)
    classes = [np.flatnonzero(of_jets == each) for each in np.unique(of_jets)]
    rng, replicas = np.random.default_rng(seed), np.empty(resamples)
    for sample in range(resamples):
        drawn = [of_class[rng.integers(len(of_class), size=len(of_class))] for of_class in classes]
        jets = np.concatenate(drawn)
        replicas[sample] = statistic(*(array[jets] for array in arrays))
    defined = replicas[~np.isnan(replicas)]
    return Estimate.from_replicas(
        statistic(*arrays), defined if len(defined) else np.array([np.nan])
    )


def average(values: Any, seed: int = 0, resamples: int = 200, *, weight: Any = None) -> Estimate:
    """Mean over jets, with the central 68 % of it on bootstrap samples of the jets.

    Args:
        values: A number per jet; tensor or array.
        seed: Of the bootstrap.
        resamples: Number of bootstrap samples.
        weight: How much each jet counts: as many equal jets. Jets are drawn with their weights.

    Shapes:
        - **values**, **weight:** ``(num_jets,)``

    Raises:
        ValueError: If there are no jets that weigh something, a value is not finite, a weight is
            negative or not finite, or ``resamples`` is below 1.

    Example:
        >>> average([1.0, 2.0, 3.0, 4.0]).value
        2.5
    """
    return of_means(float, values, seed=seed, resamples=resamples, weight=weight)


def of_means(
    statistic: Callable[..., float],
    *columns: Any,
    seed: int = 0,
    resamples: int = 200,
    weight: Any = None,
) -> Estimate:
    """A number made of means over jets, with the central 68 % of it on bootstrap samples of them.

    A jet is drawn with all its numbers.

    Args:
        statistic: Of the means, as many as there are columns; such as their ratio.
        *columns: A number per jet; tensors or arrays.
        seed: Of the bootstrap.
        resamples: Number of bootstrap samples.
        weight: As in :func:`average`.

    Shapes:
        - **columns:** each ``(num_jets,)``; **weight:** ``(num_jets,)``

    Raises:
        ValueError: If there are no jets that weigh something, the columns differ in length, a
            number is not finite, a weight is negative or not finite, or ``resamples`` is below 1.

    Example:
        >>> of_means(lambda one, other: one / other, [1.0, 3.0], [4.0, 4.0]).value
        0.5
    """
    arrays = [float64_array(values) for values in columns]
    for values in arrays:
        if values.ndim != 1 or len(values) == 0 or not np.isfinite(values).all():
            raise ValueError(
                f"'values' must be finite numbers, at least one (got shape {values.shape} with "
                f"{np.isfinite(values).sum()} that are finite)"
            )
    if len({len(values) for values in arrays}) != 1:
        raise ValueError(
            f"there must be as many numbers in every column "
            f"(got {', '.join(str(len(values)) for values in arrays)})"
        )
    weights = weight_array(weight, len(arrays[0]))
    if not (weights > 0).any():
        raise ValueError("there must be jets that weigh something (got none)")
    arrays = [each[weights > 0] for each in (*arrays, weights)]

    def of(*drawn: Floats) -> float:
        return statistic(*(weighted_mean(values, drawn[-1]) for values in drawn[:-1]))

    return bootstrap(of, arrays, seed=seed, resamples=resamples)

"""What a probe's score must be read beside: the controls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pyg_jets.metrics import Estimate, Floats, bootstrap, weight_array, weighted_mean
from pyg_jets.probing.cross_validated import probe, probe_many, weighted_target
from pyg_jets.probing.fitting.arrays import defined, feature_array
from pyg_jets.probing.fitting.bootstrap import probe_score
from pyg_jets.probing.fitting.held_out import HeldOut, held_out
from pyg_jets.probing.probe_score import ProbeScore

_NOTHING = 1e-12
"""Share of a target's squares that is no more than rounding."""


@dataclass(frozen=True)
class ControlledProbe:
    r"""One observable's :math:`R^2` from an embedding, with its controls.

    Every number has its interval and the jets used, of all: the others' target is not defined.

    Attributes:
        trained: From the tagger's embedding.
        untrained: From that of the same network before training.
        permuted: From the tagger's embedding with targets of other jets; see
            :func:`permuted_probe`.
        raw: From a few features of the jet alone, such as :func:`raw_features`.
        partial: What the embedding adds to the variables held fixed; see :func:`partial_probe`.
    """

    trained: ProbeScore
    untrained: ProbeScore
    permuted: ProbeScore
    raw: ProbeScore
    partial: ProbeScore

    @property
    def rests_on_one_jet(self) -> bool:
        """Whether the trained or the untrained network's score does: it shows no trend then."""
        return self.trained.rests_on_one_jet or self.untrained.rests_on_one_jet


def controlled_probe(
    embedding: Any, target: Any, *, untrained: Any, raw: Any, given: Any, **options: Any
) -> ControlledProbe:
    r"""Probe an observable, and the controls with the same jets, folds and model.

    Args:
        embedding: Frozen embeddings of jets the tagger was not trained on.
        target: The observable; NaN where it is not defined.
        untrained: Embeddings of the same jets by an untrained network.
        raw: Features that explain without any network.
        given: Variables held fixed in the partial :math:`R^2`, such as powers of the mass.
        **options: ``model``, ``folds``, ``seed``, ``resamples`` and ``weight`` of :func:`probe`.

    Shapes:
        - **embedding**, **untrained**, **raw**, **given:** ``(num_jets, num_features)`` each;
          **target:** ``(num_jets,)``

    Raises:
        ValueError: As in :func:`probe`.
    """
    without_bootstrap = {key: value for key, value in options.items() if key != "resamples"}
    return ControlledProbe(
        trained=probe(embedding, target, **options),
        untrained=probe(untrained, target, **options),
        permuted=permuted_probe(embedding, target, **without_bootstrap),
        raw=probe(raw, target, **options),
        partial=partial_probe(embedding, target, given, **options),
    )


def permuted_probe(
    embedding: Any,
    target: Any,
    *,
    seed: int = 0,
    permutations: int = 10,
    weight: Any = None,
    **options: Any,
) -> ProbeScore:
    r"""Mean :math:`R^2` when jets get each other's targets, and the central 68 % of it.

    A probe of these is a probe of nothing; by how much it is below 0 says how much the probe fits
    to noise. The control task of `arXiv:1909.03368 <https://arxiv.org/abs/1909.03368>`_, for jets,
    which have no types. Of the permutations the one with most jets limited, and the one whose worst
    jet carries most, are in ``limited`` and ``worst``.

    Args:
        embedding: As in :func:`probe`.
        target: The observable.
        seed: Of the permutations and folds.
        permutations: How many are drawn.
        weight: As in :func:`probe`; a jet keeps its own with another one's target.
        **options: ``model`` and ``folds`` of :func:`probe`.

    Raises:
        ValueError: As in :func:`probe`, or if ``permutations`` is below 1.
    """
    if permutations < 1:
        raise ValueError(f"'permutations' must be at least 1 (got {permutations})")
    target, weights = weighted_target(target, weight)
    features, values = defined("embedding", embedding, "target", target)
    options |= {"weight": None if weights is None else weights[~np.isnan(target)]}
    rng = np.random.default_rng(seed)
    permuted = [rng.permutation(values) for _ in range(permutations)]
    if options.get("model") is None:
        scores = probe_many(features, np.stack(permuted, 1), seed=seed, resamples=1, **options)
    else:
        scores = [probe(features, one, seed=seed, resamples=1, **options) for one in permuted]
    replicas = np.array([score.value for score in scores])
    mean = Estimate.from_replicas(float(replicas.mean()), replicas)
    return ProbeScore(
        mean.value,
        mean.low,
        mean.high,
        count=len(values),
        total=len(target),
        limited=max(score.limited for score in scores),
        worst=max(score.worst for score in scores),
    )


def partial_probe(
    embedding: Any,
    target: Any,
    given: Any,
    *,
    model: Any = None,
    folds: int = 5,
    seed: int = 0,
    resamples: int = 200,
    weight: Any = None,
) -> ProbeScore:
    r"""Partial :math:`R^2`: the share of what ``given`` leaves open that the embedding explains.

    .. math::
        R^2_{\text{partial}} = 1 - \frac{\sum_i (y_i - \hat y_i(g_i, x_i))^2}
        {\sum_i (y_i - \hat y_i(g_i))^2}

    with held-out predictions by probes of ``given`` alone and of both together. With the mass as
    ``given``: does the embedding know more of the observable than the mass tells? NaN if ``given``
    leaves nothing open.

    Args:
        embedding: As in :func:`probe`.
        target: The observable.
        given: Variables held fixed; linear in them.
        model: As in :func:`probe`.
        folds: As in :func:`probe`.
        seed: As in :func:`probe`.
        resamples: As in :func:`probe`.
        weight: As in :func:`probe`.

    Shapes:
        - **embedding:** ``(num_jets, num_features)``; **target**, **weight:** ``(num_jets,)``;
          **given:** ``(num_jets, num_given)``

    Raises:
        ValueError: As in :func:`probe`, or if ``given`` has another number of jets.

    Example:
        >>> x = np.random.default_rng(0).normal(size=(1000, 2))
        >>> round(partial_probe(x[:, :1], x.sum(1), x[:, 1:]).value, 2)
        1.0
    """
    target, weights = weighted_target(target, weight)
    features, values = defined("embedding", embedding, "target", target)
    fixed = feature_array("given", given)
    if len(fixed) != len(target):
        raise ValueError(
            f"'given' must have a row for each of the {len(target)} jets (got {len(fixed)})"
        )
    there, total = ~np.isnan(target), len(target)
    weights = None if weights is None else weights[there]
    options: dict[str, Any] = {"model": model, "folds": folds, "seed": seed, "weight": weights}
    alone = _times_root(weights, held_out(fixed[there], values, **options))
    left_open, size = alone.residual, weight_array(weights, len(values))
    # Of a jet that was put into the others' range something is left open in any case.
    told, spread = left_open[~alone.limited], values - weighted_mean(values, size)
    if (told**2).sum() <= _NOTHING * (size * spread**2).sum():
        return ProbeScore(np.nan, np.nan, np.nan, count=len(values), total=total)
    both = held_out(np.hstack((fixed[there], features)), values, **options)
    held = _times_root(weights, both)
    estimate = bootstrap(
        lambda left, before: float(1 - (left**2).sum() / (before**2).sum()),
        (held.residual, left_open),
        seed=seed,
        resamples=resamples,
    )
    return probe_score(estimate, held, total)


def _times_root(weight: Floats | None, held: HeldOut) -> HeldOut:
    """Residuals whose squares sum with the weights of the jets."""
    return held if weight is None else held._replace(residual=np.sqrt(weight) * held.residual)

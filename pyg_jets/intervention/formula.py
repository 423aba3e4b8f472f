"""A short formula of observables in place of the logit, by genetic programming."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from pyg_jets.intervention.expression import FUNCTIONS, Expression, Token
from pyg_jets.intervention.ordering import decision_ordering
from pyg_jets.intervention.ordering_search import Parts, checked_columns
from pyg_jets.metrics import Estimate, Floats, bootstrap, float64_array, roc_auc, weight_array
from pyg_jets.probing.fitting.bootstrap import r2

_MOST_JETS = 2_000
"""Of the training, on which formulas are bred: more takes longer and finds the same."""

_PARSIMONY = 0.001
"""What a token must add to the correlation: formulas of some ten tokens."""


class Formula(NamedTuple):
    """A formula and how well it stands for the logit, on test jets.

    Attributes:
        expression: What it says; call it with observables by name.
        r2: Share of the logit's variance that it explains.
        linear: The same of a straight line in all the observables that were offered.
        ordering: Share of the pairs that it puts in the tagger's order.
        auc: Of the formula as a tagger itself.
    """

    expression: Expression
    r2: Estimate
    linear: Estimate
    ordering: Estimate
    auc: Estimate


def formula(
    logits: Parts,
    observables: Mapping[str, Parts],
    labels: Parts,
    *,
    population: int = 500,
    generations: int = 20,
    seed: int = 0,
    weight: Parts | None = None,
) -> Formula:
    r"""Breed a short formula of a few observables for a tagger's logit.

    Genetic programming (the package ``gplearn``) looks for the expression whose correlation with
    the logit is best, less 0.001 for each of its tokens: sums, differences, products, the larger
    and the smaller, absolute values and their roots of observables in units of their standard
    deviation, and constants. Offset and slope are those of least squares. It is bred on at most
    2,000 training jets; the numbers are of test jets. `arXiv:2507.21214
    <https://arxiv.org/abs/2507.21214>`_ does it for ParticleNet.

    A formula that agrees stands for the tagger on jets like these; it does not say how the network
    finds its logit. Other seeds find other formulas that are as good.

    Args:
        logits: Of the tagger.
        observables: By name, finite; a handful, such as those of
            :func:`pyg_jets.intervention.ordering_search`.
        labels: 1 for signal, 0 for background.
        population: Formulas in a generation.
        generations: How often they are bred.
        seed: Of the breeding and of the bootstraps.
        weight: How much each jet counts.

    Shapes:
        - every part: ``(num_jets,)``

    Raises:
        ImportError: If the package ``gplearn`` is not there.
        ValueError: If logits or an observable are constant on the training jets, an observable is
            named like a function, or as in :func:`pyg_jets.intervention.ordering_search`.
    """
    train, test = (
        [float64_array(of) for of in parts] for parts in zip(logits, labels, strict=True)
    )
    columns = checked_columns(observables, (len(train[0]), len(test[0])))
    counts = [
        weight_array(None if weight is None else weight[k], len(part[1]))
        for k, part in enumerate((train, test))
    ]
    # Refuses bad logits, labels and weights.
    decision_ordering(*train[:1], *train, resamples=1, weight=counts[0])
    units = {name: _unit(name, of[0], counts[0]) for name, of in columns.items()}
    if train[0][counts[0] > 0].std() == 0:
        raise ValueError("'logits' must vary among the training jets (got one for all)")
    parts = [
        np.stack([(of[k] - units[name][0]) / units[name][1] for name, of in columns.items()], 1)
        for k in (0, 1)
    ]
    options = {"population_size": population, "generations": generations, "random_state": seed}
    tokens = _bred(parts[0], train[0], counts[0], list(columns), **options)
    bare = Expression(tokens, 0.0, 1.0, units)
    offset, slope = _line(bare(_part(columns, 0))[:, None], train[0], counts[0])
    expression = Expression(tokens, float(offset), float(slope), units)
    found = expression(_part(columns, 1))
    intercept, *slopes = _line(parts[0], train[0], counts[0])
    told: dict[str, Any] = {"seed": seed, "weight": counts[1]}
    return Formula(
        expression,
        _explained(found, test[0], counts[1], seed),
        _explained(intercept + parts[1] @ np.array(slopes), test[0], counts[1], seed),
        decision_ordering(test[0], found, test[1], **told),
        roc_auc(found, test[1], **told),
    )


def _part(columns: Mapping[str, list[Floats]], part: int) -> dict[str, Floats]:
    return {name: of[part] for name, of in columns.items()}


def _unit(name: str, values: Floats, weight: Floats) -> tuple[float, float]:
    """Mean and standard deviation of the jets that weigh something."""
    if name in FUNCTIONS:
        raise ValueError(f"an observable must not be named like a function (got '{name}')")
    mean = np.average(values, weights=weight)
    size = np.average((values - mean) ** 2, weights=weight) ** 0.5
    if not size > 1e-12 * abs(mean):
        raise ValueError(
            f"observable '{name}' must vary among the training jets (got {mean:g} for all)"
        )
    return float(mean), float(size)


def has_gplearn() -> bool:
    """Whether the package that breeds formulas is there."""
    return importlib.util.find_spec("gplearn") is not None


def _bred(
    x: Floats,
    logit: Floats,
    weight: Floats,
    names: list[str],
    **options: Any,
) -> tuple[Token, ...]:
    """The best of the last generation, in tokens of our own."""
    try:
        from gplearn.genetic import SymbolicRegressor
    except ImportError:
        raise ImportError(
            "formula needs the package gplearn, which is not there: pip install pyg-jets[formula]"
        ) from None
    there = np.flatnonzero(weight > 0)
    rows = np.random.default_rng(options["random_state"]).permutation(there)[:_MOST_JETS]
    model = SymbolicRegressor(
        function_set=tuple(FUNCTIONS),
        metric="pearson",
        stopping_criteria=1.0,  # the default, 0, is for errors, and ends at once
        parsimony_coefficient=_PARSIMONY,
        init_depth=(2, 4),
        tournament_size=20,
        **options,
    ).fit(x[rows], logit[rows], sample_weight=weight[rows])
    return tuple(_token(token, names) for token in model._program.program)


def _token(token: Any, names: list[str]) -> Token:
    if isinstance(token, int | np.integer):
        return names[int(token)]
    return float(token) if isinstance(token, float | np.floating) else str(token.name)


def _line(x: Floats, logit: Floats, weight: Floats) -> Floats:
    """Offset and slopes of least squares."""
    root = np.sqrt(weight)[:, None]
    design = np.column_stack([np.ones(len(x)), x])
    solved: Floats = np.linalg.lstsq(root * design, root[:, 0] * logit, rcond=None)[0]
    return solved


def _explained(found: Floats, logit: Floats, weight: Floats, seed: int) -> Estimate:
    return bootstrap(r2, (logit - found, logit, weight), seed=seed)

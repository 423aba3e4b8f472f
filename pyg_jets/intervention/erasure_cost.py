"""What erasing an observable from a tagger's embedding costs: used, or only held."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from pyg_jets.intervention._erasing_bench import ErasingBench, of_target
from pyg_jets.jets import JetTreeDataset
from pyg_jets.metrics import Estimate, Floats, float64_array, over_trainings
from pyg_jets.probing import ProbeScore, kernel_probe, probe_many
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.target import Target, at_target
from pyg_jets.training import transfer

Values = tuple[Floats, Floats]
"""Of the training and of the test jets."""

_MOST_BEYOND = 1_000
"""Test jets of a kernel probe."""

_RESAMPLES = 50
"""Of the bootstraps of R²."""

Scores = dict[str, ProbeScore]
"""By observable."""


class Change(NamedTuple):
    """A number before and after something was erased."""

    before: Any
    after: Any


@dataclass(frozen=True)
class ErasureCost:
    r"""What went with an observable, or with a set of them, on test jets.

    Attributes:
        erased: Names of what was erased.
        linear: :math:`R^2` of every observable by a straight line before and after: of the erased,
            and of the others that went with it.
        beyond: :math:`R^2` of the erased ones by :func:`pyg_jets.probing.kernel_probe`, on a
            thousand test jets at most: what is left beyond a straight line.
        auc: AUC before and after, through the head as it is.
        cost: AUC lost. The interval is over other draws of the training jets that the eraser is
            fitted to, and of the test jets.
        null: AUC lost to as many directions of no meaning, mean and central 68 %.
        untrained: AUC lost by a head that was trained on an untrained network's embedding.
    """

    erased: tuple[str, ...]
    linear: Mapping[str, Change]
    beyond: Mapping[str, Change]
    auc: Change
    cost: Estimate
    null: Estimate
    untrained: Estimate

    @classmethod
    def over_trainings(cls, costs: Sequence[ErasureCost]) -> ErasureCost:
        """The same of several trainings, see :func:`pyg_jets.metrics.over_trainings`.

        Raises:
            ValueError: If there is none, or something else was erased in some.
        """
        if len({cost.erased for cost in costs}) != 1:
            raise ValueError(
                "costs of several trainings must be of the same observables "
                f"(got {sorted({cost.erased for cost in costs}) or 'none'})"
            )
        first = costs[0]
        return cls(
            first.erased,
            {name: _over([cost.linear[name] for cost in costs]) for name in first.linear},
            {name: _over([cost.beyond[name] for cost in costs]) for name in first.beyond},
            _over([cost.auc for cost in costs]),
            over_trainings([cost.cost for cost in costs]),
            over_trainings([cost.null for cost in costs]),
            over_trainings([cost.untrained for cost in costs]),
        )


def erasure_cost(
    tagger: Tagger,
    train: JetTreeDataset,
    test: JetTreeDataset,
    observables: Mapping[str, Callable[[Any], Tensor]],
    *,
    sets: Sequence[Sequence[str]] = (),
    seeds: Sequence[int] = range(20),
    control: Tagger | None = None,
    target: Target = None,
    **options: Any,
) -> list[ErasureCost]:
    r"""Erase observables from a tagger's embedding and see what its unchanged head makes of it.

    What a probe reads is held; what costs AUC when it is erased is used. For each observable, and
    each set, the eraser (:func:`erase`) is fitted to the training jets and applied to the test
    jets. Beside the cost stands that of directions of no meaning: the same observables dealt out
    anew among the jets, whose directions are all equally likely in units of the embedding's spread.
    Logits that differ by less than 1e-5 of their spread count as equal: where all that the head
    reads is erased, the rest is rounding.

    Args:
        tagger: A trained tagger with an embedding and a head; it is left as it was.
        train: Training jets, with labels.
        test: Test jets, with labels.
        observables: Functions of jets by their names.
        sets: Names of observables that are erased together, beside each by itself.
        seeds: Of the draws of jets for the interval, and of the null; a repetition for each.
        control: The untrained network with a trained head, as :func:`pyg_jets.training.transfer`
            of ``tagger.untrained()`` gives; not given, it is made of the training jets, of which
            every fifth chooses the epoch.
        target: Which number the AUC is of, see :func:`pyg_jets.taggers.at_target`: a class against
            the rest, or a pair on its own jets.
        **options: Of that training, see :func:`pyg_jets.fit`.

    Returns:
        One for each observable, then one for each set.

    Raises:
        TypeError: If the tagger has no embedding, or no head to put it through.
        ValueError: If labels are missing, there is no seed, a set names what is no observable, or
            an observable is constant or not defined for all jets.
    """
    _check_tagger(tagger)
    aimed = at_target(tagger, target)
    erased = [(name,) for name in observables] + [tuple(names) for names in sets]
    _check_names(erased, observables, seeds)
    if control is None:
        options.setdefault("progress", False)
        control = head_control(tagger, train, seeds[0], options)
    train, test = (of_target(jets, aimed.target) for jets in (train, test))
    values = {
        name: (float64_array(function(train)), float64_array(function(test)))
        for name, function in observables.items()
    }
    return costs_of_values(
        (aimed, at_target(control, target)), (train, test), values, erased, seeds
    )


def costs_of_values(
    taggers: tuple[Tagger, Tagger],
    parts: tuple[JetTreeDataset, JetTreeDataset],
    values: Mapping[str, Values],
    erased: Sequence[tuple[str, ...]],
    seeds: Sequence[int],
) -> list[ErasureCost]:
    """The same of numbers that are there already.

    Args:
        taggers: The tagger, and its control.
        parts: Training jets, and test jets with labels.
        values: By name of the observable, of the training and of the test jets.
        erased: Names that are erased together.
        seeds: Of the draws of jets, and of the null.

    Raises:
        ValueError: If an observable is constant or not defined for all jets.
    """
    _check_values(values)
    bench, control = (ErasingBench.of(tagger, *parts) for tagger in taggers)
    before = tuple(read(bench.test, values, bench.weights[1]) for read in (_read, _beyond))
    return [_cost(names, values, (bench, control), before, seeds) for names in erased]


def _cost(
    names: tuple[str, ...],
    values: Mapping[str, Values],
    benches: tuple[ErasingBench, ErasingBench],
    before: Sequence[Scores],
    seeds: Sequence[int],
) -> ErasureCost:
    bench, control = benches
    target = np.stack([values[name][0] for name in names], 1)
    eraser = bench.fit(target)
    left = float64_array(eraser(bench.test))
    line = _read(left, values, bench.weights[1])
    beyond = _beyond(left, {name: values[name] for name in names}, bench.weights[1])
    return ErasureCost(
        names,
        {name: Change(before[0][name], line[name]) for name in values},
        {name: Change(before[1][name], beyond[name]) for name in names},
        Change(bench.auc(), bench.auc(eraser)),
        bench.cost(target, seeds),
        bench.null(target, seeds),
        control.cost(target, seeds),
    )


def _read(
    embedding: Floats, values: Mapping[str, Values], weight: Floats, model: Any = None
) -> Scores:
    """Of the test jets, all observables with one decomposition."""
    columns = np.stack([of_test for _, of_test in values.values()], 1)
    given = None if (weight == 1).all() else weight
    scores = probe_many(embedding, columns, model=model, resamples=_RESAMPLES, weight=given)
    return dict(zip(values, scores, strict=True))


def _beyond(embedding: Floats, values: Mapping[str, Values], weight: Floats) -> Scores:
    """By kernel probes, of evenly spaced test jets: their cost grows with every jet."""
    every = slice(None, None, -(-len(embedding) // _MOST_BEYOND))
    fewer = {name: (a, b[every]) for name, (a, b) in values.items()}
    return _read(embedding[every], fewer, weight[every], kernel_probe())


def head_control(
    tagger: Tagger, train: JetTreeDataset, seed: int, options: Mapping[str, Any]
) -> Tagger:
    """An untrained network with a trained head; every fifth jet chooses the epoch.

    Args:
        tagger: Whose network it is, before its training.
        train: Training jets.
        seed: Of the network and of the training.
        options: Of the training.
    """
    chooses = torch.arange(len(train)) % 5 == 4
    parts = train.index_select(~chooses), train.index_select(chooses)
    return transfer(tagger.untrained(seed), *parts, seed=seed, **options).tagger


def _check_tagger(tagger: Any) -> None:
    if not isinstance(tagger, Tagger) or not list(tagger.head.parameters()):
        raise TypeError(
            f"'tagger' must have an embedding and a head with parameters (got "
            f"{type(tagger).__name__} without): taggers.adapt makes one of a network that gives a "
            "vector for each jet or node"
        )


def _check_names(erased: Sequence[Any], observables: Mapping[str, Any], seeds: Any) -> None:
    unknown = [name for names in erased for name in names if name not in observables]
    if unknown or not all(erased) or not erased:
        raise ValueError(
            f"'sets' must hold names of observables, {', '.join(observables) or 'none'} "
            f"(got {unknown or 'none'})"
        )
    if len(seeds) == 0:
        raise ValueError("'seeds' must hold at least one seed (got none)")


def _check_values(values: Mapping[str, Values]) -> None:
    for name, parts in values.items():
        for jets in parts:
            if not np.isfinite(jets).all() or jets.min() == jets.max():
                got = (
                    "a constant" if np.isfinite(jets).all() else f"{(~np.isfinite(jets)).sum()} not"
                )
                raise ValueError(
                    f"observable '{name}' must be finite for all jets, and vary (got {got}): "
                    "leave those jets out"
                )


def _over(changes: Sequence[Change]) -> Change:
    ends = zip(*changes, strict=True)
    combined = [
        ProbeScore.over_trainings(of_end)
        if isinstance(of_end[0], ProbeScore)
        else over_trainings(of_end)
        for of_end in ends
    ]
    return Change(*combined)

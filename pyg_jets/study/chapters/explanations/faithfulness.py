"""How much to believe an attribution: every method by every measure."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, NamedTuple

import torch
from torch import Tensor

from pyg_jets.attribution import fold_leaves
from pyg_jets.evaluation import completeness, fidelity, infidelity, sensitivity
from pyg_jets.evaluation.padding import check_values
from pyg_jets.evaluation.similarity import Method
from pyg_jets.evaluation.truth.hit_rate import simple_choices
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.metrics import Estimate, average, of_means
from pyg_jets.study.chapters.explanations.deletion_and_insertion import compare_orders
from pyg_jets.taggers import Tagger


class Faithfulness(NamedTuple):
    """How faithful one method is by every measure, each with its 68 % interval over jets.

    Attributes:
        deletion: Area of the logit by which deletion lies below that of a random order.
        deletion_over_kt: The same below that of the largest kt first.
        insertion: Area by which insertion lies above that of a random order.
        insertion_over_kt: The same above that of the largest kt first.
        infidelity: Share of the logit's squared changes that the values do not tell: from 0 to 1.
        sensitivity: Mean largest relative change under changes of the momenta by 2 %.
        fidelity_plus: Share of predictions that change without the top quarter of the splittings.
        fidelity_minus: Share of predictions that change with the top quarter alone.
        characterisation: Harmonic mean of ``fidelity_plus`` and 1 - ``fidelity_minus``.
        unfaithfulness: Mean of 1 - exp(-KL) with the top quarter alone.
        completeness: Relative error of the sums; None if the method does not claim any.
        seconds: Of the processor, for the attribution of 100 jets.
    """

    deletion: Estimate
    deletion_over_kt: Estimate
    insertion: Estimate
    insertion_over_kt: Estimate
    infidelity: Estimate
    sensitivity: Estimate
    fidelity_plus: Estimate
    fidelity_minus: Estimate
    characterisation: Estimate
    unfaithfulness: Estimate
    completeness: Estimate | None
    seconds: float


def measure_methods(
    tagger: Tagger,
    jets: JetTreeDataset,
    methods: Mapping[str, Method],
    *,
    seed: int = 0,
    sensitivity_jets: int = 50,
) -> dict[str, Faithfulness]:
    """Measure attributions, and beside them two that know no tagger: largest kt, and chance.

    Values that lie on constituents are folded onto the splittings (their sum over the softer
    branch) where splittings are put in order; the sums of completeness are those of the method.

    Args:
        tagger: Any tagger; it is left as it was.
        jets: Jets of one class, such as 300 of the signal.
        methods: Attributions by name.
        seed: Of all orders, perturbations and bootstraps.
        sensitivity_jets: How many of the first jets sensitivity is measured on, which asks for
            every attribution eleven times.

    Returns:
        One row for each method, and the rows ``"largest kt"`` and ``"random"``.

    Raises:
        ValueError: If there is no jet, ``sensitivity_jets`` is below 1, or a method does not give
            a finite number per node.
    """
    if len(jets) < 1 or sensitivity_jets < 1:
        raise ValueError(
            "'jets' must hold a jet, and 'sensitivity_jets' be at least 1 "
            f"(got {len(jets)} and {sensitivity_jets})"
        )
    batch, few = jets.batch(), jets[:sensitivity_jets].batch()
    every = {**methods, **_controls(seed)}
    timed = {name: _timed(method, tagger, jets) for name, method in every.items()}
    values = {name: given.detach().double() for name, (given, _) in timed.items()}
    for of_method in values.values():
        check_values(of_method, batch)
    orders = {name: _of_splittings(on_nodes, batch) for name, on_nodes in values.items()}
    curves = compare_orders(tagger, jets, orders, seed)
    untold = _untold(tagger, batch, values, seed)
    faithfulness = {}
    for name, method in every.items():
        curve, kept = curves[name], fidelity(tagger, batch, orders[name], seed=seed)
        faithfulness[name] = Faithfulness(
            deletion=curve.deletion_gain,
            deletion_over_kt=curve.deletion_over_kt,
            insertion=curve.insertion_gain,
            insertion_over_kt=curve.insertion_over_kt,
            infidelity=untold[name],
            sensitivity=average(
                sensitivity(method, tagger, few, seed=seed),
                seed,
                weight=getattr(few, "weight", None),
            ),
            fidelity_plus=kept.plus,
            fidelity_minus=kept.minus,
            characterisation=kept.characterisation,
            unfaithfulness=kept.unfaithfulness,
            completeness=completeness(method, tagger, batch, values[name], seed=seed),
            seconds=100 * timed[name][1] / len(jets),
        )
    return faithfulness


def _untold(
    tagger: Tagger, batch: Any, values: Mapping[str, Tensor], seed: int
) -> dict[str, Estimate]:
    """Infidelity over that of values that tell nothing."""
    columns = torch.stack([*values.values(), batch.is_leaf * 0.0], 1)
    *left, whole = infidelity(tagger, batch, columns, seed=seed).unbind(1)
    weight = getattr(batch, "weight", None)
    return {
        name: of_means(_share, of_method, whole, seed=seed, weight=weight)
        for name, of_method in zip(values, left, strict=True)
    }


def _controls(seed: int) -> dict[str, Method]:
    draws = iter(range(seed + 1, 10**9))
    return {
        "largest kt": lambda _, batch: simple_choices(batch)["largest kt"],
        # Another draw whenever it is asked.
        "random": lambda _, batch: simple_choices(batch, next(draws))["random"],
    }


def _timed(method: Method, tagger: Tagger, jets: JetTreeDataset) -> tuple[Tensor, float]:
    """The values, and the seconds that they took once all is compiled and imported."""
    method(tagger, jets[:2].batch())
    batch, start = jets.batch(), time.process_time()
    return method(tagger, batch), time.process_time() - start


def _of_splittings(values: Tensor, batch: Any) -> Tensor:
    on_leaves = not bool(values[~batch.is_leaf].any())
    return fold_leaves(values, batch, "sum") if on_leaves else values


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 1.0

"""Which attribution knows best what the tagger goes by: deletion and insertion, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, get_args

from torch import Tensor

from pyg_jets.evaluation import Curve, deletion_curve
from pyg_jets.evaluation.deletion import Way
from pyg_jets.evaluation.similarity import Method
from pyg_jets.evaluation.truth.hit_rate import simple_choices
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.metrics import Estimate
from pyg_jets.taggers import Tagger


class OrderCurves(NamedTuple):
    """How an order of the splittings moves the logit, against a random order and that of kt.

    Attributes:
        deletion: Curve while softer branches go.
        insertion: Curve while they come back.
        deletion_gain: Area by which deletion lies below the random order's.
        insertion_gain: Area by which insertion lies above the random order's.
        deletion_over_kt: Area by which deletion lies below that of the largest kt first.
        insertion_over_kt: Area by which insertion lies above that of the largest kt first.
    """

    deletion: Curve
    insertion: Curve
    deletion_gain: Estimate
    insertion_gain: Estimate
    deletion_over_kt: Estimate
    insertion_over_kt: Estimate


def deletion_and_insertion(
    tagger: Tagger,
    jets: JetTreeDataset,
    methods: Mapping[str, Method],
    *,
    seed: int = 0,
    **options: Any,
) -> dict[str, OrderCurves]:
    """Deletion and insertion in the orders of attributions, of kt, and of chance.

    Args:
        tagger: Any tagger.
        jets: Jets of one class; of background jets the gains of what speaks for the signal count,
            too.
        methods: Attributions by name.
        seed: Of the random order that all are measured against, of another one, and of the
            bootstraps.
        **options: ``steps`` and ``probability`` of :func:`pyg_jets.evaluation.deletion_curve`.

    Raises:
        ValueError: As in :func:`pyg_jets.evaluation.deletion_curve`.
    """
    batch = jets.batch()
    orders = {name: method(tagger, batch) for name, method in methods.items()}
    return compare_orders(tagger, jets, orders | simple_choices(batch, seed + 1), seed, **options)


def compare_orders(
    tagger: Tagger,
    jets: JetTreeDataset,
    orders: Mapping[str, Tensor],
    seed: int = 0,
    **options: Any,
) -> dict[str, OrderCurves]:
    """Deletion and insertion in some orders.

    Args:
        tagger: Any tagger.
        jets: Jets of one class.
        orders: A number per node by name: the largest goes, or comes, first.
        seed: Of the random order that all are measured against, and of the bootstraps.
        **options: As in :func:`deletion_and_insertion`.

    Raises:
        ValueError: As in :func:`pyg_jets.evaluation.deletion_curve`.
    """
    simple = simple_choices(jets.batch(), seed)

    def curves(values: Tensor) -> list[Curve]:
        return [deletion_curve(tagger, jets, values, way, **options) for way in get_args(Way)]

    random, kt = curves(simple["random"]), curves(simple["largest kt"])
    of_orders = {}
    for name, values in orders.items():
        deletion, insertion = curves(values)
        gains = [
            gain
            for lost, won in (random, kt)
            for gain in (lost.area_above(deletion, seed), insertion.area_above(won, seed))
        ]
        of_orders[name] = OrderCurves(deletion, insertion, *gains)
    return of_orders

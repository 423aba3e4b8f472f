"""Which attribution knows best what the tagger goes by: deletion and insertion, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, get_args

from pyg_jets.attribution import Curve, deletion_curve
from pyg_jets.attribution.deletion import Way
from pyg_jets.attribution.similarity import Method
from pyg_jets.jet_tree_dataset import JetTreeDataset
from pyg_jets.metrics import Estimate
from pyg_jets.study.ground_truth import simple_choices
from pyg_jets.taggers import Tagger


class Faithfulness(NamedTuple):
    """How an order of the splittings moves the logit, against a random order.

    Attributes:
        deletion: Curve while softer branches go.
        insertion: Curve while they come back.
        deletion_gain: Area by which deletion lies below the random order's.
        insertion_gain: Area by which insertion lies above the random order's.
    """

    deletion: Curve
    insertion: Curve
    deletion_gain: Estimate
    insertion_gain: Estimate


def faithfulness(
    tagger: Tagger,
    jets: JetTreeDataset,
    methods: Mapping[str, Method],
    *,
    seed: int = 0,
    **options: Any,
) -> dict[str, Faithfulness]:
    """Deletion and insertion in the orders of attributions, of kt, and of chance.

    Args:
        tagger: Any tagger.
        jets: Jets of one class; of background jets the gains of what speaks for the signal count,
            too.
        methods: Attributions by name.
        seed: Of the random order that all are measured against, of another one, and of the
            bootstraps.
        **options: ``steps``, ``algorithm`` and ``probability`` of
            :func:`pyg_jets.attribution.deletion_curve`.

    Raises:
        ValueError: As in :func:`pyg_jets.attribution.deletion_curve`.
    """
    batch = jets.batch()
    orders = {name: method(tagger, batch) for name, method in methods.items()}
    orders |= simple_choices(batch, seed + 1)
    random = simple_choices(batch, seed)["random"]
    lost, won = (deletion_curve(tagger, jets, random, way, **options) for way in get_args(Way))
    found = {}
    for name, values in orders.items():
        deletion, insertion = (
            deletion_curve(tagger, jets, values, way, **options) for way in get_args(Way)
        )
        gains = lost.area_above(deletion, seed), insertion.area_above(won, seed)
        found[name] = Faithfulness(deletion, insertion, *gains)
    return found

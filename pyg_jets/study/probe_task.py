"""Table 1 for one task: a given tagger, or some trained with several seeds."""

from __future__ import annotations

from typing import Any

import torch

from pyg_jets.probing import ControlledProbe, layer_outputs
from pyg_jets.report import Table
from pyg_jets.study.probes import probe_observables
from pyg_jets.study.several_seeds import pooled
from pyg_jets.study.tables import probe_table
from pyg_jets.study.task import STUDY_RECNN, held_out_jets, train_task
from pyg_jets.taggers import Tagger


def probe_task(
    name: str,
    tagger: Tagger | None = None,
    *,
    layer: str | None = None,
    seed: int = 0,
    seeds: int = 1,
    **training: Any,
) -> Table:
    """Table 1 for one task, with all controls.

    Args:
        name: ``"w-qcd"``, ``"top-qcd"`` or ``"quark-gluon"``.
        tagger: A tagger trained on the split of this seed; if not given, RecNNs are trained.
        layer: Name of the layer to probe; the embedding if not given.
        seed: Of the split, the training and the probes; the first one if there are several.
        seeds: Number of trainings, each with a split of its own. With more than one, numbers are
            as :func:`pyg_jets.metrics.over_trainings.over_trainings` has them.
        **training: Of :func:`train_task`.

    Raises:
        ValueError: If the layer does not exist or does not give one row per jet, or if ``seeds``
            is above 1 with a given tagger.
    """
    if tagger is not None and seeds > 1:
        raise ValueError(
            f"'seeds' must be 1 with a given tagger, which is not trained (got {seeds})"
        )
    test = held_out_jets(
        name,
        seed,
        training.get("jets"),
        source=training.get("source"),
        frame=None if tagger is None else tagger.frame,
    )
    if layer is not None:
        with torch.random.fork_rng():
            # Before the work, not after it.
            layer_outputs(tagger or training.get("build", STUDY_RECNN)(), test[:4], layer)
    if tagger is not None:
        untrained = tagger.untrained(seed)
        results = [probe_observables(tagger, untrained, test, layer=layer, seed=seed)]
    else:
        results = [_trained(name, layer, seed + number, training) for number in range(seeds)]
    return probe_table(
        {name: pooled(results)},
        layer,
        seeds,
    )


def _trained(
    name: str, layer: str | None, seed: int, training: dict[str, Any]
) -> dict[str, ControlledProbe]:
    trained = train_task(name, seed=seed, **training)
    tagger = trained.training.tagger
    trees = {key: training[key] for key in ("source", "algorithm") if key in training}
    test = held_out_jets(name, seed, training.get("jets"), frame=tagger.frame, **trees)
    return probe_observables(tagger, trained.untrained, test, layer=layer, seed=seed)

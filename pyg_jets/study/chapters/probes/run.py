"""What the embeddings of all trainings know; or a given tagger's, or one of its layers."""

from __future__ import annotations

from functools import partial
from typing import TypeAlias

import torch

from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.probing import layer_outputs
from pyg_jets.report import Sentence
from pyg_jets.study.chapters.erasure.measure import costs_alone
from pyg_jets.study.chapters.erasure.run import erased
from pyg_jets.study.chapters.probes.figures import angularity_plane
from pyg_jets.study.chapters.probes.measure import Reading, probe_observables, read_embedding
from pyg_jets.study.chapters.probes.sentences import probe_sentence
from pyg_jets.study.chapters.probes.tables import (
    basis_table,
    beyond_linear_table,
    probe_table,
    reading_numbers,
)
from pyg_jets.study.plan import Job, Plan, TrainingKey
from pyg_jets.study.pooled import pooled
from pyg_jets.study.shown import Shown
from pyg_jets.taggers import RecNN, Tagger

Result: TypeAlias = dict[str, list[Reading]]
"""By task, one a training."""


def jobs(plan: Plan) -> list[Job]:
    """The readings of each training."""
    return [Job(f"{k.task}: probe, {k.title}", 30, partial(read, plan, k)) for k in plan.recnns]


def read(plan: Plan, key: TrainingKey) -> Reading:
    """All that is read off the embedding of one RecNN."""

    def read_one() -> Reading:
        trained = plan.trained(key)
        test = _test_jets(plan, key)
        return read_embedding(trained.training.tagger, trained.untrained, test, key.seed)

    return plan.stage("probe", read_one, **key._asdict())


def run(plan: Plan) -> Result:
    """The readings of every training, with what erasing costs where the study asks for that."""
    used = set(plan.used_recnns)

    def with_costs(key: TrainingKey) -> Reading:
        reading = read(plan, key)
        return reading._replace(costs=costs_alone(erased(plan, key))) if key in used else reading

    return plan.of_trainings(with_costs)


def run_table_1(plan: Plan, tagger: Tagger | None = None, layer: str | None = None) -> Result:
    """The linear probes of Table 1 alone, of the embedding or of a layer.

    Args:
        plan: What to do.
        tagger: A tagger trained on the split of the plan's seed; RecNNs are trained if not given.
        layer: Name of the layer to probe; the embedding if not given.

    Raises:
        ValueError: If the layer does not exist or does not give one row per jet, or a given tagger
            would be probed for several seeds.
    """
    if tagger is not None and len(plan.seeds) > 1:
        raise ValueError(
            f"'seeds' must be 1 with a given tagger, which is not trained (got {len(plan.seeds)})"
        )
    if layer is not None:
        _check_layer(plan, tagger, layer)

    def probe_one(key: TrainingKey) -> Reading:
        if tagger is None:
            trained = plan.trained(key)
            networks = trained.training.tagger, trained.untrained
        else:
            networks = tagger, tagger.untrained(key.seed)
        test = _test_jets(plan, key, networks[0])
        return Reading(probe_observables(*networks, test, layer=layer, seed=key.seed))

    return plan.of_trainings(probe_one)


def show(result: Result, layer: str | None = None) -> Shown:
    """Table 1; of whole readings also probes beyond a straight line, bases, and the angularities.

    Args:
        result: What :func:`run` or :func:`run_table_1` gives.
        layer: That was probed.
    """
    readings = {task: pooled(of_task) for task, of_task in result.items()}
    number = len(next(iter(result.values())))
    linear = {task: reading.linear for task, reading in readings.items()}
    beyond = {task: r.beyond_linear for task, r in readings.items() if r.beyond_linear is not None}
    bases = {task: reading.bases for task, reading in readings.items() if reading.bases is not None}
    scans = {task: reading.scan for task, reading in readings.items() if reading.scan is not None}
    shown = Shown({"tasks": {task: reading_numbers(r) for task, r in readings.items()}})
    costs = {task: reading.costs for task, reading in readings.items() if reading.costs is not None}
    shown.tables.append(probe_table(linear, layer, number, costs))
    shown.sentences.append(Sentence(probe_sentence(linear)))
    if scans:
        shown.tables += [beyond_linear_table(beyond, number), basis_table(bases, number)]
        shown.pictures.append(angularity_plane(scans))
    return shown


def _test_jets(plan: Plan, key: TrainingKey, tagger: Tagger | None = None) -> JetTreeDataset:
    frame = key.frame if tagger is None else tagger.frame
    return plan.on_trees(key.task, frame).test(key.seed, plan.jets)


def _check_layer(plan: Plan, tagger: Tagger | None, layer: str) -> None:
    """Before the work, not after it."""
    key = plan.recnns[0]
    with torch.random.fork_rng():
        network = tagger or RecNN(cell=key.cell)
        layer_outputs(network, _test_jets(plan, key, network)[:4], layer)

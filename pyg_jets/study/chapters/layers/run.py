"""Figure 2 of several trainings of four taggers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from pyg_jets.metrics import roc_auc
from pyg_jets.study.chapters.layers.figures import figure_2
from pyg_jets.study.chapters.layers.measure import LayerProbes, probe_layers, train_four
from pyg_jets.study.chapters.layers.tables import layers_numbers, layers_table
from pyg_jets.study.plan import Job, Plan
from pyg_jets.study.pooled import pooled
from pyg_jets.study.shown import Shown
from pyg_jets.taggers.cnn import Pixels
from pyg_jets.training import predict

FIGURE_2_TASK = "top-qcd"
"""The paper's; of a plan without it the first task."""


class Layers(NamedTuple):
    """Figure 2.

    Attributes:
        task: Of the jets.
        trainings: One a seed.
    """

    task: str
    trainings: list[LayerProbes]


def trainings(plan: Plan) -> list[Job]:
    """The four taggers of each seed, if they are asked for; their layers are probed at once."""
    return [
        Job(f"layers of four taggers, seed {seed}", 200, partial(probe_four, plan, seed))
        for seed in plan.seeds
        if plan.config.figure_2
    ]


def figure_2_task(plan: Plan) -> str:
    """Name of the task whose taggers are probed."""
    return FIGURE_2_TASK if FIGURE_2_TASK in plan.tasks else next(iter(plan.tasks))


def probe_four(plan: Plan, seed: int, pixels: Pixels = "asinh") -> LayerProbes:
    """Train the four taggers with one seed and probe their layers, before and after."""
    task, cell = plan.on_trees(figure_2_task(plan)), plan.config.cells[0]

    def train_and_probe() -> LayerProbes:
        train, val, test = task.split(seed, plan.jets)
        options = {"cell": cell, "pixels": pixels, **plan.training}
        taggers = train_four(train, val, seed=seed, **options)
        untrained = {name: tagger.untrained(seed) for name, tagger in taggers.items()}
        return LayerProbes(
            probe_layers(taggers, test, seed=seed),
            probe_layers(untrained, test, seed=seed),
            {
                name: roc_auc(predict(tagger, test), test.y, seed=seed, weight=test.weight)
                for name, tagger in taggers.items()
            },
        )

    settings = {"task": task.name, "algorithm": task.algorithm, "cell": cell, "pixels": pixels}
    return plan.stage("layers", train_and_probe, seed=seed, **settings)


def run(
    plan: Plan,
    pixels: Pixels = "asinh",
    say: Callable[[str], object] = str,
) -> Layers | None:
    """The layers of every training, if they are asked for.

    Args:
        plan: What to do.
        pixels: Of the CNN's images.
        say: Is told the AUC of each tagger.
    """
    if not plan.config.figure_2:
        return None
    result = Layers(figure_2_task(plan), [])
    for seed in plan.seeds:
        probes = probe_four(plan, seed, pixels)
        result.trainings.append(probes)
        for name, auc in probes.auc.items():
            say(f"{name}, seed {seed}: AUC {auc}")
    return result


def show(result: Layers) -> Shown:
    """Figure 2 over all trainings, its table, and the AUC of each tagger and training."""
    scores = pooled([training.trained for training in result.trainings])
    of = result.task, len(result.trainings)
    aucs = [
        {name: auc.value for name, auc in training.auc.items()} for training in result.trainings
    ]
    numbers = {"layers": layers_numbers(scores), "layers_auc": aucs}
    return Shown(numbers, [layers_table(scores, *of)], [figure_2(scores, *of)])

"""Taggers side by side: the same jets, the same splits, each by its own recipe."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any, NamedTuple, TypeAlias

from pyg_jets.metrics import Estimate
from pyg_jets.study.chapters.comparison.agreement import (
    TwoTaggers,
    agreement_numbers,
    agreement_of_taggers,
    agreement_table,
)
from pyg_jets.study.chapters.comparison.figures import comparison_pictures
from pyg_jets.study.chapters.comparison.foldings import folding_table
from pyg_jets.study.chapters.comparison.measure import (
    TrainedTagger,
    baseline_auc,
    train_and_measure,
)
from pyg_jets.study.chapters.comparison.tables import comparison_numbers, comparison_table
from pyg_jets.study.chapters.comparison.together import (
    Stacked,
    stacked,
    stacked_embeddings,
    together_numbers,
    together_sentence,
    together_table,
)
from pyg_jets.study.plan import Job, Plan
from pyg_jets.study.shown import Shown
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.by_name import tagger_named
from pyg_jets.training import embed

Builders: TypeAlias = Mapping[str, Callable[[], Tagger]]
"""By name what makes an untrained tagger, such as its class."""


class Comparison(NamedTuple):
    """Taggers of one task.

    Attributes:
        taggers: Of all seeds.
        baselines: AUC of mass and multiplicity alone, one a seed.
        pairs: What each two taggers have in common; none where nobody asks.
        together: By seed what two and three taggers know together; nothing of one tagger.
    """

    taggers: list[TrainedTagger]
    baselines: list[Estimate]
    pairs: list[TwoTaggers]
    together: dict[int, Stacked]


def trainings(plan: Plan) -> list[Job]:
    """The taggers of the plan on every task, and the boosted trees beside them."""
    taggers = [
        Job(f"{task}: train {name}, seed {seed}", 300, partial(train, plan, name, task, seed))
        for name in plan.config.compared
        for task in plan.tasks
        for seed in plan.seeds
    ]
    baselines = [
        Job(f"{task}: boosted trees, seed {seed}", 5, partial(baseline, plan, task, seed))
        for task in plan.tasks
        for seed in plan.seeds
        if plan.config.compared
    ]
    return taggers + baselines


def train(
    plan: Plan,
    name: str,
    task: str,
    seed: int,
    build: Callable[[], Tagger] | None = None,
    *,
    is_trained: bool = False,
) -> TrainedTagger:
    """One tagger on one task, by its own recipe but for the epochs.

    Args:
        plan: What to do.
        name: Of the tagger.
        task: Of the jets.
        seed: Of the split and of the training.
        build: Makes it untrained; the package's tagger of this short name if not given.
        is_trained: Take it as it is.
    """
    on, epochs = plan.on_trees(task), plan.config.compared_epochs

    def train_one() -> TrainedTagger:
        title, own = tagger_named(name) if build is None else (name, build)
        kinds = on.labels if seed == plan.seeds[0] else None
        options: dict[str, Any] = {"epochs": epochs, "progress": plan.progress}
        parts = on.split(seed, plan.jets)
        return train_and_measure(
            title, own, parts, seed, kinds=kinds, is_trained=is_trained, **options
        )

    settings = {"tagger": name, "task": task, "seed": seed, "mapped": seed == plan.seeds[0]}
    return plan.stage("compare", train_one, **settings, epochs=epochs, algorithm=on.algorithm)


def baseline(plan: Plan, task: str, seed: int) -> Estimate:
    """Boosted trees of mass and multiplicity."""

    def train_trees() -> Estimate:
        train, _, test = plan.on_trees(task).split(seed, plan.jets)
        return baseline_auc(train, test, seed)

    return plan.stage("baseline", train_trees, task=task, seed=seed)


def jobs(plan: Plan) -> list[Job]:
    """What the taggers of each task and seed, the RecNN among them, know together."""
    return [
        Job(f"{task}: embeddings together, seed {seed}", 60, partial(taken, plan, task, seed))
        for task in plan.tasks
        for seed in plan.seeds
        if plan.config.compared
    ]


def taken(plan: Plan, task: str, seed: int) -> Stacked:
    """Pairs and threes of the RecNN that is read and of the taggers of the plan."""
    key = plan.recnn(task, seed)

    def take() -> Stacked:
        others = [train(plan, name, task, seed) for name in dict.fromkeys(plan.config.compared)]
        test = plan.on_trees(task, key.frame).split(seed, plan.jets)[2]
        recnn = embed(plan.trained(key).training.tagger, test).double().numpy()
        embeddings = {f"RecNN, {key.cell}": recnn, **{one.name: one.embedding for one in others}}
        return stacked_embeddings(embeddings, others[0], seed)

    settings = {"taggers": list(plan.config.compared), "recnn": tuple(key)}
    return plan.stage("together", take, **settings, compared_epochs=plan.config.compared_epochs)


def run(
    plan: Plan,
    builders: Builders | None = None,
    after: Callable[[dict[str, Comparison]], object] = bool,
    as_they_are: Collection[str] = (),
) -> dict[str, Comparison]:
    """All taggers on all tasks; by task.

    Args:
        plan: What to do.
        builders: Taggers, instead of those of the plan; each two of them are compared, too.
        after: Is given all that there is after each training.
        as_they_are: Names of those that are not trained here.
    """
    names = dict.fromkeys(plan.config.compared) if builders is None else builders
    result: dict[str, Comparison] = {}
    for task in plan.tasks if names else ():
        baselines = [baseline(plan, task, seed) for seed in plan.seeds]
        taggers = result.setdefault(task, Comparison([], baselines, [], {})).taggers
        for name, build in names.items():
            for seed in plan.seeds:
                is_trained = name in as_they_are
                taggers.append(train(plan, name, task, seed, build, is_trained=is_trained))
                after(result)
        if builders is not None:
            result[task].pairs.extend(agreement_of_taggers(taggers))
            if len(builders) > 1:
                result[task].together.update(stacked(taggers))
        else:
            result[task].together.update({seed: taken(plan, task, seed) for seed in plan.seeds})
    return result


def show(result: dict[str, Comparison]) -> Shown:
    """By task a table, ROC curves, Lund maps, and how far foldings of constituents agree."""
    shown = Shown({"compared": {}})
    for task, (taggers, baselines, pairs, together) in result.items():
        shown.numbers["compared"][task] = comparison_numbers(taggers)
        shown.tables.append(comparison_table(taggers, baselines, task))
        foldings = folding_table({one.name: one.folded for one in taggers if one.folded}, task)
        shown.tables += [foldings] if foldings.rows else []
        if pairs:
            shown.tables.append(agreement_table(pairs, task))
            shown.numbers.setdefault("agreement", {})[task] = agreement_numbers(pairs)
        if together:
            shown.tables.append(together_table(together, task))
            shown.sentences.append(together_sentence(together, task))
            shown.numbers.setdefault("together", {})[task] = together_numbers(together)
        shown.pictures += comparison_pictures(taggers, task)
    return shown

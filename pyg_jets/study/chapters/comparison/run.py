"""Taggers side by side: the same jets, the same splits, each by its own recipe."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import NamedTuple, TypeAlias

from pyg_jets.datasets import Task
from pyg_jets.datasets.pair_of_task import PairOfTask
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
    learn,
    measure,
)
from pyg_jets.study.chapters.comparison.tables import (
    classes_table,
    comparison_numbers,
    comparison_table,
)
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
from pyg_jets.study.task import at_pair, built, evaluate
from pyg_jets.taggers import Tagger, among, at_target
from pyg_jets.taggers.by_name import tagger_named
from pyg_jets.taggers.target import Target
from pyg_jets.training import embed

Builders: TypeAlias = Mapping[str, Callable[..., Tagger]]
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
        Job(f"{whole}: train {name}, seed {seed}", 300, partial(train, plan, name, tasks, seed))
        for name in plan.config.compared
        for whole, tasks in _trained_together(plan).items()
        for seed in plan.seeds
    ]
    baselines = [
        Job(f"{task}: boosted trees, seed {seed}", 5, partial(baseline, plan, task, seed))
        for task in plan.tasks
        for seed in plan.seeds
        if plan.config.compared
    ]
    return taggers + baselines


def _trained_together(plan: Plan) -> dict[str, list[str]]:
    """Names of tasks by that of the task whose jets a tagger learns: all kinds of a pair's."""
    together: dict[str, list[str]] = {}
    for name, task in plan.tasks.items():
        whole = task.whole.name if isinstance(task, PairOfTask) else name
        together.setdefault(whole, []).append(name)
    return together


def train(
    plan: Plan,
    name: str,
    tasks: Sequence[str],
    seed: int,
    build: Callable[..., Tagger] | None = None,
    *,
    is_trained: bool = False,
    target: Target = None,
) -> dict[str, TrainedTagger]:
    """One tagger by its own recipe but for the epochs; by task.

    Args:
        plan: What to do.
        name: Of the tagger.
        tasks: Name of the task, or of the pairs of a task of more kinds: one tagger learns all of
            them, and is read at each pair.
        seed: Of the split and of the training.
        build: Makes it untrained; the package's tagger of this short name if not given.
        is_trained: Take it as it is.
        target: Of a tagger of more classes than a task of two kinds has: as in
            :func:`pyg_jets.taggers.at_target`.
    """
    of = {task: plan.on_trees(task) for task in tasks}
    first, epochs = of[tasks[0]], plan.config.compared_epochs
    on = first.whole if isinstance(first, PairOfTask) else first

    def train_one() -> dict[str, TrainedTagger]:
        title, own = tagger_named(name) if build is None else (name, build)
        made = partial(_as_it_is if is_trained else built, own, on)
        parts = on.split(seed, plan.jets)
        learnt = learn(
            made, *parts[:2], seed, is_trained=is_trained, epochs=epochs, progress=plan.progress
        )
        tagger = learnt.tagger
        if len(on.kinds) == 2 and tagger.num_outputs > 1 and target is not None:
            tagger = at_target(tagger, target)
        of_all = evaluate(tagger, parts[2], seed) if len(on.kinds) > 2 else {}
        result = {}
        for task, two in of.items():
            kinds = two.labels if seed == plan.seeds[0] else None
            aimed = learnt._replace(tagger=at_pair(tagger, two))
            test = two.test(seed, plan.jets) if on is not two else parts[2]
            result[task] = measure(title, aimed, test, seed, kinds=kinds, of_all=of_all)
        return result

    settings = {"tagger": name, "tasks": list(tasks), "seed": seed}
    settings |= {"mapped": seed == plan.seeds[0], "target": str(target)}
    return plan.stage("compare", train_one, **settings, epochs=epochs, algorithm=on.algorithm)


def _as_it_is(build: Callable[[], Tagger], task: Task) -> Tagger:
    """A tagger that has learnt already, of a task's classes where those are more than two.

    Its classes are those of the task by their names, or where it has as many others, or no names,
    in their order.
    """
    tagger, number = build(), len(task.kinds)
    if number == 2:
        return tagger
    named = tagger.classes is not None and set(task.classes) <= set(tagger.classes)
    if not named and tagger.num_classes != number:
        raise ValueError(
            f"a tagger of the task '{task.name}' must have {number} classes (got "
            f"{tagger.num_classes}): say which by classes= behind its file, or taggers.among"
        )
    chosen = among(tagger, task.classes if named else range(number))
    chosen.classes = task.classes
    return chosen


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
        tasks = next(tasks for tasks in _trained_together(plan).values() if task in tasks)
        names = dict.fromkeys(plan.config.compared)
        others = [train(plan, name, tasks, seed)[task] for name in names]
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
    target: Target = None,
) -> dict[str, Comparison]:
    """All taggers on all tasks; by task.

    Args:
        plan: What to do.
        builders: Taggers, instead of those of the plan; each two of them are compared, too.
        after: Is given all that there is after each training.
        as_they_are: Names of those that are not trained here.
        target: Of those of them that have more classes than a task of two kinds.
    """
    names = dict.fromkeys(plan.config.compared) if builders is None else builders
    result: dict[str, Comparison] = {}
    for tasks in _trained_together(plan).values() if names else ():
        for task in tasks:
            baselines = [baseline(plan, task, seed) for seed in plan.seeds]
            result[task] = Comparison([], baselines, [], {})
        for name, build in names.items():
            for seed in plan.seeds:
                is_trained = name in as_they_are
                of_tasks = train(
                    plan, name, tasks, seed, build, is_trained=is_trained, target=target
                )
                for task, one in of_tasks.items():
                    result[task].taggers.append(one)
                after(result)
        if builders is not None:
            for task in tasks:
                taggers = result[task].taggers
                result[task].pairs.extend(agreement_of_taggers(taggers))
                if len(builders) > 1:
                    result[task].together.update(stacked(taggers))
        else:
            for task in tasks:
                together = {seed: taken(plan, task, seed) for seed in plan.seeds}
                result[task].together.update(together)
    return result


def show(result: dict[str, Comparison]) -> Shown:
    """By task a table, ROC curves, Lund maps, and how far foldings of constituents agree.

    Of a task of more kinds, whose pairs these are, a table of all classes comes first.
    """
    shown = Shown({"compared": {}})
    of_all = {task.rsplit("_", 1)[0]: given.taggers for task, given in result.items()}
    for whole, taggers in of_all.items():
        if taggers and taggers[0].of_all:
            shown.tables.append(classes_table(taggers, whole))
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

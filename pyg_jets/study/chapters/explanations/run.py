"""What taggers go by, and how much of the answer to believe: of all trainings, or of one tagger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

from pyg_jets.report import Sentence
from pyg_jets.study.chapters.explanations.figures import explanation_pictures
from pyg_jets.study.chapters.explanations.measure import (
    TaskExplained,
    explain_task,
    methods_named,
)
from pyg_jets.study.chapters.explanations.sentences import nulls_sentence, sentence_of
from pyg_jets.study.chapters.explanations.tables import explanation_numbers, explanation_tables
from pyg_jets.study.plan import Job, Plan, TrainingKey
from pyg_jets.study.pooled import pooled
from pyg_jets.study.shown import Shown
from pyg_jets.taggers import Tagger

EXPLAINED_BY = ("saliency", "input_x_gradient", "lrp")
"""Methods whose maps stand in the page: those of one backward pass, cheap enough for nulls."""

Result: TypeAlias = dict[str, list[TaskExplained]]
"""By task, one a training."""


def jobs(plan: Plan) -> list[Job]:
    """The explanations of each training."""
    return [
        Job(f"{k.task}: explain, {k.title}", 60, partial(explain, plan, k)) for k in plan.recnns
    ]


def explain(plan: Plan, key: TrainingKey) -> TaskExplained:
    """Maps of one RecNN beside their nulls, and what they are worth."""

    def explain_one() -> TaskExplained:
        tagger = plan.trained(key).training.tagger
        return _explained(plan, key, tagger, EXPLAINED_BY)

    return plan.stage("explain", explain_one, **key._asdict(), nulls=plan.config.nulls)


def run(plan: Plan) -> Result:
    """The explanations of every training."""
    return plan.of_trainings(partial(explain, plan))


def run_tagger(
    plan: Plan,
    tagger: Tagger,
    methods: Sequence[str] = EXPLAINED_BY,
    *,
    jets: int | None = 300,
    say: Callable[[str], object] = str,
) -> Result:
    """The same of one given tagger.

    Args:
        plan: With one task and one seed: that of the split.
        tagger: Trained on this split.
        methods: Names of methods.
        jets: At most so many test jets of each class; None: all.
        say: Is told what is going on.

    Raises:
        ValueError: If there is no such method, or it does not take the tagger.
    """
    return plan.of_trainings(lambda key: _explained(plan, key, tagger, methods, jets=jets, say=say))


def show(result: Result) -> Shown:
    """Over all trainings: maps beside their nulls, measures, randomised layers, and sentences."""
    shown = Shown({"explained": {}})
    together = {task: pooled(of_trainings) for task, of_trainings in result.items()}
    shown.sentences.append(Sentence(nulls_sentence(together.values())))
    for task, explained in together.items():
        shown.numbers["explained"][task] = explanation_numbers(explained)
        shown.tables += explanation_tables(explained)
        shown.pictures += explanation_pictures(explained)
        shown.sentences += [
            Sentence(sentence_of(explained, method, kind), task)
            for method, kinds in explained.maps.items()
            for kind in kinds
        ]
    return shown


def _explained(
    plan: Plan,
    key: TrainingKey,
    tagger: Tagger,
    names: Sequence[str],
    *,
    jets: int | None = 300,
    say: Callable[[str], object] = str,
) -> TaskExplained:
    methods = methods_named(names, tagger)
    task = plan.on_trees(key.task, tagger.frame)
    return explain_task(
        tagger,
        task.test(key.seed, plan.jets),
        plan.tasks[key.task],
        methods,
        jets=jets,
        nulls=plan.config.nulls,
        seed=key.seed,
        say=say,
    )

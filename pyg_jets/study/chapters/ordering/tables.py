"""Observables beside the tagger, as tables, as numbers and in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pyg_jets.intervention import Step
from pyg_jets.report import Sentence, Table
from pyg_jets.study.chapters.ordering.measure import Ordering
from pyg_jets.study.numbers import cell, intervals_of, numbers_of


def alone_table(tasks: Mapping[str, Ordering], trainings: int = 1) -> Table:
    """One row for each task and observable."""
    header = ["task", "observable", "pairs as the tagger", "as the untrained network", "AUC"]
    rows = [
        [task, name, *map(cell, alone)]
        for task, ordering in tasks.items()
        for name, alone in sorted(ordering.alone.items(), key=lambda item: -item[1].trained.value)
    ]
    caption = (
        "Decision ordering (arXiv:2010.11998): share of all pairs of a signal and a background "
        "test jet that one observable puts in the same order as the tagger, or as the untrained "
        "network with a trained head; 0.5 is chance, and the better of the two directions counts. "
        f"AUC: of the observable itself; {intervals_of(trainings)}."
    )
    return Table("ordering", caption, header, rows)


def search_table(
    tasks: Mapping[str, Ordering], names: Mapping[str, Sequence[str]], trainings: int = 1
) -> Table:
    """One row for each task and number of observables.

    Args:
        tasks: Over all trainings.
        names: By task what was chosen in each training.
        trainings: How many are behind each number.
    """
    header = ["task", "observables", "the last one", "pairs as the tagger", "AUC of the set"]
    header += ["AUC of the tagger", "pairs as the untrained network"]
    rows = []
    for task, ordering in tasks.items():
        others = [cell(step.ordering) for step in ordering.untrained]
        for k, step in enumerate(ordering.trained):
            other = others[k] if k < len(others) else "–"
            tagger = cell(ordering.auc[0])
            row = [task, str(k + 1), names[task][k], cell(step.ordering), cell(step.auc)]
            rows.append([*row, tagger, other])
    caption = (
        "k observables in place of the network: of the candidates (Table 1, D_2, Lund "
        "multiplicity, the 53 energy flow polynomials of degrees 1 to 5) the one is added that "
        "orders most of the pairs as the tagger does, among those that the set so far does not; "
        "boosted trees of the set learn the tagger's logit. Pairs: of test jets, that the set "
        "puts in the tagger's order. The last one: that came as k-th, by training. EFP d.n: the "
        "n-th polynomial of degree d. Beside it the same search for the untrained network with a "
        f"trained head; {intervals_of(trainings)}."
    )
    return Table("ordering-search", caption, header, rows)


def ordering_sentences(tasks: Mapping[str, Ordering]) -> list[Sentence]:
    """How far few observables go."""
    return [Sentence(_said(ordering.trained, ordering), task) for task, ordering in tasks.items()]


def _said(steps: Sequence[Step], ordering: Ordering) -> str:
    last = steps[-1]
    return (
        f"{len(steps)} observables order {100 * last.ordering.value:.1f} % of the pairs of jets as "
        f"the tagger does, and reach AUC {cell(last.auc)} by themselves (tagger: "
        f"{cell(ordering.auc[0])})."
    )


def ordering_numbers(trainings: Sequence[Ordering], pooled: Ordering) -> dict[str, Any]:
    """Every number of one task; what was chosen, training by training."""
    return {
        "alone": {name: numbers_of(**alone._asdict()) for name, alone in pooled.alone.items()},
        "search": _steps(pooled.trained),
        "search_untrained": _steps(pooled.untrained),
        "chosen": [[step.name for step in one.trained] for one in trainings],
        "chosen_untrained": [[step.name for step in one.untrained] for one in trainings],
        **numbers_of(auc=pooled.auc[0], auc_untrained=pooled.auc[1]),
        "jets": dict(zip(("train", "test", "left_out"), pooled.jets, strict=True)),
    }


def _steps(steps: Sequence[Step]) -> list[dict[str, Any]]:
    return [numbers_of(ordering=step.ordering, auc=step.auc) for step in steps]

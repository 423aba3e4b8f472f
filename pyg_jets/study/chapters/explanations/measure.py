"""Explanations of one task's tagger, each with what tells how much to believe it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from pyg_jets.attribution import METHODS, Attribution, applicable
from pyg_jets.datasets import Kind, Task
from pyg_jets.datasets.split import thinned
from pyg_jets.evaluation import parameter_randomisation
from pyg_jets.evaluation.after_randomisation import Similarity
from pyg_jets.evaluation.randomisation import Randomise
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.study.chapters.explanations.faithfulness import Faithfulness, measure_methods
from pyg_jets.study.chapters.explanations.map_beside_null import MapBesideNull, map_beside_null
from pyg_jets.study.chapters.truth.measure import (
    TruthScores,
    score_values,
    truth_chance,
    truth_values,
)
from pyg_jets.taggers import Tagger

DECAYS = ("w", "top")
"""Signals whose truth is known."""

MEASURED = 100
"""Signal jets that the measures and the randomisation of layers, the slow parts, are taken on."""


@dataclass(frozen=True)
class TaskExplained:
    """What several methods say of one tagger, and how much of it to believe.

    Attributes:
        task: The task.
        tagger: Class of the tagger.
        maps: By method and class of jets.
        layers: By method and way of randomising: what remains of it, layer by layer.
        faithfulness: By method, of the signal's jets.
        measured: How many these are.
        truth: By method, its control and simple choices; None where no decay is known.
        by_chance: Share of jets in which a drawn splitting is one of the decay's; None likewise.
    """

    task: Task
    tagger: str
    maps: Mapping[str, Mapping[str, MapBesideNull]]
    layers: Mapping[str, Mapping[str, list[Similarity]]]
    faithfulness: Mapping[str, Faithfulness]
    measured: int
    truth: Mapping[str, TruthScores] | None
    by_chance: float | None

    @property
    def kinds(self) -> dict[str, Kind]:
        """The kinds of jets by their names, the signal first."""
        return {kind.name: kind for kind in self.task.kinds}

    @property
    def signal(self) -> Kind:
        """The kind that was measured."""
        return self.task.kinds[0]

    @property
    def trainings(self) -> int:
        """How many trainings it is of."""
        return len(next(iter(next(iter(self.maps.values())).values())).verdicts)


def explain_task(
    tagger: Tagger,
    test: JetTreeDataset,
    task: Task,
    methods: Mapping[str, Attribution],
    *,
    jets: int | None = 300,
    nulls: int = 19,
    seed: int = 0,
    say: Callable[[str], object] = str,
) -> TaskExplained:
    """Map every method on both classes beside its nulls, and measure it.

    Args:
        tagger: A trained tagger; it is left as it was.
        test: Labelled jets that it was not trained on.
        task: What it tells apart, signal first.
        methods: By name, as :func:`methods_named` gives them.
        jets: At most so many of each class, evenly spaced; None: all.
        nulls: Untrained networks; 19 are needed for a verdict.
        seed: Of the first untrained network, of orders and bootstraps.
        say: Is told what is going on.

    Raises:
        ValueError: If a class has no jet, or there are fewer than two nulls.
    """
    by_kind = {kind: thinned(test[test.y == label], jets) for kind, label in task.labels.items()}
    untrained = [tagger.untrained(seed + number) for number in range(nulls)]
    name_of_signal = task.kinds[0].name
    signal = by_kind[name_of_signal]
    few = thinned(signal, MEASURED)
    maps: dict[str, dict[str, MapBesideNull]] = {}
    layers: dict[str, dict[str, list[Similarity]]] = {}
    for name, method in methods.items():
        say(f"{task.name}: {name}: map beside {nulls} nulls, randomised layers")
        of_splittings = method.of_splittings
        maps[name] = {
            kind: map_beside_null(of_splittings, tagger, untrained, some, kind, seed=seed)
            for kind, some in by_kind.items()
        }
        layers[name] = {
            how: parameter_randomisation(of_splittings, tagger, few, how, seed=seed)
            for how in get_args(Randomise)
        }
    say(f"{task.name}: measures on {len(few)} {name_of_signal} jets")
    plain = {name: method.function for name, method in methods.items()}
    faithfulness = measure_methods(tagger, few, plain, seed=seed, sensitivity_jets=20)
    truth, by_chance = None, None
    if name_of_signal in DECAYS and signal.constituents.partons is not None:
        say(f"{task.name}: against the truth of the decay")
        folded = {name: method.of_splittings for name, method in methods.items()}
        values = truth_values(tagger, signal, folded, seed)
        truth = score_values(values, signal, seed=seed)
        by_chance = truth_chance(signal)[0]
    return TaskExplained(
        task, type(tagger).__name__, maps, layers, faithfulness, len(few), truth, by_chance
    )


def methods_named(names: Sequence[str], tagger: Tagger) -> dict[str, Attribution]:
    """Methods by their names.

    Args:
        names: Out of :data:`pyg_jets.attribution.METHODS`.
        tagger: The tagger that they are for.

    Raises:
        ValueError: If there is no such method, or it does not take the tagger.
    """
    known = applicable(tagger)
    for name in names:
        if name not in known:
            why = METHODS[name].refusal(tagger) if name in METHODS else "no such method"
            raise ValueError(
                f"methods for a {type(tagger).__name__} must be some of {', '.join(known)} "
                f"(got '{name}': {why})"
            )
    return {name: known[name] for name in names}

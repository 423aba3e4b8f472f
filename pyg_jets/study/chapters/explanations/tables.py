"""Explanations as tables, and as numbers for machines."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from pyg_jets.evaluation.after_randomisation import Similarity
from pyg_jets.report import Table
from pyg_jets.study.chapters.explanations.faithfulness_table import faithfulness_table
from pyg_jets.study.chapters.explanations.map_beside_null import MapBesideNull
from pyg_jets.study.chapters.explanations.measure import TaskExplained
from pyg_jets.study.chapters.explanations.sentences import sentence_of
from pyg_jets.study.numbers import cell, intervals_of, nulls, numbers_by_name, numbers_of


def explanation_tables(explained: TaskExplained) -> list[Table]:
    """Nulls and truth of every method; method x measure; randomised layers."""
    task = explained.task.name
    jets = f"{explained.measured} {explained.signal.title} jets"
    jets += f" of each of {explained.trainings} trainings" * (explained.trainings > 1)
    measures = faithfulness_table(task, explained.faithfulness, jets)
    return [
        verdict_table(explained),
        replace(measures, task=task),
        layer_table(explained),
    ]


def verdict_table(explained: TaskExplained) -> Table:
    """One row for each map: whether it differs from its null, and finds the decay."""
    task = explained.task.name
    header = ["method", "jets", "map and null", "p", "chi2 / bins", "largest is of the decay"]
    rows = []
    for method, maps in explained.maps.items():
        for kind, beside in maps.items():
            hits = "–"
            if explained.truth is not None and kind == explained.signal.name:
                hits = cell(explained.truth[method].top1)
            jets = f"{beside.jets} {explained.kinds[kind].title}"
            rows.append([method, jets, *_verdict(beside), hits])
    beside = next(iter(next(iter(explained.maps.values())).values()))
    nulls = len(beside.nulls) // len(beside.verdicts)
    caption = (
        f"Maps of the {explained.tagger} for {task}, of {explained.trainings} "
        f"training{'s' * (explained.trainings > 1)}, beside those of {nulls} untrained networks "
        f"each. p: share of all {nulls + 1} maps that are as far from the others in the median as "
        "this one; chi2: that median distance. A map whose p is above 0.05 shows no more than "
        "phase space and the network's form; at 0.05 one map of twenty differs by chance."
        + _of_truth(explained)
    )
    return Table(f"nulls-{task}", caption, header, rows, task)


def layer_table(explained: TaskExplained) -> Table:
    """What remains of each method when layers of the network are randomised."""
    task = explained.task.name
    rows = [
        [method, how, layer.layer or "(whole)", cell(layer.rank), _number(layer.map)]
        for method, ways in explained.layers.items()
        for how, layers in ways.items()
        for layer in layers
    ]
    caption = (
        f"Parameter randomisation on {explained.measured} signal jets of {task}: rank "
        "correlation with the trained network's values over a jet's splittings (mean over jets; "
        f"{intervals_of(explained.trainings)}), and correlation of the maps' bins. Cascading: "
        "this layer and all above it; independent: it alone. What stays near 1 does not depend on "
        "what was learnt."
    )
    header = ["method", "randomised", "layer", "rank correlation per jet", "correlation of maps"]
    return Table(f"randomised-{task}", caption, header, rows, task)


def explanation_numbers(explained: TaskExplained) -> dict[str, Any]:
    """Every number, maps and nulls too, for JSON; not the seconds, which no two runs share."""
    return {
        "tagger": explained.tagger,
        "maps": {
            method: {
                kind: _map_numbers(beside) | {"sentence": sentence_of(explained, method, kind)}
                for kind, beside in maps.items()
            }
            for method, maps in explained.maps.items()
        },
        "measures": {
            method: {name: number for name, number in row.items() if name != "seconds"}
            for method, row in numbers_by_name(explained.faithfulness).items()
        },
        "measured_jets": explained.measured,
        "randomised": {
            method: {how: list(map(_layer, layers)) for how, layers in ways.items()}
            for method, ways in explained.layers.items()
        },
        "truth": None if explained.truth is None else numbers_by_name(explained.truth),
        "truth_by_chance": explained.by_chance,
    }


def _map_numbers(beside: MapBesideNull) -> dict[str, Any]:
    drawn = {
        "mean": beside.plane.mean,
        "error": beside.error,
        "null": beside.null,
        "significance": beside.difference.significance,
        "density": beside.plane.density,
    }
    tests = beside.verdicts
    return {
        "jets": beside.jets,
        "nulls": len(beside.nulls),
        "differs": [None if test is None else test.differs for test in tests],
        "p_value": [None if test is None else test.p_value for test in tests],
        "chi2": [None if test is None else test.statistic for test in tests],
        "bins": [None if test is None else test.bins for test in tests],
        "count": beside.plane.count.tolist(),
        **{name: nulls(values.filled(math.nan)) for name, values in drawn.items()},
    }


def _verdict(beside: MapBesideNull) -> list[str]:
    if not beside.tests:
        return ["too few splittings", "–", "–"]
    number, differing = len(beside.verdicts), beside.differing
    word = "differ" if differing else "do NOT differ"
    return [
        f"{word} in {differing} of {number}" if number > 1 and differing else word,
        beside.p_values,
        ", ".join(f"{test.statistic:.3g} / {test.bins}" for test in beside.tests),
    ]


def _of_truth(explained: TaskExplained) -> str:
    if explained.truth is None:
        return ""
    others = "; ".join(
        f"{name} {cell(scores.top1)}"
        for name, scores in explained.truth.items()
        if name not in explained.maps
    )
    return (
        " Last column: share of jets whose largest value is on a splitting that parts the quarks "
        f"of the decay. In comparison: {others}; expected of a random choice "
        f"{explained.by_chance:.3f}."
    )


def _layer(similarity: Similarity) -> dict[str, Any]:
    return numbers_of(**{name: getattr(similarity, name) for name in ("layer", "rank", "map")})


def _number(value: float) -> str:
    return f"{value:.2f}" if math.isfinite(value) else "–"

"""Compared taggers as a table, ROC curves and Lund maps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from itertools import chain
from typing import Any

import numpy as np

from pyg_jets.metrics import Estimate
from pyg_jets.metrics.over_trainings import over_trainings
from pyg_jets.plotting import Curve, Panel, colour_limit, lund_figure, roc_figure
from pyg_jets.report import Picture, Table
from pyg_jets.study.comparison import Compared
from pyg_jets.study.tables import _estimate, _without_counts, intervals_of

METRICS = {
    "AUC": "auc",
    "accuracy": "accuracy",
    "1/ε_B at ε_S = 0.3": "rejection_at_0.3",
    "1/ε_B at ε_S = 0.5": "rejection_at_0.5",
}


def comparison_table(compared: Sequence[Compared], baseline: Sequence[Estimate]) -> Table:
    """One row for each tagger, over all seeds, and one for the baseline.

    Args:
        compared: Of any taggers and seeds.
        baseline: AUCs of mass and multiplicity alone, one a seed.
    """
    header = ["tagger", *METRICS, "parameters", "MFLOP per jet", "train, jets/s", "predict, jets/s"]
    rows = []
    for name, seeds in by_tagger(compared).items():
        of_seeds = [[each.metrics[key] for each in seeds] for key in METRICS.values()]
        rates = (_median(seeds, lambda each: each.train_rate), _median(seeds, _predict_rate))
        cost = (f"{seeds[0].parameters:,}", f"{seeds[0].mflop:.2f}", *rates)
        rows.append([name, *map(_over, of_seeds), *cost])
    rows.append(["mass, multiplicity", _over(baseline), *["–"] * 7])
    other = sorted({e.epochs for e in compared if e.epochs != e.tagger.recipe.epochs})
    recipe = "its own recipe" + (f" but for the epochs ({str(other)[1:-1]})" if other else "")
    caption = (
        f"Taggers trained on the same jets, each by {recipe}; {intervals_of(len(baseline))}. "
        "Counted operations: products and convolutions of a forward pass. Rates are of this "
        "machine and its load: compare them within the table. Last row: boosted trees of the "
        "jet's mass and multiplicity."
    )
    return Table("comparison", caption, header, rows)


def comparison_pictures(compared: Sequence[Compared], task: str) -> list[Picture]:
    """ROC curves of the first seed, and a Lund map of each tagger for each kind of jet.

    Args:
        compared: Of any taggers and seeds.
        task: That they were trained on.
    """
    first = [seeds[0] for seeds in by_tagger(compared).values()]
    curves = [
        Curve(f"{each.name} ({each.metrics['auc'].value:.3f})", each.scores, each.labels)
        for each in first
    ]
    roc = roc_figure(curves, f"ROC curves, {task}")
    rows = []
    for each in first:
        limit = colour_limit([with_root for with_root, _ in each.planes.values()])
        rows.append(
            [
                Panel(with_root, f"{each.name}, {kind} jets", limit=limit)
                for kind, (with_root, _) in each.planes.items()
            ]
        )
    if len(rows) > 4:  # two taggers beside each other, or the page becomes a strip
        rows = [list(chain(*rows[k : k + 2])) for k in range(0, len(rows), 2)]
    maps = lund_figure(rows, f"Mean saliency of the splittings, {task}")
    return [
        Picture("roc", "ROC curves of the test jets; in brackets the AUC.", roc),
        Picture(
            "maps",
            "Mean saliency of the splittings, on the same test jets. Scales are each tagger's own: "
            "only ratios within a map mean something. Constituents' gradients are summed over a "
            "splitting's softer branch where a tagger reads no tree.",
            maps,
        ),
    ]


def by_tagger(compared: Sequence[Compared]) -> dict[str, list[Compared]]:
    """In the order in which they came."""
    found: dict[str, list[Compared]] = {}
    for each in compared:
        found.setdefault(each.name, []).append(each)
    return found


def comparison_numbers(compared: Sequence[Compared], settings: dict[str, Any]) -> dict[str, Any]:
    """Every number, for JSON.

    Args:
        compared: Of any taggers and seeds.
        settings: How they were made.
    """
    rows = []
    for each in compared:
        row: dict[str, Any] = {"tagger": each.name, "seed": each.seed}
        for name, estimate in each.metrics.items():
            row |= _estimate(name, estimate)
        row |= {"recipe": asdict(each.tagger.recipe), "epochs": each.epochs}
        row |= {"parameters": each.parameters, "mflop_per_jet": each.mflop}
        row |= {"train_jets_per_s": each.train_rate, "predict_jets_per_s": each.predict_rate}
        rows.append(row)
    return {"settings": settings, "taggers": rows}


def _over(estimates: Sequence[Estimate]) -> str:
    return _without_counts(over_trainings(estimates))


def _median(seeds: Sequence[Compared], rate: Callable[[Compared], float]) -> str:
    return f"{np.median([rate(each) for each in seeds]):,.0f}"


def _predict_rate(each: Compared) -> float:
    return each.predict_rate

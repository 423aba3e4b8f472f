"""Taggers side by side as a table and as numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from pyg_jets.metrics import Estimate
from pyg_jets.metrics.over_trainings import over_trainings
from pyg_jets.report import Table
from pyg_jets.study.chapters.comparison.measure import TrainedTagger
from pyg_jets.study.numbers import cell, intervals_of, numbers_of

METRICS = {
    "AUC": "auc",
    "accuracy": "accuracy",
    "1/ε_B at ε_S = 0.3": "rejection_at_0.3",
    "1/ε_B at ε_S = 0.5": "rejection_at_0.5",
    "calibration error": "calibration_error",
    "temperature": "temperature",
}


def comparison_table(
    trained: Sequence[TrainedTagger], baseline: Sequence[Estimate], task: str
) -> Table:
    """One row for each tagger, over all seeds, and one for the baseline."""
    header = ["tagger", *METRICS, "parameters", "MFLOP per jet", "train, jets/s", "predict, jets/s"]
    rows = []
    for name, seeds in by_tagger(trained).items():
        of_seeds = [[one.metrics[key] for one in seeds] for key in METRICS.values()]
        rates = _median(s.train_rate for s in seeds), _median(s.predict_rate for s in seeds)
        cost = (f"{seeds[0].parameters:,}", f"{seeds[0].mflop:.2f}", *rates)
        rows.append([name, *map(_over, of_seeds), *cost])
    rows.append(["mass, multiplicity", _over(baseline), *["–"] * (len(header) - 2)])
    other = sorted({e.epochs for e in trained if e.epochs not in (0, e.tagger.recipe.epochs)})
    recipe = "its own recipe" + (f" but for the epochs ({str(other)[1:-1]})" if other else "")
    as_they_are = list(dict.fromkeys(one.name for one in trained if one.epochs == 0))
    how = f"trained on the same jets, each by {recipe}"
    if as_they_are:
        rest = f", the others {how}" if len(as_they_are) < len(by_tagger(trained)) else ""
        how = f"on the same jets: {', '.join(as_they_are)} as given{rest}"
    caption = (
        f"Taggers {how}; {intervals_of(len(baseline))}. "
        "Counted operations: products and convolutions of a forward pass. Rates are of this "
        "machine and its load: compare them within the table. Calibration error: mean distance of "
        "probabilities from what came true; temperature: above 1 a tagger is too sure. Last row: "
        "boosted trees of the jet's mass and multiplicity."
    )
    return Table(f"comparison-{task}", caption, header, rows, task)


def classes_table(trained: Sequence[TrainedTagger], task: str) -> Table:
    """One row for each tagger of more than two classes, over all seeds; pairs have tables."""
    names = [name for name in trained[0].of_all if ":" not in name]
    titles = {"macro_auc": "mean AUC"}
    rows = [
        [tagger, *(_over([one.of_all[name] for one in seeds]) for name in names)]
        for tagger, seeds in by_tagger(trained).items()
    ]
    header = ["tagger", *(titles.get(name, name.replace("auc_", "AUC of ")) for name in names)]
    number = len(next(iter(by_tagger(trained).values())))
    caption = (
        "Taggers of all kinds on the same jets: area under the ROC curve of each class against the "
        "rest, the mean of them, and the share of jets whose most probable class is theirs; "
        f"{intervals_of(number)}."
    )
    return Table(f"compared-classes-{task}", caption, header, rows)


def by_tagger(trained: Sequence[TrainedTagger]) -> dict[str, list[TrainedTagger]]:
    """In the order in which they came."""
    seeds: dict[str, list[TrainedTagger]] = {}
    for one in trained:
        seeds.setdefault(one.name, []).append(one)
    return seeds


def comparison_numbers(trained: Sequence[TrainedTagger]) -> list[dict[str, Any]]:
    """Every number of every tagger and seed."""
    return [
        {
            "tagger": one.name,
            "seed": one.seed,
            **numbers_of(**one.metrics),
            "recipe": asdict(one.tagger.recipe),
            "epochs": one.epochs,
            **({"of_all": numbers_of(**one.of_all)} if one.of_all else {}),
            "parameters": one.parameters,
            "mflop_per_jet": one.mflop,
            **numbers_of(train_jets_per_s=one.train_rate),
            "predict_jets_per_s": one.predict_rate,
        }
        for one in trained
    ]


def _over(estimates: Sequence[Estimate]) -> str:
    return cell(over_trainings(estimates))


def _median(rates: Iterable[float]) -> str:
    median = np.median(list(rates))
    return "–" if np.isnan(median) else f"{median:,.0f}"

"""Do trainings agree, and can one jet decide a probe? Several trainings of a RecNN on each task.

Prints how far R² of Table 1's observables and the Lund maps of the saliency differ from training to
training, for one cell with or without a normalised root; and what three rules for probes do to the
worst of all scores: plain least squares; features put into the range of the fit; and that of
``LinearProbe`` in ``probe`` (features and predictions in range, narrow directions left out).

    python benchmarks/trainings.py --cell simple --seeds 10 --cache trainings

A simple cell takes half a minute a training on one core, a gated one two. What is in the cache is
not trained again.
"""

from __future__ import annotations

import argparse
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import KFold

from pyg_jets.datasets import TASKS, Task
from pyg_jets.metrics import Floats
from pyg_jets.probing import AliveScaler, TrainingRange, probe
from pyg_jets.study.chapters.maps.measure import saliency_planes
from pyg_jets.study.chapters.probes.observables import observables_of
from pyg_jets.study.task import train_on
from pyg_jets.taggers import RecNN
from pyg_jets.training import embed

LEAST = 20
"""Splittings in a bin of both maps."""


def trained(task: str, seed: int, options: argparse.Namespace) -> dict[str, Any]:
    """Embeddings, observables and maps of one training; from the cache if it is there."""
    norm = "norm" if options.root_norm else "plain"
    file = options.cache / f"{task}-{options.cell}-{norm}-{options.epochs}-{seed}.pt"
    if file.exists():
        return torch.load(file, weights_only=False)
    parts = Task.named(task).split(seed)
    build = partial(RecNN, cell=options.cell, root_norm=options.root_norm)
    result = train_on(*parts, build=build, seed=seed, epochs=options.epochs, progress=False)
    test, tagger = parts[2], result.training.tagger
    maps = {}
    for kind, label in Task.named(task).labels.items():
        plane = saliency_planes(tagger, test[test.y == label])[1]
        maps[kind] = (plane.count, plane.mean.filled(np.nan), plane.error.filled(np.nan))
    kept = {
        "auc": result.metrics["auc"].value,
        "embedding": embed(tagger, test),
        "observables": observables_of(test),
        "maps": maps,
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    torch.save(kept, file)
    return kept


def unlimited(x: Floats, y: Floats, *, clipped: bool) -> float:
    """R² by plain least squares, with features clipped to the range of the fit or not."""
    residual = np.empty_like(y)
    for fit, held in KFold(5, shuffle=True, random_state=0).split(x):
        scaler = AliveScaler().fit(x[fit])
        inside = TrainingRange.of(x[fit]).clip(x[held]) if clipped else x[held]
        scaled = [(part - scaler.mean_) / scaler.scale_ for part in (x[fit], inside)]
        line = LinearRegression().fit(scaled[0], y[fit])
        residual[held] = y[held] - line.predict(scaled[1])
    return float(1 - (residual**2).sum() / ((y - y.mean()) ** 2).sum())


def main() -> None:
    """Train, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cell", choices=("simple", "gated"), default="simple")
    parser.add_argument("--root-norm", action="store_true")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--epochs", type=int, default=15)
    parser.add_argument("--tasks", nargs="+", choices=TASKS, default=TASKS)
    parser.add_argument("--cache", type=Path, required=True)
    options = parser.parse_args()
    for task in options.tasks:
        runs = [trained(task, seed, options) for seed in range(options.seeds)]
        show(task, runs)


def show(task: str, runs: list[dict[str, Any]]) -> None:
    """What the trainings of one task have in common, and what three rules make of them."""
    aucs = [run["auc"] for run in runs]
    print(f"{task}: {len(runs)} trainings, AUC {np.mean(aucs):.4f} ± {np.std(aucs, ddof=1):.4f}")
    far = np.median([farthest(run["embedding"].double().numpy()) for run in runs])
    print(f"  farthest jet in any unit: {far:.0f} standard deviations (median of the trainings)")
    names = list(runs[0]["observables"])
    table = np.array([[scores(run, name) for name in names] for run in runs])
    for number, name in enumerate(names):
        values = table[:, number, 2]
        print(f"  R² {name:12s} {values.mean():6.3f} ± {values.std(ddof=1):.3f}")
    rules = ("plain", "range", "LinearProbe")
    worst = ", ".join(f"{rule} {table[..., k].min():.3g}" for k, rule in enumerate(rules))
    print(f"  worst R² of {table[..., 0].size}: {worst}")
    healthy = table[..., 0] > 0
    moves = (table[..., 2] - table[..., 0])[healthy]
    print(f"  LinearProbe moves R² above 0 by {moves.min():+.3f} to {moves.max():+.3f}")
    print(f"  most that one jet has of the squared error: {table[..., 3].max():.2f}")
    for kind in runs[0]["maps"]:
        print(f"  maps of {kind}: {agreement([run['maps'][kind] for run in runs])}")


def farthest(embedding: Floats) -> float:
    """Largest distance of a jet from the mean, in standard deviations of a unit."""
    alive = embedding[:, embedding.std(0) > 0]
    return float((abs(alive - alive.mean(0)) / alive.std(0)).max())


def scores(run: dict[str, Any], name: str) -> tuple[float, float, float, float]:
    """R² of one observable by the three rules, and the worst jet's share by the last."""
    target = run["observables"][name].double().numpy()
    x, y = run["embedding"].double().numpy()[~np.isnan(target)], target[~np.isnan(target)]
    score = probe(x, y, resamples=1)
    plain, in_range = unlimited(x, y, clipped=False), unlimited(x, y, clipped=True)
    return plain, in_range, score.value, score.worst


def agreement(maps: list[tuple[Floats, Floats, Floats]]) -> str:
    """Correlation of the bins of two trainings, and their spread beside the error of one."""
    correlations = []
    for (n_1, mean_1, _), (n_2, mean_2, _) in combinations(maps, 2):
        both = (n_1 >= LEAST) & (n_2 >= LEAST)
        correlations.append(np.corrcoef(mean_1[both], mean_2[both])[0, 1])
    full = np.all([count >= LEAST for count, _, _ in maps], axis=0)
    spread = np.std([mean[full] for _, mean, _ in maps], axis=0, ddof=1)
    error = np.sqrt(np.mean([error[full] ** 2 for _, _, error in maps], axis=0))
    return (
        f"correlation of two trainings {np.mean(correlations):.2f} (least "
        f"{np.min(correlations):.2f}), spread {np.median(spread / error):.1f} times the error"
    )


if __name__ == "__main__":
    main()

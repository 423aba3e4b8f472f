"""The paper's Figure 2: what the last three layers of several taggers know."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import torch

from pyg_jets.jet_tree_dataset import JetTreeDataset
from pyg_jets.metrics import Estimate
from pyg_jets.plotting import Series, score_figure
from pyg_jets.probing import layer_outputs, probe, spread_over_seeds
from pyg_jets.report import Picture
from pyg_jets.study.probes import observables_of
from pyg_jets.study.source import Source
from pyg_jets.study.task import task_jets
from pyg_jets.taggers import CNN, FCN, LSTM, RecNN, Tagger
from pyg_jets.taggers.cnn import Pixels
from pyg_jets.training import embed, fit

LATEST = {"Hidden(-3)": None, "Hidden(-2)": "head.1", "Hidden(-1)": "head.3"}
"""The paper's names of the layers, and ours; None is the embedding."""

Scores = Mapping[str, Mapping[str, Mapping[str, Estimate]]]
"""By tagger, layer and observable."""


def train_all(
    task: str = "top-qcd",
    *,
    seed: int = 0,
    epochs: int | None = None,
    jets: int | None = None,
    source: Source = None,
    pixels: Pixels = "asinh",
    progress: bool = True,
) -> tuple[dict[str, Tagger], JetTreeDataset]:
    """Train the four taggers of Figure 2 on one task.

    Args:
        task: ``"w-qcd"``, ``"top-qcd"`` (the paper's) or ``"quark-gluon"``.
        seed: Of the split, the initial parameters and the order of the jets.
        epochs: Of each training, instead of its recipe's.
        jets: Use about so many jets of each of the three parts at most; None: all.
        source: Folder of other jets, or with the top-tagging reference set, as in
            :func:`pyg_jets.study.source.split_of_task`.
        pixels: Of the CNN's images; see :class:`pyg_jets.taggers.CNN`.
        progress: Show the trainings' progress bars.

    Returns:
        The taggers by name, and the test jets.
    """
    train, val, test = task_jets(task, seed, jets, source)
    taggers: dict[str, Tagger] = {}
    cnn = "CNN" if pixels == "asinh" else f"CNN, {pixels} pixels"
    builders: dict[str, Callable[[], Tagger]] = {
        "RecNN": partial(RecNN, cell="gated"),
        "FCN": FCN,
        "LSTM": LSTM,
        cnn: partial(CNN, pixels=pixels),
    }
    for name, build in builders.items():
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            tagger = build()
        fit(tagger, train, val, epochs=epochs, seed=seed, progress=progress)
        taggers[name] = tagger
    return taggers, test


def probe_layers(taggers: Mapping[str, Tagger], jets: JetTreeDataset, **options: Any) -> Scores:
    """R² of the observables of Table 1 from the last three layers of each tagger.

    Args:
        taggers: Trained taggers by name.
        jets: Jets that none of them was trained on.
        **options: Of :func:`pyg_jets.probing.probe`.

    Returns:
        By tagger, layer (the paper's names) and observable.
    """
    targets = observables_of(jets)
    scores: dict[str, dict[str, dict[str, Estimate]]] = {}
    for name, tagger in taggers.items():
        scores[name] = {}
        for title, layer in LATEST.items():
            rows = embed(tagger, jets) if layer is None else layer_outputs(tagger, jets, layer)
            scores[name][title] = {
                observable: probe(rows, target, **options) for observable, target in targets.items()
            }
    return scores


def pooled_scores(runs: Sequence[Scores]) -> Scores:
    """Several trainings as one: each number's mean, and its standard deviation over the trainings.

    Args:
        runs: Of :func:`probe_layers`, one a training; a single one is given back as it is.

    Raises:
        ValueError: If there is none, or they are not of the same taggers, layers and observables.
    """
    if not runs:
        raise ValueError("'runs' must hold the scores of a training or more (got none)")
    first = runs[0]
    if any(_places(run) != _places(first) for run in runs):
        raise ValueError(
            "'runs' must be of the same taggers, layers and observables (got "
            f"{'; '.join(', '.join(run) for run in runs)})"
        )
    if len(runs) == 1:
        return first
    return {
        tagger: {
            layer: {
                name: spread_over_seeds([run[tagger][layer][name] for run in runs]) for name in r2
            }
            for layer, r2 in layers.items()
        }
        for tagger, layers in first.items()
    }


def _places(scores: Scores) -> list[tuple[str, str, str]]:
    return [
        (tagger, layer, name)
        for tagger, layers in scores.items()
        for layer, r2 in layers.items()
        for name in r2
    ]


def figure_2(scores: Scores, task: str = "top-qcd", seeds: int = 1) -> Picture:
    """A panel for each tagger, a series for each layer.

    Args:
        scores: Of :func:`probe_layers` or :func:`pooled_scores`.
        task: That the taggers were trained on.
        seeds: Number of trainings behind each score.
    """
    names = list(next(iter(next(iter(scores.values())).values())))
    panels = {
        tagger: [Series(layer, [r2[name] for name in names]) for layer, r2 in layers.items()]
        for tagger, layers in scores.items()
    }
    figure = score_figure(
        panels, names, f"Linear probes of the last three layers, {task}", r"$R^2$ on unseen jets"
    )
    caption = (
        "R² of a linear probe of the last three layers of each tagger (the paper's Figure 2): "
        f"Hidden(-1) is the last, Hidden(-3) the embedding; {intervals_of(seeds)}. An observable "
        "that a layer does not know has 0."
    )
    return Picture("figure-2", caption, figure)


def intervals_of(seeds: int) -> str:
    """What the intervals of scores are, in a caption's words.

    Args:
        seeds: Number of trainings behind each score.
    """
    if seeds == 1:
        return "68 % intervals of a bootstrap over jets"
    return f"means of {seeds} trainings, and one standard deviation from training to training"

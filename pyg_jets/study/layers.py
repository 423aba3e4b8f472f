"""The paper's Figure 2: what the last three layers of several taggers know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

import torch

from pyg_jets.jets.jet_tree_dataset import JetTreeDataset
from pyg_jets.metrics import Estimate
from pyg_jets.plotting import Series, score_figure
from pyg_jets.probing import layer_outputs, probe
from pyg_jets.report import Picture
from pyg_jets.study.probes import observables_of
from pyg_jets.study.source import Source
from pyg_jets.study.tables import intervals_of
from pyg_jets.study.task import task_jets
from pyg_jets.taggers import CNN, FCN, LSTM, RecNN, Tagger
from pyg_jets.taggers.cnn import Pixels
from pyg_jets.training import embed, fit

LATEST = {"Hidden(-3)": None, "Hidden(-2)": "head.1", "Hidden(-1)": "head.3"}
"""The paper's names of the layers, and ours; None is the embedding."""

Scores = Mapping[str, Mapping[str, Mapping[str, Estimate]]]
"""By tagger, layer and observable."""


class LayerProbes(NamedTuple):
    """Figure 2 of one training of each tagger.

    Attributes:
        trained: Scores of the taggers.
        untrained: Of the same networks before their training.
    """

    trained: Scores
    untrained: Scores


def probe_task_layers(task: str, *, seed: int = 0, cell: str = "simple", **on: Any) -> LayerProbes:
    """Train the four taggers of Figure 2 and probe their layers, before and after.

    Args:
        task: As in :func:`train_all`.
        seed: Of the split, the initial parameters, the order of the jets, the folds.
        cell: Of the RecNN.
        **on: Of :func:`train_all`.
    """
    taggers, test = train_all(task, seed=seed, cell=cell, **on)
    untrained = {name: tagger.untrained(seed) for name, tagger in taggers.items()}
    return LayerProbes(
        probe_layers(taggers, test, seed=seed), probe_layers(untrained, test, seed=seed)
    )


def train_all(
    task: str = "top-qcd",
    *,
    seed: int = 0,
    cell: str = "simple",
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
        cell: Of the RecNN.
        epochs: Of each training, instead of its recipe's.
        jets: Use about so many jets of each of the three parts at most; None: all.
        source: Folder of other jets, or with the top-tagging reference set, as in
            :func:`pyg_jets.study.source.split_of_task`.
        pixels: Of the CNN's images; see :class:`pyg_jets.taggers.CNN`.
        progress: Show the trainings' progress bars.

    Returns:
        The taggers by name, and the test jets.
    """
    train, val, test = task_jets(task, seed, jets, source=source)
    taggers: dict[str, Tagger] = {}
    cnn = "CNN" if pixels == "asinh" else f"CNN, {pixels} pixels"
    builders: dict[str, Callable[[], Tagger]] = {
        "RecNN": partial(RecNN, cell=cell),
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


def figure_2(scores: Scores, task: str = "top-qcd", trainings: int = 1) -> Picture:
    """A panel for each tagger, a series for each layer.

    Args:
        scores: Of :func:`probe_layers`, or of several trainings put together.
        task: That the taggers were trained on.
        trainings: How many are behind each number.
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
        f"Hidden(-1) is the last, Hidden(-3) the embedding; {intervals_of(trainings)}. "
        "An observable that a layer does not know has 0."
    )
    return Picture("figure-2", caption, figure)

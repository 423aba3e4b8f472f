"""The paper's Figure 2: what the last three layers of several taggers know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

import torch

from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.metrics import Estimate
from pyg_jets.probing import layer_outputs, probe
from pyg_jets.study.chapters.probes.observables import observables_of
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
        auc: Of the taggers on the test jets.
    """

    trained: Scores
    untrained: Scores
    auc: Mapping[str, Estimate]


def train_four(
    train: JetTreeDataset,
    val: JetTreeDataset,
    *,
    seed: int = 0,
    cell: str = "simple",
    pixels: Pixels = "asinh",
    **options: Any,
) -> dict[str, Tagger]:
    """Train the four taggers of Figure 2, each by its recipe.

    Args:
        train: Labelled training jets.
        val: Validation jets.
        seed: Of the initial parameters and the order of the jets.
        cell: Of the RecNN.
        pixels: Of the CNN's images; see :class:`pyg_jets.taggers.CNN`.
        **options: Of :func:`pyg_jets.training.fit`.

    Returns:
        The taggers by name.
    """
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
        fit(tagger, train, val, seed=seed, **options)
        taggers[name] = tagger
    return taggers


def probe_layers(taggers: Mapping[str, Tagger], jets: JetTreeDataset, **options: Any) -> Scores:
    """R² of the observables of Table 1 from the last three layers of each tagger.

    Args:
        taggers: Trained taggers by name.
        jets: Jets that none of them was trained on.
        **options: Of :func:`pyg_jets.probing.probe`.

    Returns:
        By tagger, layer (the paper's names) and observable.
    """
    targets, options = observables_of(jets), {"weight": jets.weight, **options}
    scores: dict[str, dict[str, dict[str, Estimate]]] = {}
    for name, tagger in taggers.items():
        scores[name] = {}
        for title, layer in LATEST.items():
            rows = embed(tagger, jets) if layer is None else layer_outputs(tagger, jets, layer)
            scores[name][title] = {
                observable: probe(rows, target, **options) for observable, target in targets.items()
            }
    return scores

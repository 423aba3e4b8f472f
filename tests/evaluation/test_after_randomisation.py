"""An attribution that sees no network stays as it was."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from torch import Tensor

from pyg_jets import JetTreeDataset
from pyg_jets.attribution import node_saliency
from pyg_jets.evaluation import (
    attribution_plane,
    differs_from_null,
    fit_to_permuted_labels,
    label_randomisation,
    parameter_randomisation,
)
from pyg_jets.taggers import Tagger

Method = Callable[[Tagger, Any], Tensor]


@pytest.mark.parametrize("how", ["cascading", "independent"])
def test_parameter_randomisation(
    how: Any, trained: Tagger, planted_trees: JetTreeDataset, ln_kt: Method
) -> None:
    jets = planted_trees[:600]
    for row in parameter_randomisation(ln_kt, trained, jets, how):
        assert [row.rank.value, row.map] == pytest.approx([1, 1])
    rows = parameter_randomisation(node_saliency, trained, jets, how, seed=2)
    assert [row.layer for row in rows][-2:] == ["conv.cell.lin_h", "conv.lin_u"]
    assert all(np.isfinite(row.map) for row in rows)
    assert rows[3].rank.high < 0.8


def test_what_jets_alone_tell_survives_permuted_labels(
    trained: Tagger,
    training_jets: tuple[JetTreeDataset, JetTreeDataset],
    planted_trees: JetTreeDataset,
    ln_kt: Method,
    gradient_x_state: Method,
) -> None:
    train, val = (jets[:1000] for jets in training_jets)
    permuted = fit_to_permuted_labels(
        trained, train, val, seed=1, epochs=2, lr=1e-2, batch_size=64, progress=False
    )
    jets = planted_trees[:1000]
    blind = label_randomisation(ln_kt, trained, permuted, jets)
    assert blind.layer == "labels"
    assert [blind.rank.value, blind.map] == pytest.approx([1, 1])
    seeing = label_randomisation(gradient_x_state, trained, permuted, jets)
    assert seeing.rank.high < 0.8
    assert seeing == label_randomisation(gradient_x_state, trained, permuted, jets)
    itself = label_randomisation(gradient_x_state, trained, trained, jets)
    assert [itself.rank.value, itself.map] == pytest.approx([1, 1])
    # A map of what was not learnt is no farther from its null than others are.
    for method, differs in ((ln_kt, False), (gradient_x_state, True)):
        plane, null = (attribution_plane(method, each, jets) for each in (trained, permuted))
        assert differs_from_null(plane, null).differs is differs


def test_maps_without_enough_entries_have_no_correlation(
    trained: Tagger, planted_trees: JetTreeDataset, ln_kt: Method
) -> None:
    rows = parameter_randomisation(ln_kt, trained, planted_trees[:20])
    assert np.isnan(rows[0].map)
    assert rows[0].rank.value == pytest.approx(1)

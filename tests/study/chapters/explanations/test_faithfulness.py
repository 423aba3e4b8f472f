"""Who knows the network scores; a random and a constant attribution score as they should."""

import functools
from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets import JetTreeDataset, cluster
from pyg_jets.attribution import branch_removal, gradient_shap, node_saliency, shapley
from pyg_jets.metrics import Estimate
from pyg_jets.simulation import ToyShower
from pyg_jets.study.chapters.explanations.faithfulness import Faithfulness, measure_methods
from pyg_jets.taggers import EFN, Tagger
from tests.unchanged import same, state

METHODS: dict[str, Any] = {
    "branch removal": branch_removal,
    "Shapley values": functools.partial(shapley, among="all", samples=5),
    "gradient SHAP": functools.partial(gradient_shap, samples=3, tolerance=100.0),
    "saliency": node_saliency,
    "constant": lambda _, batch: torch.ones(batch.num_nodes),
}


@pytest.fixture(scope="module")
def jets(shower: ToyShower) -> JetTreeDataset:
    # Signal and background come in turn.
    every = cluster(shower.jets(1000, seed=3).constituents)
    return every.index_select(slice(None, None, 2))


@pytest.fixture(scope="module")
def found(toy_tagger: Tagger, jets: JetTreeDataset) -> dict[str, Faithfulness]:
    return measure_methods(toy_tagger, jets, METHODS, seed=1)


def _covers(estimate: Estimate, value: float, widths: float = 2.0) -> bool:
    half = (estimate.high - estimate.low) / 2
    return abs(estimate.value - value) < widths * half


def test_controls_stand_below_the_methods(found: dict[str, Faithfulness]) -> None:
    assert list(found) == [*METHODS, "largest kt", "random"]
    assert found["largest kt"].deletion_over_kt.value == 0
    assert found["largest kt"].insertion_over_kt.value == 0


def test_random_and_constant_attributions_gain_nothing(found: dict[str, Faithfulness]) -> None:
    for name in ("random", "constant"):
        assert _covers(found[name].deletion, 0)
        assert _covers(found[name].insertion, 0)
        assert found["branch removal"].characterisation.low > found[name].characterisation.high
        assert found["branch removal"].unfaithfulness.high < found[name].unfaithfulness.low
        assert found["branch removal"].infidelity.high < found[name].infidelity.low
    assert found["random"].sensitivity.value > 0.5
    assert found["constant"].sensitivity.value == 0


def test_who_asks_the_network_gains(found: dict[str, Faithfulness]) -> None:
    for name in ("branch removal", "Shapley values"):
        for gain in ("deletion", "deletion_over_kt", "insertion", "insertion_over_kt"):
            assert getattr(found[name], gain).low > 0
        assert 0 < found[name].infidelity.value < 1
        assert found[name].fidelity_plus.low > found["random"].fidelity_plus.high


def test_sums_are_asked_of_those_who_promise_one(found: dict[str, Faithfulness]) -> None:
    of_shapley, of_gradients = (
        found[name].completeness for name in ("Shapley values", "gradient SHAP")
    )
    assert of_shapley is not None
    assert of_gradients is not None
    assert of_shapley.value < 1e-5 < of_gradients.value
    assert {name for name, each in found.items() if each.completeness is not None} == {
        "Shapley values",
        "gradient SHAP",
    }
    assert all(each.seconds > 0 for each in found.values())


def test_a_network_without_a_tree_and_no_trace(jets: JetTreeDataset) -> None:
    few = jets[:60]
    tagger = EFN(8, 8)
    tagger.fit_scaling(few)
    before = state(tagger.train())
    on_leaves = {"saliency": node_saliency}
    first, again = (measure_methods(tagger, few, on_leaves, sensitivity_jets=5) for _ in range(2))
    assert same(before, state(tagger))
    for name in first:
        assert first[name][:-1] == again[name][:-1]
    # Folded: not the order of equal zeros.
    assert first["saliency"].deletion != first["random"].deletion


def test_values_must_be_numbers(toy_tagger: Tagger, jets: JetTreeDataset) -> None:
    def broken(_: Tagger, batch: Any) -> Tensor:
        return torch.full((batch.num_nodes,), torch.nan)

    with pytest.raises(ValueError, match=r"'values' must be finite numbers, a row for each of"):
        measure_methods(toy_tagger, jets[:9], {"broken": broken})


def test_no_jets(toy_tagger: Tagger, jets: JetTreeDataset) -> None:
    with pytest.raises(ValueError, match=r"must hold a jet, .* \(got 0 and 50\)"):
        measure_methods(toy_tagger, jets[:0], METHODS)
    with pytest.raises(ValueError, match=r"'sensitivity_jets' be at least 1 \(got 9 and 0\)"):
        measure_methods(toy_tagger, jets[:9], METHODS, sensitivity_jets=0)

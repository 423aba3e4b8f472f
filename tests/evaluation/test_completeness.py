"""Methods that promise a sum keep it; values that are not theirs do not."""

import functools
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from pyg_jets import Constituents, JetTreeDataset, cluster
from pyg_jets.attribution import (
    gnn_shap,
    gradient_shap,
    integrated_gradients,
    lrp,
    node_saliency,
    shapley,
)
from pyg_jets.evaluation import completeness, shared_out
from pyg_jets.metrics import Estimate
from pyg_jets.taggers import Tagger
from tests.attributed import made
from tests.unchanged import same, state


def _error(method: Any, tagger: Tagger, batch: Any, values: Any = None) -> Estimate:
    found = completeness(method, tagger, batch, values)
    assert found is not None
    return found


@pytest.mark.parametrize("among", ["primary", "all"])
def test_shapley_values_sum_exactly(
    among: Any, trained: Tagger, planted_trees: JetTreeDataset
) -> None:
    batch = planted_trees[:50].batch()
    method = functools.partial(shapley, among=among, samples=2)
    assert _error(method, trained, batch).value < 1e-5
    other = functools.partial(shapley, among="primary" if among == "all" else "all", samples=2)
    assert (batch.level > 0).sum() > 50
    assert _error(method, trained, batch, other(trained, batch)).value > 0


@pytest.mark.filterwarnings("ignore:the values of .* jets do not sum to")
@pytest.mark.parametrize("on", ["states", "features"])
def test_gradients_sum_up_to_their_steps(
    on: Any, trained: Tagger, planted_trees: JetTreeDataset
) -> None:
    batch = planted_trees[:50].batch()
    few, many = (
        _error(functools.partial(integrated_gradients, on=on, steps=n), trained, batch)
        for n in (3, 100)
    )
    assert many.value < 0.02
    assert few.low > many.high
    # In expectation: more samples are nearer.
    one, more = (
        _error(functools.partial(gradient_shap, on=on, samples=n), trained, batch) for n in (1, 100)
    )
    assert one.low > more.high


def test_another_baseline_is_another_sum(trained: Tagger, planted_trees: JetTreeDataset) -> None:
    batch = planted_trees[:20].batch()
    method = functools.partial(integrated_gradients, on="features", baseline=torch.zeros(7))
    usual = functools.partial(integrated_gradients, on="features")
    assert _error(method, trained, batch).value < 0.05
    assert _error(method, trained, batch, usual(trained, batch)).value > 0.1


def test_relevance_is_the_logit_but_for_biases(toy_jets: Constituents) -> None:
    tagger, batch = made("RecNN", toy_jets), cluster(toy_jets).batch()
    with torch.no_grad():
        for name, parameter in tagger.named_parameters():
            if name.endswith("bias") and name != "conv.lin_u.bias":
                parameter.zero_()
    assert _error(lrp, tagger, batch).value < 1e-3
    expected = shared_out(lrp, tagger, batch)
    assert expected is not None
    assert torch.equal(expected, tagger(batch).detach())


@pytest.mark.parametrize("name", ["gated", "LundNet"])
def test_edges_share_what_messages_add(name: str, toy_jets: Constituents) -> None:
    tagger, batch = made(name, toy_jets), cluster(toy_jets).batch()
    method = functools.partial(gnn_shap, samples=200)
    assert _error(method, tagger, batch).value < 1e-5
    assert _error(method, tagger, batch, torch.ones(batch.num_nodes)).value > 0.2


def test_values_of_another_method_are_found_out(
    trained: Tagger, planted_trees: JetTreeDataset
) -> None:
    batch = planted_trees[:50].batch()
    values = torch.randn(batch.num_nodes)
    for method in (shapley, lrp, integrated_gradients):
        assert _error(method, trained, batch, values).value > 0.2
    assert _error(shapley, trained, batch, 0 * values).value == 1
    with pytest.raises(ValueError, match=r"must be finite numbers, a row for each of"):
        completeness(shapley, trained, batch, values[:3])


def test_who_claims_nothing_is_not_asked(toy_jets: Constituents) -> None:
    tagger, batch = made("RecNN", toy_jets), cluster(toy_jets).batch()
    assert completeness(node_saliency, tagger, batch) is None
    assert shared_out(lambda _, __: torch.zeros(95), tagger, batch) is None


def test_a_method_under_a_name_is_the_function_in_it(toy_jets: Constituents) -> None:
    tagger, batch = made("RecNN", toy_jets), cluster(toy_jets).batch()
    outer: Any = SimpleNamespace(function=functools.partial(integrated_gradients, on="features"))
    found = shared_out(outer, tagger, batch)
    expected = shared_out(outer.function, tagger, batch)
    states = shared_out(integrated_gradients, tagger, batch)
    assert found is not None
    assert expected is not None
    assert states is not None
    assert torch.equal(found, expected)
    assert not torch.equal(found, states)


@pytest.mark.filterwarnings("ignore:the values of .* jets do not sum to")
def test_leaves_no_trace(toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets).batch(), made("LundNet", toy_jets).train()
    before = state(tagger)
    steps = functools.partial(integrated_gradients, steps=2)
    for method in (shapley, steps, functools.partial(gnn_shap, samples=20)):
        completeness(method, tagger, batch)
    assert same(before, state(tagger))

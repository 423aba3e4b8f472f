"""What every exported attribution must do; a newcomer is tested with no edit."""

import inspect
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import Module

from pyg_jets import Constituents, attribution, cluster
from pyg_jets.attribution.scaled_states import with_states
from pyg_jets.taggers import Tagger
from tests.attributed import MAKERS, made


def _is_attribution(member: Any) -> bool:
    """Takes a tagger and a batch, needs nothing else, and gives one tensor."""
    if not inspect.isfunction(member):
        return False
    parameters = inspect.signature(member).parameters
    needed = [name for name, each in parameters.items() if each.default is each.empty]
    of_nodes = inspect.signature(member).return_annotation == "Tensor"
    return needed == ["tagger", "batch"] and of_nodes


METHODS = {
    name: member
    for name in attribution.__all__
    if _is_attribution(member := getattr(attribution, name))
}
# The image network takes its time; one of its kind, that reads no features of nodes, is FCN.
TAGGERS = tuple(name for name in MAKERS if name != "CNN")
ONLY = {
    "lrp": ("RecNN", "gated", "LundNet", "ParticleNet"),
    "gnn_shap": (
        *("RecNN", "gated", "TreeNiN", "LundNet", "ParticleNet", "GCN", "GCN on the tree"),
    ),
    "attention": ("ParT",),
    "pair_bias": ("ParT",),
}
"""Methods that know some layers only, and refuse other taggers."""
CASES = [(method, name) for method in METHODS for name in ONLY.get(method, TAGGERS)]
FEW = {"steps": 3, "samples": 2}
"""Where methods have steps or samples, few of them will do."""


def _few(method: Callable[..., Tensor]) -> dict[str, int]:
    return {key: FEW[key] for key in inspect.signature(method).parameters if key in FEW}


def _state(tagger: Tagger) -> Any:
    values = {name: value.clone() for name, value in tagger.state_dict().items()}
    flags = [(type(module), module.training, _hooks(module)) for module in tagger.modules()]
    masks = [getattr(module, "_edge_mask", None) for module in tagger.modules()]
    trained = [(parameter.requires_grad, parameter.grad) for parameter in tagger.parameters()]
    return values, (flags, masks, trained), torch.get_rng_state()


def _hooks(module: Module) -> int:
    hooks = module._forward_hooks, module._forward_pre_hooks, module._backward_hooks
    return sum(map(len, hooks))


def _same(before: Any, after: Any) -> bool:
    values = all(torch.equal(before[0][key], after[0][key]) for key in before[0])
    return values and before[1] == after[1] and torch.equal(before[2], after[2])


@pytest.fixture(params=CASES, ids="-".join)
def case(request: pytest.FixtureRequest, toy_jets: Constituents) -> Any:
    method, name = request.param
    return METHODS[method], made(name, toy_jets)


def test_the_methods_are_found() -> None:
    assert {"node_saliency", "integrated_gradients", "occlusion"} <= METHODS.keys()
    assert set(MAKERS) >= set(TAGGERS)
    assert METHODS.keys() >= ONLY.keys()


def test_one_number_per_node_and_no_trace(case: Any, toy_jets: Constituents) -> None:
    method, tagger = case
    batch = cluster(toy_jets).batch()
    fields = batch.to_dict()
    tagger.train()
    before = _state(tagger)
    with torch.no_grad():
        found = method(tagger, batch, **_few(method))
    assert found.shape == (batch.num_nodes,)
    assert found.dtype == torch.float64
    assert found.isfinite().all()
    assert (found != 0).any()
    assert not found.requires_grad
    # On the nodes of the tagger's states, or on splittings.
    elsewhere = ~with_states(tagger, batch)
    assert (found[elsewhere] == 0).all() or (found[batch.is_leaf] == 0).all()
    assert _same(before, _state(tagger))
    torch.testing.assert_close(found, method(tagger.eval(), batch, **_few(method)))
    assert set(batch.keys()) == set(fields)
    assert all(batch[key] is value for key, value in fields.items())


def test_a_jet_alone_equals_the_jet_in_a_batch(case: Any, toy_jets: Constituents) -> None:
    method, tagger = case
    trees = cluster(toy_jets)
    together = method(tagger, trees.batch(), **_few(method))
    alone = torch.cat([method(tagger, tree, **_few(method)) for tree in trees])
    torch.testing.assert_close(alone, together, rtol=1e-6, atol=1e-9)


def test_no_trace_after_an_exception(case: Any, toy_jets: Constituents) -> None:
    method, tagger = case
    tagger.train().head.append(_Failing())
    before = _state(tagger)
    with pytest.raises(RuntimeError, match="on purpose"):
        method(tagger, cluster(toy_jets).batch(), **_few(method))
    assert _same(before, _state(tagger))


class _Failing(Module):
    def forward(self, _: Tensor) -> Tensor:
        raise RuntimeError("on purpose")

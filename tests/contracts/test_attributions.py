"""What every exported attribution must do; a newcomer is tested with no edit."""

import contextlib
import inspect
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
import torch
from torch import Tensor
from torch.autograd import Function
from torch.nn import Module, Sequential

from pyg_jets import Constituents, attribution, cluster
from pyg_jets.attribution.scaled_states import with_states
from pyg_jets.taggers import Tagger
from tests.attributed import KNOWN, MAKERS, made
from tests.unchanged import same, state


def _is_attribution(member: Any) -> bool:
    """Takes a tagger and a batch, needs nothing else, and gives one tensor."""
    if not inspect.isfunction(member):
        return False
    parameters = inspect.signature(member).parameters
    needed = [name for name, each in parameters.items() if each.default is each.empty]
    of_nodes = inspect.signature(member).return_annotation == "Tensor"
    return needed == ["tagger", "batch"] and of_nodes


EXPORTED = {
    name: member
    for name in attribution.__all__
    if _is_attribution(member := getattr(attribution, name))
}
# The same functions with other options have names in METHODS only.
NAMED = {name: method.function for name, method in attribution.METHODS.items()}
METHODS = EXPORTED | {name: each for name, each in NAMED.items() if each not in EXPORTED.values()}
ONLY = {
    "lrp": ("RecNN", "gated", "LundNet", "ParticleNet"),
    "gnn_shap": (
        *("RecNN", "gated", "TreeNiN", "LundNet", "ParticleNet", "GCN", "GCN on the tree"),
    ),
    "attention": ("ParT",),
    "pair_bias": ("ParT",),
}
"""Methods that know some layers only, and refuse other taggers."""
ONLY["input_x_gradient"] = tuple(name for name in MAKERS if name != "ParT")
CASES = [(method, name) for method in METHODS for name in ONLY.get(method, MAKERS)]
FEW = {"steps": 3, "samples": 2}
pytestmark = pytest.mark.filterwarnings("ignore:the values of .* jets do not sum to")
"""Where methods have steps or samples, few of them will do, though sums are off then."""


def _few(method: Callable[..., Tensor]) -> dict[str, int]:
    return {key: FEW[key] for key in inspect.signature(method).parameters if key in FEW}


class Case(NamedTuple):
    """A method, a tagger that it takes, and jets."""

    method: Callable[..., Tensor]
    tagger: Tagger
    jets: Constituents


@pytest.fixture(params=CASES, ids="-".join)
def case(request: pytest.FixtureRequest, toy_jets: Constituents) -> Case:
    method, name = request.param
    # Images cost the same for small jets, but fewer of them are looked at.
    jets = toy_jets[:4] if name == "CNN" else toy_jets
    return Case(METHODS[method], made(name, toy_jets), jets)


def test_the_methods_are_found() -> None:
    assert {"node_saliency", "integrated_gradients", "occlusion"} <= METHODS.keys()
    assert {each.function for each in attribution.METHODS.values()} <= set(METHODS.values())
    assert METHODS.keys() >= ONLY.keys()


@pytest.mark.parametrize("name", KNOWN)
def test_the_taggers_that_a_method_takes(name: str, toy_jets: Constituents) -> None:
    takes = {method for method in attribution.METHODS if name in ONLY.get(method, MAKERS)}
    assert attribution.applicable(made(name, toy_jets)).keys() == takes


def test_one_number_per_node_and_no_trace(case: Case) -> None:
    method, tagger, jets = case
    batch = cluster(jets).batch()
    fields = batch.to_dict()
    _with_gradients(tagger.train())
    before = state(tagger)
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
    assert same(before, state(tagger))
    torch.testing.assert_close(found, method(tagger.eval(), batch, **_few(method)))
    assert set(batch.keys()) == set(fields)
    assert all(batch[key] is value for key, value in fields.items())


def test_a_jet_alone_equals_the_jet_in_a_batch(case: Case) -> None:
    method, tagger, jets = case
    trees = cluster(jets)
    together = method(tagger, trees.batch(), **_few(method))
    alone = torch.cat([method(tagger, tree, **_few(method)) for tree in trees])
    torch.testing.assert_close(alone, together, rtol=1e-6, atol=1e-9)


def test_no_trace_after_an_exception(case: Case) -> None:
    method, tagger, jets = case
    batch = cluster(jets).batch()
    _with_gradients(tagger.train())
    head = tagger.head
    for failing in (_Failing(1), _Failing(2), _FailingBackward()):
        tagger.head = Sequential(*head, failing)
        before = state(tagger)
        # Not every method calls a tagger twice or takes gradients.
        all_do = isinstance(failing, _Failing) and failing.call == 1
        expected = pytest.raises if all_do else contextlib.suppress
        with expected(RuntimeError):
            method(tagger, batch, **_few(method))
        assert same(before, state(tagger))


def test_no_trace_after_jets_that_are_refused(case: Case) -> None:
    method, tagger, jets = case
    _with_gradients(tagger.train())
    before = state(tagger)
    with pytest.raises(ValueError, match="'jet' frame"):
        method(tagger, cluster(jets, frame="laboratory").batch(), **_few(method))
    assert same(before, state(tagger))


def _with_gradients(tagger: Tagger) -> None:
    """As in the midst of training, with one layer that is not trained."""
    for parameter in tagger.parameters():
        parameter.grad = torch.ones_like(parameter)
    tagger.head[0].requires_grad_(False)


class _Failing(Module):
    """A layer that breaks off when it is called for the ``call``-th time."""

    def __init__(self, call: int) -> None:
        super().__init__()
        self.call, self.calls = call, 0

    def forward(self, x: Tensor) -> Tensor:
        self.calls += 1
        if self.calls == self.call:
            raise RuntimeError("on purpose")
        return x


class _FailingBackward(Module):
    """A layer that breaks off when gradients are taken."""

    def forward(self, x: Tensor) -> Any:
        return _NoGradient.apply(x)  # type: ignore[no-untyped-call]


class _NoGradient(Function):
    @staticmethod
    def forward(_: Any, x: Tensor) -> Tensor:
        return x.clone()

    @staticmethod
    def backward(_: Any, *__: Tensor) -> Tensor:
        raise RuntimeError("on purpose")

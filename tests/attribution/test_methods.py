"""The registry: every name works or refuses, and says beforehand which."""

import inspect
from typing import Any

import pytest
import torch

from pyg_jets import Constituents, attribution, cluster
from pyg_jets.attribution import (
    METHODS,
    applicable,
    fold_leaves,
    integrated_gradients,
    node_saliency,
    shapley,
    splitting_saliency,
)
from tests.attributed import MAKERS, made

FEW = {"steps": 3, "samples": 2}
# So few leave sums that are off, and say so.
pytestmark = pytest.mark.filterwarnings("ignore:the values of .* jets do not sum to")


def _few(name: str) -> dict[str, Any]:
    return {k: FEW[k] for k in inspect.signature(METHODS[name].function).parameters if k in FEW}


@pytest.mark.parametrize("tagger", [name for name in MAKERS if name != "CNN"])
def test_applicable_are_those_that_work(tagger: str, toy_jets: Constituents) -> None:
    made_one, batch = made(tagger, toy_jets), cluster(toy_jets[1:4]).batch()
    names = set(applicable(made_one))
    assert {"saliency", "shapley", "integrated_gradients_features"} <= names
    for name, method in METHODS.items():
        if name not in names:
            with pytest.raises(TypeError, match=r"'tagger' must .* \(got "):
                method(made_one, batch)
            continue
        found = method(made_one, batch, **_few(name))
        assert found.shape == (batch.num_nodes,)
        assert method.signed or (found >= 0).all()
        of_splittings = method.of_splittings(made_one, batch, **_few(name))
        if method.on_splittings or made_one.node_states == "leaves":
            assert (of_splittings[batch.is_leaf] == 0).all()


def test_every_exported_method_has_a_name() -> None:
    """``node_saliency`` is 'saliency', and 'splitting_saliency' its folded form."""
    functions = {getattr(method.function, "func", method.function) for method in METHODS.values()}
    functions |= {method.folded for method in METHODS.values() if method.folded is not None}
    for name in attribution.__all__:
        member: Any = getattr(attribution, name)
        if inspect.isfunction(member):
            signature = inspect.signature(member)
            needed = [k for k, each in signature.parameters.items() if each.default is each.empty]
            if needed == ["tagger", "batch"] and signature.return_annotation == "Tensor":
                assert member in functions


def test_names_are_their_functions(toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets).batch(), made("FCN", toy_jets)
    found = METHODS["integrated_gradients_features"](tagger, batch, steps=3)
    assert torch.equal(found, integrated_gradients(tagger, batch, on="features", steps=3))
    assert torch.equal(METHODS["saliency"](tagger, batch), node_saliency(tagger, batch))


def test_of_splittings_folds_what_is_on_leaves(toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets).batch(), made("FCN", toy_jets)
    found = METHODS["occlusion"].of_splittings(tagger, batch, fold="max")
    assert torch.equal(found, fold_leaves(METHODS["occlusion"](tagger, batch), batch, "max"))
    saliency = METHODS["saliency"].of_splittings(tagger, batch, fold="mean")
    assert torch.equal(saliency, splitting_saliency(tagger, batch, fold="mean"))
    sampled = METHODS["shapley"].of_splittings(tagger, batch, samples=2, seed=3)
    assert torch.equal(sampled, shapley(tagger, batch, samples=2, seed=3))
    with pytest.raises(ValueError, match="'how' must be one of sum, mean, max"):
        METHODS["occlusion"].of_splittings(tagger, batch, fold="median")  # type: ignore[arg-type]

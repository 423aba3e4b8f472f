"""No jets, inference mode: a number per node, or none."""

from typing import Any

import pytest
import torch
from torch_geometric.explain import DummyExplainer

from pyg_jets import Constituents, attribution, cluster
from pyg_jets.attribution.per_node import at_tagger
from pyg_jets.taggers import Tagger
from tests.attributed import made

FEW: dict[str, dict[str, int]] = {
    "integrated_gradients": {"steps": 3},
    "gnn_shap": {"samples": 4},
    "shapley": {"samples": 2},
    "smooth_grad": {"samples": 2},
}
TAGGERS = ("RecNN", "LundNet", "GCN", "ParT")
pytestmark = pytest.mark.filterwarnings("ignore:the values of .* jets do not sum to")


@pytest.fixture(params=TAGGERS)
def tagger(request: pytest.FixtureRequest, toy_jets: Constituents) -> Any:
    return made(request.param, toy_jets)


def test_no_jets(tagger: Tagger, toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    for method in attribution.applicable(tagger).values():
        found = method(tagger, trees.batch([]))
        assert found.shape == (0,)
        assert found.dtype == torch.float64
        assert method.of_splittings(tagger, trees.batch([])).shape == (0,)
    direction = torch.ones(tagger.state_channels, dtype=torch.float64)
    assert attribution.projection(tagger, trees.batch([]), direction).shape == (0,)
    with pytest.raises(ValueError, match="'trees' must be of at least one jet"):
        attribution.explanation(tagger, trees.batch([]), DummyExplainer())


@pytest.mark.parametrize("made_inside", [False, True])
@pytest.mark.parametrize("name", ["RecNN", "GCN"])
def test_in_inference_mode(name: str, made_inside: bool, toy_jets: Constituents) -> None:
    tagger, batch = made(name, toy_jets), cluster(toy_jets[3:5]).batch()
    for kind, method in attribution.applicable(tagger).items():
        few = FEW.get(kind, {})
        expected = method(tagger, batch, **few)
        with torch.inference_mode():
            given = batch.clone() if made_inside else batch
            found = method(tagger, given, **few)
        assert torch.equal(found, expected), kind
        if made_inside:
            assert torch.equal(method(tagger, given, **few), expected)


def test_what_is_there_stays_as_it_is(toy_jets: Constituents) -> None:
    tagger, batch = made("RecNN", toy_jets), cluster(toy_jets).batch()
    assert at_tagger(tagger, batch) is batch
    with torch.inference_mode():
        inside = batch.clone()
    assert at_tagger(tagger, inside) is not inside
    assert inside.x.is_inference()

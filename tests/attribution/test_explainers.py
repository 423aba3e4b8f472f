"""Every explainer of PyG leaves a model as it was: run, refused or interrupted."""

import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import Module, Sequential
from torch_geometric import explain
from torch_geometric.explain import ExplainerAlgorithm
from torch_geometric.explain.algorithm.captum import CaptumHeteroModel, CaptumModel
from torch_geometric.nn import GAT, GCN

from pyg_jets import Constituents, attribution, cluster
from pyg_jets.taggers import Tagger, adapt
from pyg_jets.transforms import ParticleCloud
from tests.attributed import made
from tests.unchanged import same, state

EXPLAINERS: dict[str, Callable[[], ExplainerAlgorithm]] = {
    "AttentionExplainer": explain.AttentionExplainer,
    "CaptumExplainer": lambda: explain.CaptumExplainer("Saliency"),
    "DummyExplainer": explain.DummyExplainer,
    "GNNExplainer": lambda: explain.GNNExplainer(epochs=2),
    "GraphMaskExplainer": lambda: explain.GraphMaskExplainer(2, epochs=1, log=False),
    "PGExplainer": lambda: explain.PGExplainer(epochs=1),
}
TAGGERS = ("GAT", "GCN", "RecNN", "LundNet")
RUNS = {
    ("AttentionExplainer", "GAT"),
    *product(("GraphMaskExplainer",), ("GAT", "GCN")),
    *product(
        ("CaptumExplainer", "DummyExplainer", "GNNExplainer"), ("GAT", "GCN", "RecNN", "LundNet")
    ),
}
"""What is done; all else is refused, by PyG or by us."""


def _made(name: str, jets: Constituents) -> Tagger:
    if name not in ("GAT", "GCN"):
        return made(name, jets)
    # GraphMask takes layers whose states stay as long as they are, in float32.
    network = GAT(7, 8, num_layers=2, heads=2) if name == "GAT" else GCN(7, 7, num_layers=2)
    tagger = adapt(network, transform=ParticleCloud(3))
    tagger.fit_scaling(cluster(jets))
    return tagger.eval()


@pytest.fixture(params=TAGGERS)
def tagger(request: pytest.FixtureRequest, toy_jets: Constituents) -> Any:
    found: Any = _made(request.param, toy_jets)
    found.named = request.param
    for parameter in found.train().parameters():
        parameter.grad = torch.ones_like(parameter)
    found.head[0].requires_grad_(False)
    return found


class _Interrupted(Module):
    """Somebody presses Ctrl-C at the ``call``-th call."""

    def __init__(self, call: int) -> None:
        super().__init__()
        self.call = call

    def forward(self, x: Tensor) -> Tensor:
        vars(self)["call"] = self.call - 1  # what is seen afterwards is put back too
        if self.call == 0:
            raise KeyboardInterrupt
        return x


def _explain(explainer: ExplainerAlgorithm, tagger: Tagger, jets: Constituents) -> Any:
    masks: dict[str, Any] = {"node_mask": True, "edge_mask": True}
    if isinstance(explainer, explain.AttentionExplainer | explain.PGExplainer):
        masks["node_mask"] = False
    if isinstance(explainer, explain.CaptumExplainer):
        masks["edge_mask"] = False
    return attribution.explanation(tagger, cluster(jets[3:5]).batch(), explainer, **masks)


def test_all_of_them_are_known() -> None:
    inside = {"ExplainerAlgorithm", CaptumModel.__name__, CaptumHeteroModel.__name__}
    assert {n for n in explain.algorithm.__all__ if n not in inside} <= EXPLAINERS.keys()


@pytest.mark.parametrize("name", EXPLAINERS)
def test_no_trace(name: str, tagger: Any, toy_jets: Constituents) -> None:
    explainer = EXPLAINERS[name]()
    before = state(tagger)
    refused = pytest.raises((ValueError, TypeError, RuntimeError))
    with contextlib.nullcontext() if (name, tagger.named) in RUNS else refused:
        _explain(explainer, tagger, toy_jets)
    assert same(before, state(tagger))


@pytest.mark.parametrize("call", [1, 2, 3])
@pytest.mark.parametrize("name", sorted({name for name, _ in RUNS} - {"DummyExplainer"}))
def test_no_trace_of_an_interrupted_one(name: str, call: int, toy_jets: Constituents) -> None:
    tagger: Any = _made("GAT" if name == "AttentionExplainer" else "GCN", toy_jets)
    shapley = attribution.gnn_shap(tagger, cluster(toy_jets[3:5]).batch(), samples=8)
    tagger.head = Sequential(*tagger.head, _Interrupted(call))
    explainer = EXPLAINERS[name]()
    before = state(tagger)
    try:
        _explain(explainer, tagger, toy_jets)
    except KeyboardInterrupt:
        pass
    else:
        assert call > 1  # not every one calls the model so often
    assert same(before, state(tagger))
    tagger.head = tagger.head[:-1]
    again = attribution.gnn_shap(tagger, cluster(toy_jets[3:5]).batch(), samples=8)
    assert torch.equal(again, shapley)


@pytest.mark.parametrize("name", ["GCN", "RecNN", "LundNet"])
@pytest.mark.parametrize("method", ["gnn_shap", "saliency", "grad_cam", "shapley"])
def test_in_threads(method: str, name: str, toy_jets: Constituents) -> None:
    """As many threads as jets look at one model."""
    tagger, trees = made(name, toy_jets), list(cluster(toy_jets))[1:]
    before = state(tagger.train())
    few = {"samples": 8} if method in ("gnn_shap", "shapley") else {}

    def look(tree: Any) -> Tensor:
        return attribution.METHODS[method](tagger, tree, **few)

    alone = [look(tree) for tree in trees]
    with ThreadPoolExecutor(len(trees)) as threads:
        together = list(threads.map(look, trees))
    assert all(torch.equal(one, other) for one, other in zip(alone, together, strict=True))
    assert same(before, state(tagger))


def test_what_the_layers_do_not_have(toy_jets: Constituents) -> None:
    with pytest.raises(TypeError, match=r"GraphMaskExplainer must find .*RecNN: .*'in_channels'"):
        _explain(EXPLAINERS["GraphMaskExplainer"](), made("RecNN", toy_jets), toy_jets)

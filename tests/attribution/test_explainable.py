"""PyG's explainers on every kind of tagger of graphs, and what they leave behind."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch_geometric.explain import CaptumExplainer, GNNExplainer
from torch_geometric.nn import GCN, GCNConv
from torch_geometric.utils import to_undirected

from pyg_jets import Constituents, cluster
from pyg_jets.attribution import Explainable, explanation, gnn_shap
from pyg_jets.taggers import (
    EFN,
    FCN,
    MPNN,
    LundNet,
    ParT,
    ParticleNet,
    RecNN,
    Tagger,
    TreeNiN,
    adapt,
)
from pyg_jets.transforms import ParticleCloud

MADE: dict[str, Callable[[], Tagger]] = {
    "RecNN": lambda: RecNN(hidden_channels=6),
    "gated": lambda: RecNN(hidden_channels=6, cell="gated"),
    "LundNet": lambda: LundNet(hidden_channels=8, channels=(4, 4)),
    "ParticleNet": lambda: ParticleNet(8, (4,), k=3),
    "TreeNiN": lambda: TreeNiN(hidden_channels=6),
    "GCN": lambda: adapt(GCN(7, 8, num_layers=2), transform=ParticleCloud(3)),
    "GCN on the tree": lambda: adapt(GCN(7, 8, num_layers=2)),
}
METHODS = ("Saliency", "InputXGradient", "IntegratedGradients", "GuidedBackprop", "Deconvolution")


@pytest.fixture(params=list(MADE.values()), ids=list(MADE))
def tagger(request: pytest.FixtureRequest, toy_jets: Constituents) -> Any:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        made = request.param()
    made.fit_scaling(cluster(toy_jets))
    return made


@pytest.fixture
def batch(toy_jets: Constituents) -> Any:
    return cluster(toy_jets[:3]).batch()


def _state(tagger: Tagger) -> Any:
    parameters = {name: value.clone() for name, value in tagger.state_dict().items()}
    flags = [(module.training, *map(len, _hooks(module))) for module in tagger.modules()]
    masks = [getattr(module, "_edge_mask", None) for module in tagger.modules()]
    wanted = [(p.requires_grad, p.grad) for p in tagger.parameters()]
    return parameters, flags, masks, wanted, torch.get_rng_state()


def _hooks(module: Any) -> tuple[Any, ...]:
    return module._forward_hooks, module._forward_pre_hooks, module._backward_hooks


def _same(before: Any, after: Any) -> bool:
    values = all(torch.equal(before[0][key], after[0][key]) for key in before[0])
    return values and before[1:4] == after[1:4] and torch.equal(before[4], after[4])


@pytest.mark.parametrize("method", METHODS)
def test_captum_on_batched_graphs(method: str, tagger: Tagger, batch: Any) -> None:
    before, logits = _state(tagger), tagger.eval()(batch)
    tagger.train()
    found = explanation(tagger, batch, CaptumExplainer(method), edge_mask=True)
    assert found.node_mask.shape == found.x.shape
    assert found.edge_mask.shape == (found.edge_index.shape[1],)
    assert found.node_mask.isfinite().all()
    assert (found.edge_mask != 0).any()
    assert _same(before, _state(tagger))
    assert torch.equal(tagger.eval()(batch), logits)


def test_gnn_explainer_on_batched_graphs(tagger: Tagger, batch: Any) -> None:
    before = _state(tagger)
    found, again = (
        explanation(tagger, batch, GNNExplainer(epochs=5), edge_mask=True) for _ in range(2)
    )
    assert torch.equal(found.edge_mask, again.edge_mask)
    assert 0 < found.edge_mask.max() < 1
    assert _same(before, _state(tagger))


def test_one_mask_alone(tagger: Tagger, batch: Any) -> None:
    saliency = CaptumExplainer("Saliency")
    assert "edge_mask" not in explanation(tagger, batch, saliency)
    assert "node_mask" not in explanation(tagger, batch, saliency, node_mask=False, edge_mask=True)


@pytest.mark.parametrize("target", ["logit", "probability"])
def test_one_target_for_jets_of_both_classes(target: Any, toy_jets: Constituents) -> None:
    """Against autograd, with logits on both sides of 0."""
    trees = cluster(toy_jets)
    torch.manual_seed(0)
    tagger = RecNN(hidden_channels=6)
    tagger.fit_scaling(trees)
    batch = trees.batch()
    with torch.no_grad():
        tagger.head[-1].bias -= tagger(batch).median()
    x = batch.x.clone().requires_grad_()
    view = batch.clone()
    view.x = x
    logits = tagger(view)
    assert logits.min() < -1e-6 < 1e-6 < logits.max()
    of_jets = logits if target == "logit" else logits.sigmoid()
    (gradient,) = torch.autograd.grad(of_jets.sum(), x)
    algorithm = CaptumExplainer("InputXGradient")
    found = explanation(tagger, batch, algorithm, target=target)
    torch.testing.assert_close(found.node_mask, gradient * batch.x)
    usual = explanation(tagger, batch, algorithm)
    assert torch.equal(usual.node_mask, found.node_mask) == (target == "logit")


def test_edges_on_the_same_path_change_the_nodes(batch: Any) -> None:
    torch.manual_seed(0)
    tagger = RecNN(hidden_channels=6)
    tagger.fit_scaling(cluster(batch_jets(batch)))
    alone, both = (
        explanation(tagger, batch, CaptumExplainer("IntegratedGradients"), edge_mask=edges)
        for edges in (False, True)
    )
    sums = [float(found.node_mask.sum()) for found in (alone, both)]
    empty = batch.clone()
    empty.x = torch.zeros_like(batch.x)
    with torch.no_grad():
        expected = float((tagger(batch) - tagger(empty)).sum())
    assert sums[0] == pytest.approx(expected, rel=0.05)
    assert sums[1] != pytest.approx(sums[0], rel=0.05)


@pytest.mark.parametrize("made", [EFN, MPNN, lambda: ParT(8, heads=2, blocks=1)])
def test_node_masks_of_taggers_without_edges(made: Callable[[], Tagger], batch: Any) -> None:
    tagger = made()
    tagger.fit_scaling(cluster(batch_jets(batch)))
    found = explanation(tagger, batch, CaptumExplainer("Saliency"))
    assert (found.node_mask != 0).any()
    assert (found.node_mask[~batch.is_leaf] == 0).all()


def test_edge_masks_are_derivatives_of_messages(batch: Any) -> None:
    """Finite differences of the logit by the weight of one edge of a recursion."""
    torch.manual_seed(0)
    tagger = RecNN(hidden_channels=6).double()
    tagger.fit_scaling(cluster(batch_jets(batch)))
    found = explanation(tagger, batch, CaptumExplainer("Saliency"), node_mask=False, edge_mask=True)
    model = Explainable(tagger)
    inputs = model.inputs(batch)
    for edge in range(0, len(found.edge_mask), 5):
        logits = []
        for step in (1e-6, -1e-6):
            view = inputs["trees"].clone()
            view.edge_weight = torch.ones(len(found.edge_mask), dtype=torch.float64)
            view.edge_weight[edge] += step
            logits.append(tagger(view).sum().item())
        derivative = abs(logits[0] - logits[1]) / 2e-6
        assert float(found.edge_mask[edge]) == pytest.approx(derivative, rel=1e-4, abs=1e-9)


def batch_jets(batch: Any) -> Constituents:
    leaves = batch.is_leaf
    counts = torch.bincount(batch.batch[leaves])
    return Constituents(batch.p4[leaves], torch.cat((counts.new_zeros(1), counts.cumsum(0))))


class Failing(GNNExplainer):
    def _loss(self, *_: Any) -> Any:
        raise RuntimeError("on purpose")


def test_restored_after_an_exception(tagger: Tagger, batch: Any) -> None:
    before = _state(tagger)
    with pytest.raises(RuntimeError, match="on purpose"):
        explanation(tagger, batch, Failing(epochs=2), edge_mask=True)
    assert _same(before, _state(tagger))
    assert tagger(batch).isfinite().all()


def test_refusals(batch: Any) -> None:
    with pytest.raises(TypeError, match=r"must read features of nodes \(got FCN, .* 'sequence'"):
        explanation(FCN(), batch, CaptumExplainer("Saliency"))
    saliency = CaptumExplainer("Saliency")
    with pytest.raises(ValueError, match="must be asked for"):
        explanation(RecNN(6), batch, saliency, node_mask=False)
    with pytest.raises(ValueError, match=r"one of the classes 0 to 1 \(got 'class'\)"):
        explanation(RecNN(6), batch, saliency, target="class")
    with pytest.raises(ValueError, match=r"without edges \(got MPNN\)"):
        explanation(MPNN(), batch, saliency, edge_mask=True)
    alone = cluster(Constituents([[1.0, 0.0, 0.0, 1.0]], [0, 1])).batch()
    with pytest.raises(ValueError, match="without edges"):
        explanation(RecNN(6), alone, saliency, edge_mask=True)
    model = Explainable(RecNN(6))
    inputs = model.inputs(batch)
    model.masked._edge_mask = torch.ones(3)
    with pytest.raises(ValueError, match=r"one number for each of .* edges \(got 3\)"):
        model(**inputs)


class _BothWays(torch.nn.Module):
    """Makes edges of its own of those that it gets."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = GCNConv(7, 8)

    def forward(self, x: Any, edge_index: Any) -> Any:
        return self.conv(x, to_undirected(edge_index))


def test_networks_with_other_edges_than_those_given(batch: Any) -> None:
    tagger = adapt(_BothWays())
    with pytest.raises(TypeError, match="must pass messages along the edges that it is given"):
        gnn_shap(tagger, batch, samples=4)
    with pytest.raises(TypeError, match="must pass messages along the edges that it is given"):
        explanation(tagger, batch, GNNExplainer(epochs=2), edge_mask=True)

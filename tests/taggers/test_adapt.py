"""PyG's own models and a user's, as they are, through everything that a tagger goes through."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import Linear, Module
from torch_geometric.explain import CaptumExplainer
from torch_geometric.nn import GAT, GCN, GIN, PNA, GCNConv, GraphSAGE, global_mean_pool

from pyg_jets import (
    Constituents,
    JetTreeDataset,
    LundPlane,
    attribution,
    cluster,
    fit,
    lund_coordinates,
    predict,
)
from pyg_jets.datasets import binary_task
from pyg_jets.metrics import roc_auc
from pyg_jets.probing import layer_outputs
from pyg_jets.taggers import Tagger, adapt, load_tagger
from pyg_jets.training.transfer import transfer
from pyg_jets.transforms import LundTree, ParticleCloud, Sequence


class Classifier(Module):
    """As in PyG's first tutorial: convolutions, a mean, a linear layer."""

    def __init__(self, out_channels: int, squeeze: bool = False) -> None:
        super().__init__()
        self.conv1, self.conv2 = GCNConv(7, 16), GCNConv(16, 16)
        self.lin = Linear(16, out_channels)
        self.squeeze = squeeze

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor) -> Tensor:
        x = self.conv1(x, edge_index).relu()
        x = self.conv2(x, edge_index).relu()
        out: Tensor = self.lin(global_mean_pool(x, batch))
        return out.squeeze(-1) if self.squeeze else out


def _pna() -> Tagger:
    degree = torch.zeros(20, dtype=torch.long)
    degree[4] = 100
    kinds = {"aggregators": ["mean", "max"], "scalers": ["identity", "amplification"]}
    return adapt(PNA(7, 12, num_layers=2, deg=degree, **kinds), transform=ParticleCloud(4))


MADE: dict[str, Callable[[], Tagger]] = {
    "GCN on the tree": lambda: adapt(GCN(7, 12, num_layers=2)),
    "GAT on a cloud": lambda: adapt(GAT(7, 12, num_layers=2, heads=2), transform=ParticleCloud(4)),
    "GIN, sum": lambda: adapt(GIN(7, 12, num_layers=2), transform=ParticleCloud(4), pool="sum"),
    "GraphSAGE, max": lambda: adapt(
        GraphSAGE(6, 12, num_layers=2), transform=LundTree(), pool="max"
    ),
    "PNA": _pna,
    "embedding of jets": lambda: adapt(
        Classifier(9), transform=ParticleCloud(4), outputs="embedding"
    ),
    "two scores": lambda: adapt(Classifier(2), transform=ParticleCloud(None)),
    "logit": lambda: adapt(Classifier(1, squeeze=True)),
}


@pytest.fixture(scope="module")
def labelled_jets() -> JetTreeDataset:
    return cluster(binary_task("top-qcd").test[::12])


@pytest.fixture(params=list(MADE.values()), ids=list(MADE))
def tagger(request: pytest.FixtureRequest, toy_jets: Constituents) -> Any:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        made = request.param()
    made.fit_scaling(cluster(toy_jets))
    return made.eval()


def test_a_jet_alone_is_a_jet_in_a_batch(tagger: Tagger, toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    logits = tagger(trees.batch())
    assert logits.shape == (len(trees),)
    torch.testing.assert_close(torch.cat([tagger(tree) for tree in trees]), logits)
    embedding = tagger.embed(trees.batch())
    assert embedding.shape == (len(trees), tagger.hidden_channels)
    assert torch.equal(tagger.head(embedding).squeeze(-1), logits)


def test_saliency_and_map(tagger: Tagger, toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    saliency = attribution.node_saliency(tagger, batch)
    assert saliency.shape == (batch.num_nodes,)
    elsewhere = {"nodes": saliency < 0, "leaves": ~batch.is_leaf, "splittings": batch.is_leaf}
    one_particle = torch.bincount(batch.batch)[batch.batch] == 1
    assert (saliency[elsewhere[tagger.node_states] & ~one_particle] == 0).all()
    folded = attribution.splitting_saliency(tagger, batch)
    assert LundPlane().fill(lund_coordinates(batch), folded).mean.max() > 0


def test_it_learns_and_is_written(
    tagger: Tagger, labelled_jets: JetTreeDataset, tmp_path: Path
) -> None:
    before = tagger.untrained(3)
    again = tagger.untrained(3)
    fitted = fit(tagger, labelled_jets, labelled_jets, epochs=20, lr=1e-2, seed=0).tagger
    assert roc_auc(predict(fitted, labelled_jets), labelled_jets.y).value > 0.7
    batch = labelled_jets.batch()
    assert torch.equal(before(batch), again(batch))
    assert not torch.equal(before(batch), fitted(batch))
    assert layer_outputs(fitted, labelled_jets, "head").shape[0] == len(labelled_jets)
    fitted.save(tmp_path / "tagger")
    with pytest.raises(ValueError, match="adapt the module again and give it as 'into'"):
        load_tagger(tmp_path / "tagger")
    assert torch.equal(load_tagger(tmp_path / "tagger", into=before)(batch), fitted(batch))


def test_transfer(labelled_jets: JetTreeDataset) -> None:
    torch.manual_seed(0)
    source = adapt(GCN(7, 12, num_layers=2))
    source.fit_scaling(labelled_jets)
    new = transfer(source, labelled_jets, labelled_jets, epochs=1).tagger
    batch = labelled_jets.batch()
    assert torch.equal(new.embed(batch), source.eval().embed(batch))
    logit = adapt(Classifier(1))
    logit.fit_scaling(labelled_jets)
    with pytest.raises(ValueError, match="must have a head that learns"):
        transfer(logit, labelled_jets, labelled_jets, epochs=1)


def test_the_output_decides(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    module = Classifier(1)
    assert torch.equal(adapt(module)(batch), module(batch.x, batch.edge_index, batch.batch)[:, 0])
    module = Classifier(2)
    scores = module(batch.x, batch.edge_index, batch.batch)
    assert torch.equal(adapt(module)(batch), scores[:, 1] - scores[:, 0])
    assert adapt(Classifier(9), outputs="embedding").hidden_channels == 9


class Foreign(Module):
    def forward(self, pixels: Tensor) -> Tensor:
        return pixels


class Odd(Module):
    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:  # noqa: ARG002
        return x[:3]


def test_refusals() -> None:
    with pytest.raises(TypeError, match=r"must take \(x, edge_index\).*Foreign.forward\(pixels\)"):
        adapt(Foreign())
    with pytest.raises(ValueError, match="must take 7 features of each node"):
        adapt(GCN(5, 8, num_layers=1), transform=ParticleCloud())
    with pytest.raises(ValueError, match=r"row for each of 16 nodes or of 2 jets \(got \(3, 7\)\)"):
        adapt(Odd())
    with pytest.raises(ValueError, match=r"one of mean, sum, max \(got 'median'\)"):
        adapt(GCN(7, 8, num_layers=1), pool="median")  # type: ignore[arg-type]


class Bare(Module):
    """Learns with a parameter that nobody can draw again."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = torch.nn.Parameter(torch.randn(7, 8))

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor) -> Any:  # noqa: ARG002
        return global_mean_pool(x @ self.weight, batch)


class Attentive(Module):
    """Torch's own attention, which resets itself under another name."""

    def __init__(self) -> None:
        super().__init__()
        self.attention = torch.nn.MultiheadAttention(7, 1)

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor) -> Any:  # noqa: ARG002
        return global_mean_pool(self.attention(x, x, x)[0], batch)


def test_untrained_is_really_untrained() -> None:
    with pytest.raises(TypeError, match=r"'module' must have a method 'reset_parameters'.*Bare"):
        adapt(Bare(), outputs="embedding").untrained()
    tagger = adapt(Attentive(), outputs="embedding")
    again = tagger.untrained()
    before, after = (
        each.get_parameter("module.attention.in_proj_weight") for each in (tagger, again)
    )
    assert not torch.equal(before, after)


def test_what_is_no_view_as_a_graph() -> None:
    with pytest.raises(TypeError, match=r"'transform' must be a view as a graph.*got Sequence"):
        adapt(GCN(7, 8, num_layers=1), transform=Sequence(30))
    adapt(GCN(7, 8, num_layers=1).double())


def test_pool_and_transform_belong_to_the_file(tmp_path: Path) -> None:
    made = adapt(GCN(7, 8, num_layers=1), transform=ParticleCloud(8))
    made.save(tmp_path / "gcn.safetensors")
    for other in ({"transform": ParticleCloud(8), "pool": "sum"}, {"transform": ParticleCloud(2)}):
        with pytest.raises(ValueError, match="must fit 'into'"):
            load_tagger(tmp_path / "gcn.safetensors", into=adapt(GCN(7, 8, num_layers=1), **other))


class Ends(Module):
    """A network with an end of its own."""

    def __init__(self, out_channels: int, end: Any) -> None:
        super().__init__()
        self.conv, self.lin, self.end = GCNConv(7, 16), Linear(16, out_channels), end

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor) -> Any:
        return self.end(self.lin(global_mean_pool(self.conv(x, edge_index).relu(), batch)))


PROBABILITIES: dict[str, tuple[Module, dict[str, Any], Callable[[Tensor], Tensor]]] = {
    "sigmoid": (Ends(1, torch.nn.Sigmoid()), {"outputs": "probabilities"}, lambda p: p[:, 0]),
    "softmax": (Ends(2, torch.nn.Softmax(1)), {}, lambda p: p[:, 1]),
    "log softmax": (Ends(2, torch.nn.LogSoftmax(1)), {}, lambda p: p.exp()[:, 1]),
    "three classes": (
        Ends(3, torch.nn.Softmax(1)),
        {"outputs": "probabilities", "target": (2, 0)},
        lambda p: p[:, 2] / (p[:, 2] + p[:, 0]),
    ),
    "three scores": (
        Ends(3, torch.nn.Identity()),
        {"outputs": "logits", "target": (0, 2)},
        lambda s: s[:, [0, 2]].softmax(1)[:, 0],
    ),
}


@pytest.mark.parametrize("name", PROBABILITIES)
def test_probabilities_come_out_as_they_are(name: str, toy_jets: Constituents) -> None:
    module, said, expected = PROBABILITIES[name]
    trees = cluster(toy_jets)
    batch = trees.batch()
    tagger = adapt(module, **said)
    found = predict(tagger, trees)
    with torch.no_grad():
        torch.testing.assert_close(found, expected(module(batch.x, batch.edge_index, batch.batch)))


def test_a_certain_probability_has_a_finite_logit(toy_jets: Constituents) -> None:
    for value in (0.0, 1.0):
        end = Ends(1, lambda x, value=value: x * 0 + value)
        logits = adapt(end, outputs="probabilities")(cluster(toy_jets).batch())
        assert logits.isfinite().all()
        assert ((logits > 0) == bool(value)).all()


@pytest.mark.parametrize(
    ("module", "readings"),
    [
        (Ends(10, torch.nn.Identity()), "10 numbers of each jet are: one of embedding, logits"),
        (Ends(3, torch.nn.Softmax(1)), "3 numbers of each jet are: .*, probabilities"),
        (Ends(1, torch.nn.Sigmoid()), "1 number of each jet, from 0 to 1, is: one of probabili"),
        (Ends(1, lambda x: x.sigmoid()), "1 number of each jet, from 0 to 1, is: one of"),
    ],
)
def test_what_is_not_said_is_asked_for(module: Module, readings: str) -> None:
    with pytest.raises(ValueError, match=rf"'outputs' must say what the network's {readings}"):
        adapt(module)


def test_what_cannot_be() -> None:
    with pytest.raises(ValueError, match=r"one of nodes, embedding, .* \(got 'scores'\)"):
        adapt(Classifier(3), outputs="scores")  # type: ignore[arg-type]
    for outputs, channels in (("nodes", 3), ("logit", 3), ("logits", 1)):
        with pytest.raises(ValueError, match=rf"must fit .* {channels} numbers for each jet \(got"):
            adapt(Classifier(channels), outputs=outputs)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"8 numbers for each node \(got 'embedding'\)"):
        adapt(GCN(7, 8, num_layers=1), outputs="embedding")
    with pytest.raises(ValueError, match=r"one of the classes 0 to 2 \(got 3\)"):
        adapt(Classifier(3), outputs="logits", target=(3, 0))
    with pytest.raises(ValueError, match=r"network that gives vectors, no classes \(got 1\)"):
        adapt(GCN(7, 8, num_layers=1), target=1)
    with pytest.raises(ValueError, match=r"number of scores that the network gives, 3 \(got 4\)"):
        adapt(Classifier(3), outputs="logits", num_classes=4)


def test_several_classes(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    scores = adapt(Classifier(3), outputs="logits").eval()
    assert (scores.num_classes, scores(batch).shape) == (3, (7, 3))
    p = Ends(3, torch.nn.Softmax(1))
    logs = adapt(p, outputs="probabilities")(batch)
    torch.testing.assert_close(logs.exp().sum(1), torch.ones(7))
    against = adapt(p, outputs="probabilities", target=2)(batch)
    torch.testing.assert_close(against, logs[:, 2].exp().logit(), rtol=1e-4, atol=1e-5)
    of_nodes = adapt(GCN(7, 8, num_layers=1), num_classes=5)
    assert of_nodes(batch).shape == (7, 5)


@pytest.mark.parametrize("channels", [1, 2, 4])
@pytest.mark.parametrize("outputs", ["nodes", "embedding"])
def test_few_numbers_are_not_dead_from_birth(
    outputs: Any, channels: int, toy_jets: Constituents
) -> None:
    batch = cluster(toy_jets).batch()
    for seed in range(20):
        torch.manual_seed(seed)
        graph = ParticleCloud(3)
        if outputs == "nodes":
            tagger = adapt(GCN(7, 8, 2, out_channels=channels), transform=graph)
        else:
            tagger = adapt(Classifier(channels), transform=graph, outputs=outputs)
        assert (attribution.node_saliency(tagger, batch, relative=False) > 0).any()
        assert all(gradient.abs().max() > 0 for gradient in _gradients(tagger, batch))


def _gradients(tagger: Any, batch: Any) -> list[Any]:
    tagger(batch).sum().backward()
    return [tagger.head[k].weight.grad for k in (0, 2, 4)]


class OfData(Module):
    """As in PyG's tutorials."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = Classifier(1)

    def forward(self, data: Any) -> Any:
        assert data.num_graphs == len(data.ptr) - 1
        assert data.num_nodes == len(data.x)
        return self.inner(data.x, data.edge_index, data.batch)


class OpenEnded(OfData):
    def forward(self, x: Tensor, edge_index: Tensor, **more: Any) -> Any:  # type: ignore[override]
        return self.inner(x, edge_index, more["batch"])


class WithEdges(OfData):
    """Messages by what their edges have."""

    def forward(  # type: ignore[override]
        self, x: Tensor, edge_index: Tensor, edge_attr: Tensor, batch: Tensor
    ) -> Any:
        messages = x[edge_index[0]] * edge_attr
        return self.inner(x.index_add(0, edge_index[1], messages), edge_index, batch)


class Distances(ParticleCloud):
    """A cloud whose edges know how long they are."""

    def forward(self, data: Any) -> Any:
        data = super().forward(data)
        source, target = data.cloud_edge_index
        data.cloud_edge_attr = (data.cloud[source] - data.cloud[target]).norm(dim=1, keepdim=True)
        return data


def test_networks_that_are_called_in_other_ways(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    module = OfData()
    expected = predict(adapt(module.inner, transform=ParticleCloud(3)), trees)
    other = OpenEnded()
    other.inner = module.inner
    for same in (module, other):
        assert torch.equal(predict(adapt(same, transform=ParticleCloud(3)), trees), expected)
    with_edges = WithEdges()
    with_edges.inner = module.inner
    tagger = adapt(with_edges, transform=Distances(3))
    assert not torch.equal(predict(tagger, trees), expected)
    assert attribution.node_saliency(tagger, trees.batch()).isfinite().all()
    with pytest.raises(TypeError, match=r"needs 'edge_attr' of the edges.*'FIELD_edge_attr'"):
        adapt(with_edges, transform=ParticleCloud(3))


def test_wrappers_are_taken_off(toy_jets: Constituents) -> None:
    network, batch = Classifier(1), cluster(toy_jets).batch()
    expected = adapt(network)(batch)
    compiled: Any = torch.compile(network)
    for wrapped in (compiled, torch.nn.DataParallel(network)):
        assert torch.equal(adapt(wrapped)(batch), expected)
    with pytest.raises(TypeError, match=r"float32 or float64 \(got torch.bfloat16\)"):
        adapt(Classifier(1).bfloat16())


@pytest.mark.parametrize("view", [None, ParticleCloud(3)])
def test_networks_in_double_precision(view: Any, labelled_jets: JetTreeDataset) -> None:
    for network in (GCN(7, 8, num_layers=2), Classifier(1)):
        tagger = adapt(network.double(), transform=view)
        fit(tagger, labelled_jets, labelled_jets, epochs=1, progress=False)
        assert predict(tagger, labelled_jets).dtype == torch.float64
        saliency = attribution.node_saliency(tagger, labelled_jets[:3].batch())
        assert saliency.dtype == torch.float64


def test_what_is_fixed_stays_fixed(labelled_jets: JetTreeDataset) -> None:
    module = Classifier(1)
    module.conv2 = torch.nn.BatchNorm1d(16)
    norm: Any = module.conv2
    norm.forward = lambda x, _: torch.nn.BatchNorm1d.forward(norm, x)
    norm.eval()
    tagger = adapt(module, transform=ParticleCloud(3))
    assert [tagger.training, norm.training] == [True, False]
    fit(tagger, labelled_jets, labelled_jets, epochs=1, progress=False)
    assert torch.equal(norm.running_mean, torch.zeros(16))


class Kinds(Module):
    """Reads integers: an embedding layer of what each particle is."""

    def __init__(self, of_nodes: bool) -> None:
        super().__init__()
        self.embedding, self.lin, self.of_nodes = torch.nn.Embedding(5, 8), Linear(8, 1), of_nodes

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor) -> Any:  # noqa: ARG002
        found = self.embedding(x[:, 0])
        return found if self.of_nodes else self.lin(global_mean_pool(found, batch))


class Integers(ParticleCloud):
    def forward(self, data: Any) -> Any:
        data = super().forward(data)
        data.cloud = (data.cloud[:, :1] * 10).long() % 5
        return data


def test_integers(labelled_jets: JetTreeDataset) -> None:
    batch = labelled_jets[:4].batch()
    for of_nodes in (True, False):
        outputs: Any = "nodes" if of_nodes else "logit"
        tagger = adapt(Kinds(of_nodes), transform=Integers(3), outputs=outputs)
        fit(tagger, labelled_jets, labelled_jets, epochs=1, progress=False)
        assert attribution.branch_removal(tagger, batch).isfinite().all()
        with pytest.raises(TypeError, match=r"real numbers for gradients .* \(got torch.int64"):
            attribution.integrated_gradients(tagger, batch, on="features")
        with pytest.raises(TypeError, match=r"real numbers for 'node_mask' \(got torch.int64\)"):
            attribution.explanation(tagger, batch, CaptumExplainer("Saliency"))
        if of_nodes:
            assert (attribution.node_saliency(tagger, batch) > 0).any()
        else:
            with pytest.raises(TypeError, match="network of integers must give a vector for each"):
                attribution.node_saliency(tagger, batch)


def _level(batch: Any) -> torch.Tensor:
    level: torch.Tensor = batch.level
    return level


def test_features_by_name(toy_jets: Constituents) -> None:
    trees, module = cluster(toy_jets), GraphSAGE(3, 8, num_layers=1)
    tagger = adapt(module, features=["part_pt_log", _level, "charge"]).eval()
    batch = trees.batch()
    batch.charge = torch.arange(batch.num_nodes) % 3
    pt = batch.p4[:, :2].norm(dim=1).log().float()
    x = torch.stack((pt, batch.level.float(), batch.charge.float()), 1)
    torch.testing.assert_close(tagger.inputs(batch), x)
    tagger.center.copy_(torch.tensor([1.0, 2.0, 0.5]))
    tagger.scale.copy_(torch.tensor([2.0, 4.0, 1.0]))
    expected = module((x - tagger.center) / tagger.scale, batch.edge_index)
    torch.testing.assert_close(tagger.states(batch), expected)
    assert tagger.config["features"] == ["part_pt_log", "_level", "charge"]
    with pytest.raises(ValueError, match="'charge' must be a column of the jets"):
        tagger(trees.batch())
    plain = adapt(GraphSAGE(1, 8, num_layers=1), features=["part_pt_log"])
    fit(plain, trees, trees, epochs=1, batch_size=4, progress=False)
    torch.testing.assert_close(plain.center, pt.median()[None], rtol=1e-4, atol=1e-4)


def test_views_with_columns(toy_jets: Constituents) -> None:
    view = ParticleCloud(2, features=["part_pt_log", "charge"])
    tagger, batch = adapt(GraphSAGE(2, 8, num_layers=1), transform=view), cluster(toy_jets).batch()
    batch.charge = torch.ones(batch.num_nodes)
    assert tagger(batch).shape == (7,)
    with pytest.raises(ValueError, match=r"given to the view, ParticleCloud\(features=...\)"):
        adapt(GraphSAGE(2, 8, num_layers=1), transform=view, features=["part_pt"])

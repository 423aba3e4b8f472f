"""Relevance through edge convolutions: by hand, as a gradient, and its conservation."""

from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import Module

from pyg_jets import Constituents, cluster
from pyg_jets.attribution import lrp
from pyg_jets.attribution.lrp_edge_conv import PropagatingEdgeConv
from pyg_jets.attribution.propagating import Rule
from pyg_jets.nn import EdgeConv, RowBatchNorm
from tests.attributed import made

NAMES = ("ParticleNet", "LundNet")


def _learnt(model: Module, biases: bool) -> Any:
    """A network whose normalisations have learnt something, with or without biases."""
    generator = torch.Generator().manual_seed(3)

    def draw(like: Tensor) -> Tensor:
        return torch.rand(like.shape, generator=generator, dtype=like.dtype) + 0.5

    with torch.no_grad():
        for norm in model.modules():
            if isinstance(norm, RowBatchNorm):
                norm.weight.copy_(draw(norm.weight))
                assert norm.running_var is not None
                norm.running_var.copy_(draw(norm.running_var))
        for name, parameter in model.named_parameters():
            if name.endswith("bias"):
                parameter.copy_(draw(parameter) - 0.8) if biases else parameter.zero_()
    return model.eval()


def _normalised(tagger: Any, batch: Any) -> Tensor:
    view = tagger.view(batch)
    columns = getattr(tagger, "columns", slice(None))
    rows = view[tagger.reads][view[f"{tagger.reads}_mask"]][:, columns].double()
    return tagger.norm(rows).detach()  # type: ignore[no-any-return]


class _Given(Module):
    """In place of the input's normalisation: its result, with a gradient."""

    def __init__(self, rows: Tensor) -> None:
        super().__init__()
        self.rows = self.weight = rows

    def forward(self, _: Tensor) -> Tensor:
        return self.rows


def _gradients(tagger: Any, batch: Any) -> tuple[Tensor, Tensor]:
    """Input times gradient of every node, and the sum of bias times gradient, by autograd."""
    view = tagger.view(batch)
    rows = _normalised(tagger, batch).requires_grad_()
    # It is the unfolded path of training, with what the normalisations have learnt.
    tagger.norm = _Given(rows)
    biases = [p for name, p in tagger.named_parameters() if name.endswith("bias")]
    by_rows, *by_biases = torch.autograd.grad(tagger(view).sum(), [rows, *biases])
    taken = sum(
        float((p.detach() * gradient).sum()) for p, gradient in zip(biases, by_biases, strict=True)
    )
    values = torch.zeros(view.num_nodes).double()
    values[view[f"{tagger.reads}_mask"]] = (rows * by_rows).sum(1).detach()
    return values, torch.tensor(taken).double()


@pytest.mark.parametrize("name", NAMES)
def test_without_gamma_it_is_input_times_gradient(name: str, toy_jets: Constituents) -> None:
    """As in all networks of ReLUs; and biases have the rest of the logit."""
    jets = toy_jets[1:]
    tagger, batch = _learnt(made(name, jets), biases=True), cluster(jets).batch()
    found = lrp(tagger, batch, epsilon=1e-12)
    logits = tagger(batch).detach()
    expected, taken = _gradients(tagger, batch)
    torch.testing.assert_close(found, expected, rtol=1e-7, atol=1e-10)
    assert abs(float(taken)) > 1e-2
    torch.testing.assert_close(found.sum() + taken, logits.sum(), rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("gamma", [0.0, 0.25, 1.0])
def test_relevance_is_conserved(name: str, gamma: float, toy_jets: Constituents) -> None:
    jets = toy_jets[1:]
    tagger, batch = _learnt(made(name, jets), biases=False), cluster(jets).batch()
    found = lrp(tagger, batch, epsilon=1e-13, gamma=gamma)
    sums = torch.zeros(len(jets)).double().index_add(0, batch.batch, found)
    logits = tagger(batch).detach()
    assert (logits.abs() > 1e-3).all()
    torch.testing.assert_close(sums, logits, rtol=1e-8, atol=1e-10)
    coarse = lrp(tagger, batch, epsilon=0.1, gamma=gamma)
    assert not torch.allclose(coarse, found, rtol=1e-2)


@pytest.mark.parametrize("name", NAMES)
def test_gamma_favours_what_speaks_for_the_outputs(name: str, toy_jets: Constituents) -> None:
    tagger, batch = _learnt(made(name, toy_jets), biases=True), cluster(toy_jets).batch()
    plain, favoured = (lrp(tagger, batch, gamma=gamma) for gamma in (0.0, 0.5))
    assert not torch.allclose(plain, favoured, rtol=1e-2)


def test_of_a_jet_without_splittings_lundnet_sees_none(toy_jets: Constituents) -> None:
    tree = cluster(toy_jets)[0]
    tagger = _learnt(made("LundNet", toy_jets), biases=True)
    assert tagger(tree) != 0
    assert (lrp(tagger, tree) == 0).all()


def _share(x: Tensor, layer: tuple[Tensor, Tensor], relevance: Tensor, rule: Rule) -> Tensor:
    weight, bias = (part + rule.gamma * part.clamp(min=0) for part in layer)
    z = weight @ x + bias
    return x * (weight.t() @ (relevance / (z + torch.where(z >= 0, rule[0], -rule[0]))))


def _layers(conv: Any) -> list[tuple[Tensor, Tensor]]:
    """Every layer on the edges, and the shortcut, with their normalisation."""
    both = torch.cat((conv.phi.weight - conv.theta.weight, conv.theta.weight), 1)
    weights = [both, *(layer.weight for layer in conv.dense), conv.shortcut.weight]
    layers = []
    for weight, norm in zip(weights, [*conv.norms, conv.shortcut_norm], strict=True):
        factor = norm.weight / (norm.running_var + norm.eps).sqrt()
        layers.append(((factor[:, None] * weight).detach(), norm.bias.detach()))
    return layers


def _by_hand(conv: Any, x: Tensor, near: list[list[int]], share: Tensor, rule: Rule) -> Tensor:
    """Edge by edge: what its two ends get of the outputs' relevance, ``share`` for each unit."""
    *on_edges, shortcut = _layers(conv)
    found = torch.zeros_like(x)
    for i, neighbours in enumerate(near):
        for j in neighbours:
            inputs = [torch.cat((x[i], x[j] if j < len(x) else torch.zeros_like(x[0])))]
            for weight, bias in on_edges:
                inputs.append((weight @ inputs[-1] + bias).relu())
            relevance = share[i] * inputs[-1] / len(neighbours)
            for row, layer in zip(inputs[-2::-1], on_edges[::-1], strict=True):
                relevance = _share(row, layer, relevance, rule)
            own, other = relevance.view(2, -1)
            found[i] += own
            if j < len(x):
                found[j] += other
        weight, bias = shortcut
        part = share[i] * (weight @ x[i] + bias)
        found[i] += _share(x[i], shortcut, part, rule.plain)
    return found


@pytest.mark.parametrize("rule", [Rule(1e-9, 0.0), Rule(0.05, 0.0), Rule(1e-3, 0.5)])
def test_a_block_by_hand(rule: Rule) -> None:
    conv = _learnt(EdgeConv(2, (3, 4)).double(), biases=True)
    x, share = torch.rand(4, 2).double(), torch.randn(4, 4).double()
    near = [[1, 2], [0, 4], [4, 4], [2, 1]]
    for source, degree in (
        (torch.tensor(near), None),
        (torch.tensor(near).flatten(), torch.tensor(4 * [2])),
    ):
        leaf = x.clone().requires_grad_()
        out = PropagatingEdgeConv(conv, rule, sees_features=False)(leaf, source, degree)
        torch.testing.assert_close(out, conv(x, source, degree))
        (gradient,) = torch.autograd.grad(out, leaf, share)
        found = x * gradient
        torch.testing.assert_close(found, _by_hand(conv, x, near, share, rule))


def test_weights_of_edges_scale_them() -> None:
    conv = _learnt(EdgeConv(2, (3, 2)).double(), biases=True)
    x, source = torch.rand(3, 2).double(), torch.tensor([[1, 2], [0, 2], [0, 1]])
    weight = torch.rand(3, 2).double()
    ours: Any = PropagatingEdgeConv(conv, Rule(1e-6, 0.5), sees_features=True)
    torch.testing.assert_close(
        ours(x, source, edge_weight=weight), conv(x, source, edge_weight=weight)
    )
    assert [layer.rule.gamma for layer in ours.layers] == [0, 0.5]

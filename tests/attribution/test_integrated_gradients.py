"""Integrated gradients: complete, exact for linear taggers, alike by a plain sum."""

from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import ReLU

from pyg_jets import Constituents, cluster
from pyg_jets.attribution import integrated_gradients, straight_path
from pyg_jets.attribution.offsets import On, offsets
from pyg_jets.taggers import FCN, RecNN
from tests.attributed import MAKERS, made


# The image network takes its time, and has nothing of its own here.
@pytest.mark.parametrize("on", ["states", "features"])
@pytest.mark.parametrize("name", [name for name in MAKERS if name != "CNN"])
def test_completeness(on: On, name: str, toy_jets: Constituents) -> None:
    """Of each jet, to two per cent of its change or of a tenth of the way that its logit goes."""
    batch, tagger = cluster(toy_jets).batch(), made(name, toy_jets)
    found = integrated_gradients(tagger, batch, on=on)
    sums = torch.zeros(7, dtype=torch.float64).index_add(0, batch.batch, found)
    moved = offsets(tagger, batch, on)
    with torch.no_grad():
        line = torch.stack([moved.logits(t**4 * moved.values) for t in torch.linspace(0, 1, 50)])
    change, variation = line[-1] - line[0], line.diff(dim=0).abs().sum(0)
    assert float(change.abs().max()) > 1e-3
    allowed = 0.021 * torch.maximum(change.abs(), 0.1 * variation) + 1e-9
    assert ((sums - change).abs() <= allowed).all()


def test_even_steps_miss_what_a_transformer_does_and_say_so(toy_jets: Constituents) -> None:
    """It normalises: its logit changes on the first hundredth of the way."""
    batch, tagger = cluster(toy_jets).batch(), made("ParT", toy_jets)
    expected = integrated_gradients(tagger, batch)
    with pytest.warns(
        UserWarning, match=r"jets do not sum to L\(x\) - L\(b\) within 0.02 after 50"
    ):
        found = integrated_gradients(tagger, batch, steps=50)
    assert float((found - expected).norm()) > 0.5 * float(expected.norm())


def test_a_jet_has_its_own_points(toy_jets: Constituents) -> None:
    trees, tagger = cluster(toy_jets), made("ParT", toy_jets)
    together = integrated_gradients(tagger, trees.batch())
    alone = torch.cat([integrated_gradients(tagger, tree) for tree in trees])
    torch.testing.assert_close(alone, together, rtol=1e-6, atol=1e-9)


def test_fixed_steps_are_those_of_captum(toy_jets: Constituents) -> None:
    from captum.attr import IntegratedGradients

    batch, tagger = cluster(toy_jets).batch(), made("RecNN", toy_jets)
    moved = offsets(tagger, batch, "features")
    expected = IntegratedGradients(moved.totals).attribute(
        moved.values[None], n_steps=12, internal_batch_size=1
    )
    found = integrated_gradients(tagger, batch, on="features", steps=12, tolerance=10.0)
    torch.testing.assert_close(found, expected[0].sum(1).detach(), rtol=1e-6, atol=1e-9)


class _Comb(FCN):
    """So many steps of the logit on the way that no limit is enough."""

    def forward(self, batch: Any) -> Tensor:
        logits = super().forward(batch)
        return logits + (3e4 * logits).sin()


def test_what_is_left_at_the_limit(toy_jets: Constituents, monkeypatch: Any) -> None:
    monkeypatch.setattr(straight_path, "MOST", 60)
    torch.manual_seed(0)
    tagger = _Comb(8).double().eval()
    tagger.fit_scaling(cluster(toy_jets))
    with pytest.warns(UserWarning, match=r"of 7 jets do not sum .* after 60 gradients \(the worst"):
        integrated_gradients(tagger, cluster(toy_jets).batch(), on="features")


def test_a_constant_tagger_is_complete(toy_jets: Constituents) -> None:
    tagger = made("RecNN", toy_jets)
    with torch.no_grad():
        for parameter in tagger.head[-1].parameters():
            parameter.zero_()
    assert (integrated_gradients(tagger, cluster(toy_jets).batch()) == 0).all()


def test_is_a_plain_sum_of_gradients(toy_jets: Constituents) -> None:
    tree, tagger = cluster(toy_jets)[3], made("RecNN", toy_jets)
    moved, total = offsets(tagger, tree, "states"), torch.zeros(1, dtype=torch.float64)
    for k in range(400):
        factor = moved.values * (k + 0.5) / 400
        (gradient,) = torch.autograd.grad(moved.logits(factor.requires_grad_()).sum(), factor)
        total = total + gradient[:, 0] / 400
    found = integrated_gradients(tagger, tree, tolerance=2e-3)
    torch.testing.assert_close(found, total, rtol=1e-2, atol=1e-3)


class _Linear(FCN):
    """Without activations the answer is known."""

    def __init__(self) -> None:
        super().__init__(8)
        for layers in (self.dense, self.head):
            for k, layer in enumerate(layers):
                if isinstance(layer, ReLU):
                    layers[k] = torch.nn.Identity()


def test_a_linear_tagger_has_its_weights(toy_jets: Constituents) -> None:
    tagger = _Linear().double()
    tagger.fit_scaling(cluster(toy_jets))
    tree = cluster(toy_jets)[4]
    states = tagger.states(tree)

    def logit(states: Tensor) -> Tensor:
        out: Tensor = tagger.head(tagger.readout(states, tree))
        return out.detach().view(())

    for on in ("states", "features"):
        found = integrated_gradients(tagger, tree, on=on)
        for node in range(tree.num_nodes):
            without = states.clone()
            without[node] = 0
            torch.testing.assert_close(found[node], logit(states) - logit(without))


def test_no_steps(toy_jets: Constituents) -> None:
    with pytest.raises(ValueError, match=r"'steps' must be at least 1 \(got 0\)"):
        integrated_gradients(RecNN(6), cluster(toy_jets).batch(), steps=0)
    with pytest.raises(ValueError, match=r"'tolerance' must be positive \(got -1\)"):
        integrated_gradients(RecNN(6), cluster(toy_jets).batch(), tolerance=-1)

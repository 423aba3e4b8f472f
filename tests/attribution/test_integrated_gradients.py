"""Integrated gradients: complete, exact for linear taggers, alike by a plain sum."""

import pytest
import torch
from torch import Tensor
from torch.nn import ReLU

from pyg_jets import Constituents, cluster
from pyg_jets.attribution import integrated_gradients
from pyg_jets.attribution.offsets import On, offsets
from pyg_jets.taggers import FCN, RecNN
from tests.attributed import MAKERS, made


# The image network takes its time, and has nothing of its own here; the transformer comes below.
@pytest.mark.parametrize("on", ["states", "features"])
@pytest.mark.parametrize("name", [name for name in MAKERS if name not in ("CNN", "ParT")])
def test_completeness(on: On, name: str, toy_jets: Constituents) -> None:
    """Every kink of a ReLU on the way costs about one over the number of steps."""
    batch, tagger = cluster(toy_jets).batch(), made(name, toy_jets)
    found = integrated_gradients(tagger, batch, on=on, steps=200)
    moved = offsets(tagger, batch, on)
    with torch.no_grad():
        expected = moved.logits(moved.values) - moved.logits(torch.zeros_like(moved.values))
    sums = torch.zeros(7, dtype=torch.float64).index_add(0, batch.batch, found)
    largest = float(expected.abs().max())
    assert largest > 1e-3
    enough = min(2e-3 * max(1.0, largest), largest / 10)
    torch.testing.assert_close(sums, expected, rtol=0, atol=enough)


@pytest.mark.slow
@pytest.mark.parametrize("on", ["states", "features"])
def test_completeness_of_a_transformer_takes_many_steps(on: On, toy_jets: Constituents) -> None:
    """It normalises: its logit changes on the first hundredth of the way."""
    batch, tagger = cluster(toy_jets).batch(), made("ParT", toy_jets)
    moved = offsets(tagger, batch, on)
    with torch.no_grad():
        baseline = moved.logits(torch.zeros_like(moved.values))
        expected = moved.logits(moved.values) - baseline
        at_a_hundredth = moved.logits(moved.values / 100) - baseline
    torch.testing.assert_close(at_a_hundredth, expected, rtol=0.1, atol=0.02)
    found = integrated_gradients(tagger, batch, on=on, steps=1500)
    sums = torch.zeros(7, dtype=torch.float64).index_add(0, batch.batch, found)
    torch.testing.assert_close(sums, expected, rtol=0, atol=1e-3)


def test_more_steps_are_more_exact(toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets).batch(), made("RecNN", toy_jets)
    moved = offsets(tagger, batch, "states")
    with torch.no_grad():
        expected = moved.logits(moved.values) - moved.logits(torch.zeros_like(moved.values))

    def error(steps: int) -> float:
        found = integrated_gradients(tagger, batch, steps=steps)
        sums = torch.zeros(7, dtype=torch.float64).index_add(0, batch.batch, found)
        return float((sums - expected).abs().max() / expected.abs().max())

    assert error(500) < 3e-3 < error(5)


def test_is_a_plain_sum_of_gradients(toy_jets: Constituents) -> None:
    tree, tagger = cluster(toy_jets)[3], made("RecNN", toy_jets)
    moved, total = offsets(tagger, tree, "states"), torch.zeros(1, dtype=torch.float64)
    for k in range(400):
        factor = moved.values * (k + 0.5) / 400
        (gradient,) = torch.autograd.grad(moved.logits(factor.requires_grad_()).sum(), factor)
        total = total + gradient[:, 0] / 400
    found = integrated_gradients(tagger, tree, steps=200)
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
        found = integrated_gradients(tagger, tree, on=on, steps=2)
        for node in range(tree.num_nodes):
            without = states.clone()
            without[node] = 0
            torch.testing.assert_close(found[node], logit(states) - logit(without))


def test_no_steps(toy_jets: Constituents) -> None:
    with pytest.raises(ValueError, match=r"'steps' must be at least 1 \(got 0\)"):
        integrated_gradients(RecNN(6), cluster(toy_jets).batch(), steps=0)

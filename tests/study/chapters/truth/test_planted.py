"""What is planted is found by what the network goes by, and a network that learnt is found out."""

import functools
import inspect
from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets import cluster, fit, predict
from pyg_jets.attribution import Attribution, applicable, node_saliency
from pyg_jets.attribution.gradients import node_gradients
from pyg_jets.evaluation.similarity import Method
from pyg_jets.evaluation.truth.hit_rate import chance
from pyg_jets.evaluation.truth.planted_splittings import planted_splittings
from pyg_jets.metrics import roc_auc, share
from pyg_jets.simulation import ToyShower
from pyg_jets.study.chapters.truth.planted import find_planted, planted_table, stands_out
from pyg_jets.taggers import RecNN, Tagger

SHOWER = ToyShower()
GOOD, FAIR, CONTROL = share(800, 1000), share(580, 1000), share(560, 1000)


def test_found_is_above_chance_and_above_the_untrained_network() -> None:
    assert stands_out(GOOD, CONTROL, 0.57)
    assert not stands_out(FAIR, CONTROL, 0.57)
    # Above chance, but so is the network that has learnt nothing.
    assert not stands_out(GOOD, share(790, 1000), 0.57)
    # Above the untrained network, which is worse than chance.
    assert not stands_out(FAIR, share(100, 1000), 0.57)
    assert stands_out(share(620, 1000), CONTROL, 0.57, sigma=2)
    assert not stands_out(share(620, 1000), CONTROL, 0.57)


def test_table() -> None:
    rates = {"a": GOOD, "a, untrained": CONTROL, "b": FAIR, "b, untrained": CONTROL, "draw": FAIR}
    table = planted_table(rates, 0.57)
    assert [row[3] for row in table.rows] == ["yes", "", "no", "", ""]
    assert table.rows[0][2] == "+0.230"
    assert table.rows[1][2] == "-0.010"
    assert "a random choice would find 0.570" in table.caption


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        tagger = RecNN(hidden_channels=24)
    train, val = (cluster(SHOWER.jets(n, seed).constituents) for n, seed in ((5000, 1), (1000, 2)))
    return fit(tagger, train, val, epochs=7, lr=1e-2, batch_size=64, progress=False).tagger


def _gradient_x_state(tagger: Tagger, batch: Any) -> Tensor:
    by_node, _ = node_gradients(tagger, batch)
    return (by_node * tagger.states(tagger.view(batch)).detach()).sum(1)


def test_a_small_network_reaches_the_optimum_and_is_found_out(tagger: Tagger) -> None:
    toy = SHOWER.jets(3000, seed=3)
    jets = cluster(toy.constituents)
    assert jets.y is not None
    reached = roc_auc(predict(tagger, jets), jets.y).value
    assert SHOWER.optimal_auc() - 0.04 < reached < SHOWER.optimal_auc() + 0.02
    methods = {"gradient x state": _gradient_x_state, "saliency": node_saliency}
    rates = find_planted(tagger, toy, methods)
    signed = rates.pop("gradient x state")
    assert signed.low > max(other.high for other in rates.values())
    assert len(rates) == 7
    assert rates == {k: v for k, v in find_planted(tagger, toy, methods).items() if k in rates}


MUST_FIND = {"input_x_gradient", "branch_removal", "shapley"}
DOES_NOT = {"saliency", "smooth_grad", "grad_cam", "lrp", "integrated_gradients_features"}
"""On a RecNN. What stands on a constituent itself, as most of what LRP and features give does, is
not seen on the splitting that it left."""


@pytest.mark.filterwarnings("ignore:the values of .* do not sum")  # few steps, for the sake of time
def test_which_methods_find_what_was_planted(tagger: Tagger) -> None:
    toy = SHOWER.jets(1500, seed=3)
    batch = cluster(toy.constituents).batch()
    by_chance = chance(planted_splittings(toy.in_region, batch), batch, contested=True)
    methods = {name: _few_of(method) for name, method in applicable(tagger).items()}
    assert methods.keys() > MUST_FIND | DOES_NOT
    rates = find_planted(tagger, toy, methods)
    verdicts = {
        name: stands_out(rates[name], rates[f"{name}, untrained"], by_chance, sigma=2)
        for name in methods
    }
    assert {name for name in MUST_FIND if not verdicts[name]} == set()
    assert {name for name in DOES_NOT if verdicts[name]} == set()


def _few_of(method: Attribution) -> Method:
    """Few steps and samples, for the sake of time."""
    few: dict[str, Any] = {"steps": 8, "samples": 4}
    known = inspect.signature(method.function).parameters
    return functools.partial(method.of_splittings, **{k: few[k] for k in few if k in known})

"""A model comes out as it went in."""

import copy
import os
import threading
from types import MethodType
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import BatchNorm1d, Linear, ReLU, Sequential
from torch_geometric.explain.algorithm.utils import set_masks
from torch_geometric.nn import GCNConv

from pyg_jets.attribution.frozen import frozen
from pyg_jets.taggers.evaluation import alone, evaluation
from tests.unchanged import same, state


def test_all_is_restored_after_an_exception() -> None:
    conv = GCNConv(2, 2)
    model = Sequential(Linear(2, 2), ReLU(), conv)
    kept = model[0].register_forward_hook(lambda *_: None)
    model[1].eval()
    model[0].bias.requires_grad_(False)

    def spoil() -> None:
        with frozen(model):
            assert not any(p.requires_grad for p in model.parameters())
            assert not any(module.training for module in model.modules())
            model.train()
            model[1].register_full_backward_hook(lambda *_: None)
            edge_index = torch.tensor([[0], [1]])
            set_masks(model, torch.ones(1), edge_index)
            raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError, match="on purpose"):
        spoil()
    assert [module.training for module in model] == [True, False, True]
    assert [p.requires_grad for p in model[0].parameters()] == [True, False]
    assert list(model[0]._forward_hooks) == [kept.id]
    assert not model[1]._backward_hooks
    assert conv._edge_mask is None
    assert conv.explain is None
    assert "propagate" not in vars(conv)
    kept.remove()
    assert not model[0]._forward_hooks


def explain_message(_: GCNConv, out: Tensor, x_i: Tensor) -> Tensor:
    """As explainers give layers."""
    return out * x_i


def test_whatever_is_done_to_the_modules() -> None:
    conv: Any = GCNConv(2, 2)
    model: Any = Sequential(Linear(2, 2), BatchNorm1d(2), conv)
    model[0].weight.grad = torch.ones(2, 2)
    before = state(model)
    with frozen(model):
        model.train()
        model[1](torch.eye(2))  # a running mean moves
        conv.explain_message = MethodType(explain_message, conv)
        conv.explain = True
        conv.mine, conv.aggr = "left here", "max"
        conv._parameters["_edge_mask"] = torch.nn.Parameter(torch.ones(1))
        model[0].weight.mul_(2)
        model[0].bias.requires_grad_(True)
        model.zero_grad()
        with torch.no_grad():
            model[0].bias.zero_()
        del model[0].in_features
        model.append(ReLU())
    assert same(before, state(model))


def test_made_in_inference_mode() -> None:
    with torch.inference_mode():
        model = Linear(2, 2)
    refused = pytest.raises(ValueError, match=r"inference mode \(got 'weight', which was\)")
    with refused, frozen(model):
        pass
    with frozen(copy.deepcopy(model)):
        pass


def test_one_thread_at_a_time() -> None:
    model, seen = Linear(2, 2), []

    def look() -> None:
        with evaluation(model):
            seen.append("other")

    with frozen(model):
        other = threading.Thread(target=look)
        other.start()
        other.join(0.05)
        with frozen(model):  # the same thread may look again
            seen.append("own")
    other.join()
    assert seen == ["own", "other"]
    assert model.training


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks")
def test_a_fork_does_not_wait_for_a_thread_that_it_does_not_have() -> None:
    holds, done = threading.Event(), threading.Event()

    def hold() -> None:
        with alone():
            holds.set()
            done.wait()

    thread = threading.Thread(target=hold)
    thread.start()
    holds.wait()
    child = os.fork()
    if child == 0:
        with alone():
            os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    done.set()
    thread.join()

"""Networks on small jets."""

import pytest
import torch
from torch import Tensor
from torch.nn import Module
from torch_geometric.nn import GCN

from pyg_jets.taggers.adapted.dense_form import DenseForm
from pyg_jets.taggers.adapted.given import Given
from pyg_jets.taggers.adapted.trial import form_of, rows_of, trial
from pyg_jets.transforms import SubGraph
from tests.networks import InSlots, Transformer

EDGES = torch.tensor([[0, 1, 3], [2, 2, 4]])
GRAPH = SubGraph(torch.rand(5, 7), EDGES, torch.tensor([0, 0, 0, 1, 1]), torch.arange(5), 2)
GIVEN = Given(GRAPH, {"points": torch.rand(5, 2)})


class _Foreign(Module):
    def forward(self, pixels: Tensor) -> Tensor:
        return pixels


class _Either(Module):
    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        return (x * mask).sum((1, 2)) if mask.ndim == 3 else (x * mask[..., None]).sum((1, 2))


def test_a_trial_leaves_modes_alone() -> None:
    network = GCN(7, 8, 2, dropout=0.5).train()
    network.convs[0].eval()
    _, first = trial(network, form_of(network), GIVEN)
    assert [network.training, network.convs[0].training] == [True, False]
    _, second = trial(network, form_of(network), GIVEN)
    assert all(torch.equal(a, b) for a, b in zip(first, second, strict=True))


def test_the_layout_that_runs_is_taken() -> None:
    form, tried = trial(InSlots(), form_of(InSlots()), GIVEN)
    assert isinstance(form, DenseForm)
    assert form.channels_first
    assert tried[0].shape == (2, 2)
    form, tried = trial(Transformer(), form_of(Transformer()), GIVEN)
    assert isinstance(form, DenseForm)
    assert not form.channels_first
    assert tried[0].shape == (5, 8)
    with pytest.raises(ValueError, match="'layout' must be"):
        trial(_Either(), form_of(_Either()), GIVEN)
    trial(_Either(), form_of(_Either()), GIVEN, "channels_first")


def test_refusals() -> None:
    with pytest.raises(TypeError, match=r"must take \(x, edge_index\).*_Foreign.forward\(pixels\)"):
        form_of(_Foreign())
    with pytest.raises(ValueError, match="must take 7 features of each node"):
        trial(GCN(5, 8, 1), form_of(GCN(5, 8, 1)), GIVEN)
    wide = GIVEN._replace(more={"points": torch.rand(5, 4)})
    with pytest.raises(ValueError, match="7 features of each node in slots and a mask"):
        trial(InSlots(), form_of(InSlots()), wide)
    with pytest.raises(ValueError, match=r"each of 5 nodes or of 2 jets \(got \(3, 7\)\)"):
        rows_of(torch.zeros(3, 7), form_of(GCN(7, 8, 1)), GIVEN)
    with pytest.raises(ValueError, match=r"or of 2 jets \(got tuple\)"):
        rows_of((), form_of(GCN(7, 8, 1)), GIVEN)  # type: ignore[arg-type]

"""A model comes out as it went in."""

import pytest
import torch
from torch.nn import Linear, ReLU, Sequential
from torch_geometric.explain.algorithm.utils import set_masks
from torch_geometric.nn import GCNConv

from pyg_jets.attribution.frozen import frozen


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

"""Layers that draw their parameters again."""

import pytest
import torch
from torch.nn import Linear, Module, MultiheadAttention, Parameter, Sequential

from pyg_jets.taggers.adapted.fresh import draw_again


class _Bare(Module):
    def __init__(self) -> None:
        super().__init__()
        self.weight = Parameter(torch.zeros(2))


class _Resets(_Bare):
    def __init__(self) -> None:
        super().__init__()
        self.inner = _Bare()

    def reset_parameters(self) -> None:
        torch.nn.init.normal_(self.weight)
        torch.nn.init.normal_(self.inner.weight)


def test_every_layer_draws() -> None:
    network = Sequential(Linear(3, 3), MultiheadAttention(4, 1), _Resets())
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.fill_(7)
    draw_again(network)
    assert all((parameter != 7).all() for parameter in network.parameters())


def test_parameters_that_nobody_draws() -> None:
    with pytest.raises(TypeError, match=r"'1' must have a method 'reset_parameters'.*got a _Bare"):
        draw_again(Sequential(Linear(3, 3), _Bare()))

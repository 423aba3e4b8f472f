"""What 'forward' takes."""

import pytest
import torch
from torch_geometric.nn import Sequential

from pyg_jets.taggers.adapted.parameters import described, parameters_of
from tests.networks import Scripted, Weighted


def test_names_defaults_and_open_ends() -> None:
    assert parameters_of(Weighted()) == (("x", "edge_index"), ("x", "edge_index"), True)
    pool = torch.nn.TransformerEncoderLayer(8, 2)
    assert parameters_of(pool).needed == ("src",)
    assert parameters_of(Sequential("x, pos", [(torch.nn.ReLU(), "x -> x")])) == (
        ("x", "pos"),
        ("x", "pos"),
        False,
    )
    assert described(Weighted()) == "Weighted.forward(x, edge_index)"


@pytest.mark.filterwarnings("ignore:`torch.jit.script` is deprecated")
def test_scripted() -> None:
    scripted = torch.jit.script(Scripted())
    names = ("x", "edge_index", "batch")
    assert parameters_of(scripted) == (names, names, False)
    assert described(scripted) == "Scripted.forward(x, edge_index, batch)"

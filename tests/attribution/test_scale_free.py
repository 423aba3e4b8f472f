"""Networks that cancel the size of what they are given are refused, and no others."""

import pytest
import torch
from torch import Tensor
from torch.nn import LayerNorm, Linear, Module, Sequential
from torch_geometric.nn import InstanceNorm, global_add_pool

from pyg_jets import Constituents, cluster
from pyg_jets.attribution import METHODS, applicable, input_x_gradient
from pyg_jets.attribution.offsets import offsets
from pyg_jets.attribution.scale_free import check_products
from pyg_jets.taggers import ParT, Tagger, adapt
from tests.attributed import made


class _Normalised(Module):
    """A graph classifier that begins with a normalisation of each node, or of all together."""

    def __init__(self, norm: Module) -> None:
        super().__init__()
        self.norm, self.lin = norm, Sequential(Linear(7, 8), torch.nn.Tanh(), Linear(8, 1))

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor) -> Tensor:
        del edge_index
        x = self.norm(x, batch) if isinstance(self.norm, InstanceNorm) else self.norm(x)
        pooled: Tensor = global_add_pool(self.lin(x), batch)
        return pooled


def _adapted(norm: Module, jets: Constituents) -> Tagger:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        tagger = adapt(_Normalised(norm)).double()
    tagger.fit_scaling(cluster(jets))
    return tagger.eval()


def test_a_transformer_that_normalises_its_states(toy_jets: Constituents) -> None:
    trees, tagger = cluster(toy_jets), made("ParT", toy_jets)
    for jets in (trees.batch(), trees[3], trees[0]):
        with pytest.raises(TypeError, match=r"size of its states .* \(got ParT, which normalises"):
            input_x_gradient(tagger, jets)
        assert (input_x_gradient(tagger, jets, on="features") != 0).any()
    assert "input_x_gradient" not in applicable(tagger)
    assert "input_x_gradient_features" in applicable(tagger)
    assert "on='features'" in str(METHODS["input_x_gradient"].refusal(tagger))


def test_what_is_declared_is_so(toy_jets: Constituents) -> None:
    """The logit with every state at another size, for each kind of tagger."""
    batch = cluster(toy_jets).batch()
    for name in ("RecNN", "FCN", "PFN", "LundNet", "ParT", "GCN"):
        tagger = made(name, toy_jets)
        moved = offsets(tagger, batch, "states")
        factor = torch.linspace(0.5, 3, len(moved.values), dtype=torch.float64)[:, None]
        with torch.no_grad():
            change = (moved.logits(factor) - tagger(batch)).abs().max()
        assert (float(change) < 1e-3) == tagger.scale_free_states


@pytest.mark.parametrize("on", ["states", "features"])
def test_an_unknown_network_shows_it(on: str, toy_jets: Constituents) -> None:
    trees, tagger = cluster(toy_jets), _adapted(LayerNorm(7), toy_jets)
    assert not tagger.scale_free_states
    for jets in (trees.batch(), trees[3], trees[0]):
        with pytest.raises(TypeError, match=f"depend on the size of its {on} .*integrated grad"):
            input_x_gradient(tagger, jets, on=on)  # type: ignore[arg-type]


def test_nodes_normalised_together_differ_from_each_other(toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets).batch(), _adapted(InstanceNorm(7), toy_jets)
    found = input_x_gradient(tagger, batch)
    sums = torch.zeros(7, dtype=torch.float64).index_add(0, batch.batch, found)
    assert sums.abs().max() < 1e-2 * found.abs().max()


def test_no_gradient_is_no_reason(toy_jets: Constituents) -> None:
    tagger, batch = ParT(8, heads=2, blocks=1), cluster(toy_jets).batch()
    check_products(tagger, torch.ones(3, 2), torch.zeros(3, 2), "states")
    check_products(tagger, torch.ones(0, 2), torch.zeros(0, 2), "states")
    crossed = torch.tensor([[1.0, 0.0]]), torch.tensor([[0.0, 1.0]])
    with pytest.raises(TypeError, match="input times gradient"):
        check_products(tagger, *crossed, "states")
    constant = made("RecNN", toy_jets)
    with torch.no_grad():
        for parameter in constant.head[-1].parameters():
            parameter.zero_()
    assert (input_x_gradient(constant, batch) == 0).all()

"""Projections and changes by hand on small trees; the root's projection is the jet's."""

from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets import Constituents, cluster
from pyg_jets.attribution import change, largest_change, largest_splitting, projection
from pyg_jets.taggers import CNN, LundNet, RecNN


def _jet(*particles: tuple[float, float, float]) -> Tensor:
    """Massless particles from (pt, rapidity, phi)."""
    pt, y, phi = torch.tensor(particles, dtype=torch.float64).t()
    return torch.stack((pt * phi.cos(), pt * phi.sin(), pt * y.sinh(), pt * y.cosh()), 1)


# A jet of one particle, then three: 0 and 1 are merged to 3, 2 joins them at the root 4.
ONE = _jet((5.0, 0.0, 0.0))
THREE = _jet((10.0, 0.0, 0.0), (20.0, 0.1, 0.0), (7.0, 0.5, 0.0))


@pytest.fixture
def batch() -> Any:
    return cluster(Constituents.from_list([ONE, THREE])).batch()


VALUES = torch.tensor([9.0, 1.0, 2.0, 3.0, 7.0, 5.0])


def test_the_trees_are_what_they_are_said_to_be(batch: Any) -> None:
    assert batch.edge_index.t().tolist() == [[2, 4], [1, 4], [4, 5], [3, 5]]


def test_projection_of_every_state(toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets).batch(), RecNN(hidden_channels=6)
    direction = torch.linspace(-1, 1, 6, dtype=torch.float64)
    projected = projection(tagger, batch, direction)
    assert projected.shape == (batch.num_nodes,)
    assert not projected.requires_grad
    for state, value in zip(tagger.states(batch).tolist(), projected.tolist(), strict=True):
        by_hand = sum(h * v for h, v in zip(state, direction.tolist(), strict=True))
        assert value == pytest.approx(by_hand, abs=1e-5)
    of_jets = tagger.embed(batch).double() @ direction
    torch.testing.assert_close(projected[batch.is_root].double(), of_jets, rtol=1e-5, atol=1e-5)


def test_a_tagger_with_a_view_has_projections_too(toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets).batch(), CNN()
    projected = projection(tagger, batch, torch.ones(tagger.state_channels))
    assert projected.shape == (batch.num_nodes,)


def test_change_to_the_harder_child(batch: Any) -> None:
    # Node 4 has the children 2 (harder) and 1, the root 5 has 4 (harder) and 3.
    assert change(VALUES, batch).tolist() == [0.0, 0.0, 0.0, 0.0, 7.0 - 2.0, 5.0 - 7.0]


def test_largest_change_is_in_size(batch: Any) -> None:
    assert largest_change(VALUES, batch).tolist() == [-1, 4]
    rise = torch.tensor([0.0, 0.0, 2.0, 0.0, 3.0, 9.0])
    assert largest_change(rise, batch).tolist() == [-1, 5]
    assert largest_change(-rise, batch).tolist() == [-1, 5]


def test_largest_splitting(batch: Any) -> None:
    assert largest_splitting(VALUES, batch).tolist() == [-1, 4]
    assert largest_splitting(torch.ones(6), batch).tolist() == [-1, 5]  # of equals the last
    among = torch.tensor([True, True, True, True, False, True])
    assert largest_splitting(VALUES, batch, among).tolist() == [-1, 5]
    assert largest_change(VALUES, batch, among).tolist() == [-1, 5]
    below = torch.full((6,), -torch.inf)
    assert largest_splitting(below, batch).tolist() == [-1, 5]


def test_a_jet_alone() -> None:
    tree = cluster(Constituents.from_list([THREE]))[0]
    assert largest_splitting(VALUES[1:], tree).tolist() == [3]


def test_bad_input(batch: Any) -> None:
    with pytest.raises(ValueError, match=r"'direction' must have shape \(6,\).*\(got \(5,\)\)"):
        projection(RecNN(hidden_channels=6), batch, torch.ones(5))
    for function in (change, largest_change, largest_splitting):
        with pytest.raises(ValueError, match=r"one number per node, \(6,\) \(got shape \(2,\)\)"):
            function(torch.ones(2), batch)


def test_what_is_no_number_is_refused_where_it_counts(batch: Any) -> None:
    values = VALUES.clone()
    values[0] = torch.nan  # a leaf
    assert largest_splitting(values, batch).tolist() == [-1, 4]
    values[4] = torch.nan
    with pytest.raises(ValueError, match="with 1 that are NaN"):
        largest_splitting(values, batch)
    assert largest_splitting(VALUES.long(), batch).tolist() == [-1, 4]


def test_a_tagger_in_training_is_left_as_it_was(toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets).batch(), LundNet().train()
    before = {key: value.clone() for key, value in tagger.state_dict().items()}
    projection(tagger, batch, torch.ones(tagger.state_channels))
    assert tagger.training
    assert all(torch.equal(value, before[key]) for key, value in tagger.state_dict().items())

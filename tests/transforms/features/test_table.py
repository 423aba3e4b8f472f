"""Tables of features, with functions of the batch and what stands for missing columns."""

from typing import Any

import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.transforms.features import Feature, feature_table


def _level(batch: Any) -> torch.Tensor:
    level: torch.Tensor = batch.level
    return level


def test_names_expressions_functions(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    given = ["part_pt", "np.log(part_pt) > 3", ["part_pt", 10.0, 0.5, -1, 1], _level, "jet_pt"]
    table = feature_table(batch, given, "nodes")
    pt = batch.p4[:, :2].norm(dim=1)
    torch.testing.assert_close(table[:, 0], pt)
    assert torch.equal(table[:, 1], (pt.log() > 3).double())
    torch.testing.assert_close(table[:, 2], (0.5 * (pt - 10)).clamp(-1, 1))
    assert torch.equal(table[:, 3], batch.level.double())
    torch.testing.assert_close(table[:, 4], pt[batch.is_root][batch.batch])
    leaves = feature_table(batch, given)
    assert torch.equal(leaves, table * batch.is_leaf[:, None])
    inner = feature_table(batch, ["part_pt", "ln_kt"], "splittings")
    torch.testing.assert_close(inner[:, 0], pt * ~batch.is_leaf)
    assert ((inner[:, 1] != 0) == ~batch.is_leaf).all()


def test_what_is_absent(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    with pytest.raises(ValueError, match="'part_d0val' must be a column"):
        feature_table(batch, ["part_d0"])
    table = feature_table(batch, [Feature("part_d0", absent=0.25)])
    assert torch.equal(table[:, 0], 0.25 * batch.is_leaf)
    batch.particle_columns = {"part_d0val": torch.ones(batch.num_nodes)}
    table = feature_table(batch, [Feature("part_d0", absent=0.25)])
    torch.testing.assert_close(table[:, 0], torch.tensor(1.0).tanh().double() * batch.is_leaf)


def _of_jets(batch: Any) -> torch.Tensor:
    return torch.ones(batch.num_graphs)


def test_functions_give_a_number_for_each_node(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    with pytest.raises(ValueError, match=r"'_of_jets' must give one .* \(95,\) \(got \(7,\)\)"):
        feature_table(batch, [_of_jets])


def test_gradients_of_momenta_are_finite(toy_jets: Constituents) -> None:
    """Also of a particle that is all of its jet."""
    batch = cluster(toy_jets).batch()
    batch.p4.requires_grad_()
    names = [
        "part_pt_log",
        "part_logptrel",
        "part_logerel",
        "part_deltaR",
        "part_deta",
        "part_dphi",
    ]
    feature_table(batch, names, "nodes").sum().backward()
    assert batch.p4.grad.isfinite().all()

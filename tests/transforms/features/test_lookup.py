"""What names mean: columns first, then momenta; and what is refused."""

from typing import Any

import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.transforms.features import FEATURES, MissingColumn
from pyg_jets.transforms.features.lookup import on_rows, value_of
from pyg_jets.transforms.features.rows import Rows

PID = [211, -11, 13, 22, 0, -211, 2212, 130]
CHARGE = [1, 1, -1, 0, 0, -1, 1, 0]


@pytest.fixture
def batch(toy_jets: Constituents) -> Any:
    """The jets of 3 and 5 particles."""
    trees = cluster(toy_jets)[2:4].batch()
    for name, values in (("pid", PID), ("charge", CHARGE)):
        column = torch.zeros(trees.num_nodes, dtype=torch.int32)
        column[trees.is_leaf] = torch.tensor(values, dtype=torch.int32)
        trees[name] = column
    return trees


def _values(batch: Any, name: str) -> list[float]:
    """In the order of the nodes."""
    rows = Rows(batch)
    nodes = torch.zeros(batch.num_nodes, dtype=torch.float64)
    nodes[rows.node] = on_rows(rows, value_of(rows, name))
    values: list[float] = nodes[batch.is_leaf].tolist()
    return values


def test_flags_of_identity(batch: Any) -> None:
    assert _values(batch, "part_isElectron") == [0, 1, 0, 0, 0, 0, 0, 0]
    assert _values(batch, "part_isMuon") == [0, 0, 1, 0, 0, 0, 0, 0]
    assert _values(batch, "part_isPhoton") == [0, 0, 0, 1, 0, 0, 0, 0]
    assert _values(batch, "part_isChargedHadron") == [1, 0, 0, 0, 0, 1, 1, 0]
    assert _values(batch, "part_isNeutralHadron") == [0, 0, 0, 0, 1, 0, 0, 1]
    assert _values(batch, "part_charge") == CHARGE
    assert _values(batch, "part_mask") == [1] * 8


def test_columns_come_first(batch: Any) -> None:
    before = _values(batch, "part_deltaR")
    batch.particle_columns = {"part_deta": torch.full((batch.num_nodes,), 3.0)}
    batch.jet_columns = {"jet_pt": torch.tensor([1.0, 2.0])}
    d_phi = torch.tensor(_values(batch, "part_dphi"))
    torch.testing.assert_close(torch.tensor(_values(batch, "part_deltaR")), (9 + d_phi**2).sqrt())
    assert _values(batch, "jet_pt") == [1] * 3 + [2] * 5
    rows = Rows(batch, columns=False)
    found = on_rows(rows, value_of(rows, "part_deltaR"))
    nodes = torch.zeros(batch.num_nodes, dtype=torch.float64).index_copy(0, rows.node, found)
    assert nodes[batch.is_leaf].tolist() == before


def test_fields_that_a_user_has_set(batch: Any) -> None:
    batch.d0 = torch.arange(batch.num_nodes)
    batch.of_jet = torch.tensor([5.0, 6.0])
    assert _values(batch, "d0") == [0, 1, 2, 5, 6, 7, 8, 9]
    assert _values(batch, "np.tanh(0 * d0) + of_jet") == [5] * 3 + [6] * 5


def test_what_is_not_there(batch: Any) -> None:
    batch.particle_columns = {"d0": torch.zeros(batch.num_nodes)}
    for name in ("part_d0", "part_d0err", "x", "edge_index", "part_p"):
        with pytest.raises(
            MissingColumn, match=r"must be a column .* \(the columns are: charge, d0"
        ):
            _values(batch, name)
    del batch["charge"]
    with pytest.raises(MissingColumn, match="'charge' must be a column of the jets"):
        _values(batch, "part_isChargedHadron")


def test_names_of_the_library_are_not_hidden(batch: Any) -> None:
    batch.particle_columns = {"eta": torch.zeros(batch.num_nodes)}
    with pytest.raises(
        ValueError, match="'eta' is a column of these jets and a feature of this lib"
    ):
        _values(batch, "eta")


def test_every_name_has_a_value(batch: Any) -> None:
    batch.particle_columns = dict.fromkeys(
        ("part_d0val", "part_dzval"), torch.ones(batch.num_nodes)
    )
    for name in FEATURES:
        lund = name in ("ln_z", "ln_delta", "psi", "ln_mass", "ln_kt", "psi_folded")
        rows = Rows(batch, "splittings" if lund else "constituents")
        values = on_rows(rows, value_of(rows, name))
        assert values.shape == (6 if lund else 8,), name
        assert values.isfinite().all(), name

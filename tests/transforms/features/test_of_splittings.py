"""Features of splittings, from the coordinates on the Lund plane."""

import torch

from pyg_jets import Constituents, cluster, lund_coordinates
from pyg_jets.transforms.features.of_splittings import OF_SPLITTINGS
from pyg_jets.transforms.features.rows import Rows


def test_are_lund_coordinates(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    rows, plane = Rows(batch, "splittings"), lund_coordinates(batch)
    found = {name: function(rows) for name, function in OF_SPLITTINGS.items()}
    assert torch.equal(rows.node, plane.node)
    torch.testing.assert_close(found["ln_delta"], -plane.ln_inv_delta)
    torch.testing.assert_close(found["ln_kt"], plane.ln_kt)
    torch.testing.assert_close(found["ln_z"].exp(), plane.z)
    torch.testing.assert_close(found["ln_mass"].exp(), plane.mass)
    torch.testing.assert_close(found["psi"], plane.psi)
    # The folded angle has the same tangent where no azimuth is wrapped.
    near = (found["psi_folded"].tan() - plane.psi.tan()).abs() < 1e-6 * plane.psi.tan().abs() + 1e-6
    assert near.float().mean() > 0.5


def test_children_in_one_direction() -> None:
    p4 = [[2.0, 0.0, 0.0, 2.0], [1.0, 0.0, 0.0, 1.0]]
    rows = Rows(cluster(Constituents(p4, [0, 2])).batch(), "splittings")
    assert all(function(rows).isfinite().all() for function in OF_SPLITTINGS.values())

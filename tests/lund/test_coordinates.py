"""Coordinates against fjcontrib's LundGenerator; parts of the plane put together again."""

from typing import Any

import numpy as np
import pytest
import torch

from pyg_jets import Constituents, cluster, lund_coordinates


def test_primary_declusterings_of_fjcontrib(
    reference: Constituents, reference_arrays: dict[str, np.ndarray]
) -> None:
    trees = cluster(reference)
    rows = lund_coordinates(trees)
    primary = rows[rows.primary]
    jet = trees.batch().batch[primary.node]
    widest_first = np.lexsort((-primary.node.numpy(), jet.numpy()))
    ours = np.stack(
        [
            torch.exp(-primary.ln_inv_delta),
            torch.exp(primary.ln_kt),
            primary.z,
            primary.psi,
            primary.mass,
        ],
        axis=1,
    )[widest_first]
    expected = reference_arrays["lund"][:, :5]
    assert list(reference_arrays["lund_columns"][:5]) == ["Delta", "kt", "z", "psi", "m"]
    np.testing.assert_allclose(ours, expected, rtol=1e-12, atol=1e-12)
    counts = torch.bincount(jet, minlength=len(reference)).numpy()
    np.testing.assert_array_equal(counts, np.diff(reference_arrays["lund_offsets"]))


def test_one_splitting_by_hand() -> None:
    pt, phi = (10.0, 4.0), (0.0, 0.3)
    p4 = [[p * np.cos(f), p * np.sin(f), 0.0, p] for p, f in zip(pt, phi, strict=True)]
    row = lund_coordinates(cluster(Constituents(p4, [0, 2]))[0])
    assert float(row.ln_inv_delta) == pytest.approx(-np.log(0.3))
    assert float(row.ln_kt) == pytest.approx(np.log(4 * 0.3))
    assert float(row.z) == pytest.approx(4 / 14)
    assert float(row.psi) == pytest.approx(0.0)
    assert float(row.mass) == pytest.approx(np.sqrt(2 * 40 * (1 - np.cos(0.3))))
    assert (row.node.tolist(), row.primary.tolist(), row.root.tolist()) == ([2], [True], [True])


def test_batch_is_one_by_one(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    batched = lund_coordinates(trees.batch())
    assert (batched.num_jets, len(batched)) == (7, 44)
    single = [lund_coordinates(tree) for tree in trees]
    for name in ("ln_kt", "psi", "mass", "primary", "root"):
        joined = torch.cat([getattr(rows, name) for rows in single])
        # torch's vectorised logarithms end differently in the last bit at the end of an array.
        torch.testing.assert_close(getattr(batched, name), joined, rtol=1e-13, atol=1e-13)


def test_primary_and_secondary_make_all(toy_jets: Constituents) -> None:
    rows = lund_coordinates(cluster(toy_jets))
    parts = [rows.part(which) for which in ("primary", "secondary")]
    assert min(map(len, parts)) > 5
    joined = torch.cat([part.node for part in parts])
    assert torch.equal(joined.sort().values, rows.part().node)
    # Following the harder child from the root never leaves the primary line.
    assert parts[0].primary.all()
    assert not parts[1].root.any()
    assert parts[1].num_jets == 7


def test_roots_can_be_left_out(toy_jets: Constituents) -> None:
    rows = lund_coordinates(cluster(toy_jets))
    assert rows.root.sum() == 6  # a jet of one constituent has none
    assert len(rows.part(root=False)) == len(rows) - 6
    assert len(rows.part("primary", root=False)) == len(rows.part("primary")) - 6
    assert len(rows.part("secondary", root=False)) == len(rows.part("secondary"))


def test_other_parts_are_refused(toy_jets: Constituents) -> None:
    which: Any = "tertiary"
    with pytest.raises(ValueError, match=r"one of all, primary, secondary \(got 'tertiary'\)"):
        lund_coordinates(cluster(toy_jets)).part(which)


@pytest.mark.parametrize("odd", [[0.0, 0.0, 5.0, 5.0], [0.0, 0.0, 0.0, 3.0], [0.0, 0.0, -2.0, 4.0]])
def test_children_without_pt_share_nothing(odd: list[float]) -> None:
    jets = Constituents([[50.0, 1.0, 0.0, 51.0], [40.0, -3.0, 1.0, 41.0], odd, odd], [0, 4])
    for algorithm in ("cambridge_aachen", "kt"):
        z = lund_coordinates(cluster(jets, algorithm).batch()).z
        assert z.isfinite().all()
        assert (z == 0).any()
        assert z.max() <= 0.5


def test_weights_of_jets_go_along(toy_jets: Constituents) -> None:
    jets = toy_jets[:]
    assert lund_coordinates(cluster(jets)).weight is None
    jets.weight = torch.arange(7) / 2
    for found in (
        lund_coordinates(cluster(jets)),
        lund_coordinates(cluster(jets).batch()).part("secondary"),
        lund_coordinates(cluster(jets))[:3],
    ):
        assert found.weight is not None
        assert found.weight.tolist() == [0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0]
    assert lund_coordinates(cluster(jets)[4]).weight.tolist() == [2.0]  # type: ignore[union-attr]

"""Twins: one splitting moves, the rest stays, and changed histories are counted."""

from typing import Any

import pytest
import torch

from pyg_jets import Constituents, JetTreeDataset, cluster, lund_coordinates
from pyg_jets.intervention import twin_response, twins
from pyg_jets.taggers import Tagger
from tests.attributed import made


def _sets(jets: JetTreeDataset, jet: int) -> set[frozenset[int]]:
    """The constituents of every merge, by walking the tree."""
    tree = jets[jet]
    below: dict[int, frozenset[int]] = {}
    for node in range(tree.num_nodes):
        children = tree.edge_index[0, tree.edge_index[1] == node].tolist()
        below[node] = frozenset().union(*(below[c] for c in children)) or frozenset({node})
    return {members for members in below.values() if len(members) > 1}


@pytest.mark.parametrize("direction", ["ln_inv_delta", "ln_kt", "psi"])
def test_only_the_splitting_moves(jets: JetTreeDataset, direction: Any) -> None:
    rows = torch.arange(3, len(jets.merges), 17)
    found = twins(jets, rows, direction, 0.01)
    before, after = lund_coordinates(jets), lund_coordinates(found.held)
    ptr = found.held.merge_ptr
    for i, row in enumerate(rows.tolist()):
        jet = int(found.jet[i])
        first, last = jets.merge_ptr[jet : jet + 2].tolist()
        assert first <= row < last
        for name in ("ln_inv_delta", "ln_kt", "psi"):
            old, new = getattr(before, name)[first:last], getattr(after, name)[ptr[i] : ptr[i + 1]]
            step = (new - old)[row - first]
            if not found.swapped[i]:
                assert abs(step - 0.01 * (name == direction)) < 2e-3
            if name == "ln_inv_delta":
                others = torch.arange(first, last) != row
                assert (new - old)[others].abs().max() < 1e-4


def test_changed_histories_are_those_that_join_others(jets: JetTreeDataset) -> None:
    rows = torch.arange(0, len(jets.merges), 11)
    found = twins(jets, rows, "ln_inv_delta", 0.1)
    expected = [
        _sets(found.trees, i) != _sets(jets, jet) for i, jet in enumerate(found.jet.tolist())
    ]
    assert found.changed.tolist() == expected
    assert 0 < sum(expected) < len(expected)
    branch = [
        not torch.equal(found.held[i].edge_index, jets[jet].edge_index)
        for i, jet in enumerate(found.jet.tolist())
    ]
    assert found.swapped.tolist() == branch
    assert sum(branch) > 0
    assert repr(found) == f"Twins({len(rows)}, changed={sum(expected)}, swapped={sum(branch)})"


def test_twins_carry_the_columns_and_the_frame(jets: JetTreeDataset) -> None:
    laboratory = cluster(jets.constituents.with_label(1), frame="laboratory")
    found = twins(laboratory, 5, "psi", 0.1)
    for trees in (found.trees, found.held):
        assert trees.frame == "laboratory"
        assert trees.y is not None and trees.y.tolist() == [1]  # noqa: PT018
        assert trees.constituents.pid is not None
        trees.batch().validate()


def test_taggers_without_a_gradient_respond(jets: JetTreeDataset) -> None:
    tagger, rows = made("CNN", jets.constituents), torch.arange(0, len(jets.merges), 60)
    found = twin_response(tagger, jets, rows, "ln_kt", 0.1)
    assert found.value.shape == found.changed.shape == rows.shape
    assert found.value.isfinite().all()
    assert (found.value != 0).any()


def test_where_the_history_stays_both_twins_agree(jets: JetTreeDataset, known: Tagger) -> None:
    rows = torch.arange(0, len(jets.merges), 11)
    free = twin_response(known, jets, rows, "ln_inv_delta", 0.05)
    held = twin_response(known, jets, rows, "ln_inv_delta", 0.05, held=True)
    # The mass and the width of a jet do not know its history.
    torch.testing.assert_close(free.value, held.value, rtol=1e-9, atol=1e-9)
    assert 0 < int(free.changed.sum()) < len(rows)


def test_jets_of_one_particle_have_no_splitting() -> None:
    p4 = [[5.0, 0.0, 0.0, 5.0], [2.0, 0.0, 0.0, 2.0], [2.0, 0.3, 0.0, 2.1]]
    jets = cluster(Constituents(p4, [0, 1, 3]))
    assert twins(jets, 0, "psi", 0.1).jet.tolist() == [1]
    with pytest.raises(ValueError, match=r"from 0 to 0 .got 1"):
        twins(jets, [0, 1], "psi", 0.1)


@pytest.mark.parametrize(
    ("splitting", "message"),
    [
        (-1, "rows of lund_coordinates.jets., from 0 to .* .got -1"),
        ([], "got none"),
        ([0.5], "must hold integers .got torch.float32"),
        ([True], "must hold integers .got torch.bool"),
    ],
)
def test_what_is_no_splitting_is_refused(
    jets: JetTreeDataset, splitting: Any, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        twins(jets, splitting, "psi", 0.1)


def test_other_bad_input_is_refused(jets: JetTreeDataset, known: Tagger) -> None:
    with pytest.raises(TypeError, match=r"a JetTreeDataset .got Constituents"):
        twins(jets.constituents, 0, "psi", 0.1)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="one of ln_inv_delta, ln_kt, psi"):
        twins(jets, 0, "z", 0.1)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"'size' must be finite .got nan"):
        twins(jets, 0, "psi", float("nan"))
    with pytest.raises(ValueError, match="'size' must not be 0"):
        twin_response(known, jets, 0, "psi", 0.0)
    with pytest.raises(ValueError, match=r"same algorithm .got algorithm='kt'"):
        twins(jets, 0, "psi", 0.1, algorithm="kt")

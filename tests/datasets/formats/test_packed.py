from pathlib import Path

import numpy as np
import pytest
import torch

from pyg_jets import datasets
from pyg_jets.datasets import formats
from tests.written import expected, write_packed


def test_all_columns(tmp_path: Path) -> None:
    write_packed(tmp_path / "p.npz")
    jets, truth = formats.packed.read(tmp_path / "p.npz"), expected()
    assert torch.equal(jets.p4, truth.p4)
    assert torch.equal(jets.ptr, truth.ptr)
    assert jets.event is not None
    assert jets.event.tolist() == [i // 2 for i in range(12)]
    assert jets.partons is not None
    assert set(jets.partons.pid.tolist()) == {24}
    assert set(jets.partons.status.tolist()) == {-23}
    assert jets.partons.p4[0].tolist() == [1, 2, 3, 90]


def test_the_shared_sample_is_the_bundled_one(shared: Path) -> None:
    bundled = datasets.sample("w")
    piece = next(datasets.stream(shared / "data" / "delphes_jets" / "w.npz", jets=500))
    for column in ("pid", "charge", "event"):
        assert torch.equal(getattr(piece, column), getattr(bundled[:500], column))
    assert torch.equal(piece.p4[:, :3], bundled[:500].p4[:, :3])
    assert piece.partons is not None
    assert bundled.partons is not None
    assert torch.equal(piece.partons.p4, bundled.partons[:500].p4)


@pytest.mark.parametrize("column", ["p4", "ptr", "parton_ptr"])
def test_missing_array(column: str, tmp_path: Path) -> None:
    write_packed(tmp_path / "p.npz", without=column)
    with pytest.raises(ValueError, match=f"no column {column}"):
        datasets.read(tmp_path / "p.npz")


P4 = np.tile([3.0, 0, 0, 3.0], (4, 1))


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"ptr": [0, 2, 5]}, "'p4' must have 5 rows .got 4"),
        ({"ptr": [0, 2, 4], "pid": [1]}, "'pid' must have 4 rows .got 1"),
        ({"ptr": [0, 2, 4], "event": [1]}, "'event' must have 2 rows .got 1"),
        ({"ptr": [0, 5, 4]}, "must not run backwards"),
        ({"ptr": [2, 4]}, "'ptr' must be borders that begin with 0"),
        ({"ptr": [0, 1.5, 4]}, "'ptr' must hold whole numbers"),
        ({"ptr": [0, 2, 4], "charge": [0, 0, 0, 300]}, "'charge' must hold integers from -128"),
        ({"ptr": [0, 4], "p4": P4 * 1j}, "complex"),
        (
            {"ptr": [0, 2, 4], "partons": np.ones((3, 6)), "parton_ptr": [0, 3]},
            "'parton_ptr' must have 3 rows .got 2",
        ),
    ],
)
def test_arrays_that_do_not_fit(
    arrays: dict[str, np.ndarray], message: str, tmp_path: Path
) -> None:
    all_arrays = {"p4": P4, **{k: np.array(v) for k, v in arrays.items()}}
    np.savez(tmp_path / "p.npz", **all_arrays)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=message):
        datasets.read(tmp_path / "p.npz")


def test_jets_without_partons(tmp_path: Path) -> None:
    partons = {"partons": np.empty((0, 6)), "parton_ptr": np.zeros(3, int)}
    np.savez(tmp_path / "p.npz", p4=P4, ptr=[0, 2, 4], **partons)  # type: ignore[arg-type]
    jets = datasets.read(tmp_path / "p.npz")
    assert jets.partons is not None
    assert jets.partons.ptr.tolist() == [0, 0, 0]


def test_padding_and_empty_jets_are_left_out_with_their_partons(tmp_path: Path) -> None:
    p4 = P4.copy()
    p4[[0, 3]] = 0
    partons = {"partons": np.arange(18.0).reshape(3, 6), "parton_ptr": np.array([0, 1, 1, 3])}
    np.savez(tmp_path / "p.npz", p4=p4, ptr=[0, 1, 1, 4], event=[7, 8, 9], **partons)  # type: ignore[arg-type]
    with pytest.warns(UserWarning, match="2 of 3 jets have no particles"):
        jets = datasets.read(tmp_path / "p.npz")
    assert jets.ptr.tolist() == [0, 2]
    assert jets.event is not None
    assert jets.event.tolist() == [9]
    assert jets.partons is not None
    assert jets.partons.pid.tolist() == [6, 12]

"""The border: what comes in, what is refused and in which words."""

from pathlib import Path

import numpy as np
import pytest
import torch

from pyg_jets.jets.constituents import Constituents, Partons

GOOD = [[1.0, 0.0, 0.0, 1.0], [0.0, 2.0, 0.0, 2.0], [0.0, 0.0, 3.0, 4.0]]
PARTONS = Partons(
    torch.ones(2, 4, dtype=torch.float64),
    torch.tensor([0, 0, 2]),
    torch.tensor([1, -2], dtype=torch.int32),
    torch.tensor([-23, -23], dtype=torch.int32),
)


def _jets() -> Constituents:
    return Constituents(
        GOOD, [0, 1, 3], pid=[211, 22, -11], charge=[1, 0, 1], label=[0, 1], event=[5, 6],
        partons=PARTONS,
    )  # fmt: skip


def _same(a: Constituents, b: Constituents) -> bool:
    left, right = a._columns(), b._columns()
    return left.keys() == right.keys() and all(torch.equal(left[k], right[k]) for k in left)


def test_one_jet_keeps_its_columns() -> None:
    jet = _jets()[-1]
    assert len(jet) == 1
    assert jet.p4.tolist() == GOOD[1:]
    assert jet.pid is not None
    assert jet.pid.tolist() == [22, -11]
    assert jet.label is not None
    assert jet.label.tolist() == [1]
    assert jet.partons is not None
    assert jet.partons.pid.tolist() == [1, -2]


def test_concat_undoes_slicing() -> None:
    assert _same(Constituents.concat(list(_jets())), _jets())


def test_from_list() -> None:
    jets = Constituents.from_list([GOOD[:1], GOOD[1:]], label=[0, 1])
    assert jets.ptr.tolist() == [0, 1, 3]
    assert jets.p4.dtype == torch.float64


def test_round_trip(tmp_path: Path) -> None:
    _jets().save(tmp_path / "jets.safetensors")
    assert _same(Constituents.load(tmp_path / "jets.safetensors"), _jets())


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ([float("nan"), 0, 0, 1], r"jet 1: .*finite.* \(got \[nan.* constituent 1\)"),
        ([0, 0, 0, float("inf")], "jet 1: .*finite"),
        ([0, 0, 0, -1.0], "jet 1: .*energy >= 0"),
    ],
)
def test_bad_momenta_name_the_jet(row: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Constituents([*GOOD[:2], row], [0, 1, 3])


@pytest.mark.parametrize(
    ("ptr", "message"),
    [
        ([0, 1, 1, 3], "jet 1: .*an empty jet"),
        ([0, 2, 1, 3], "jet 1: .*runs backwards"),
        ([0, 2], r"run from 0 to 3.*\(got 0 to 2\)"),
        ([1, 3], r"\(got 1 to 3\)"),
        ([], "shape"),
        ([0.0, 3.0], "integers"),
    ],
)
def test_bad_borders(ptr: list[int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Constituents(GOOD, ptr)


def test_other_bad_input() -> None:
    with pytest.raises(ValueError, match=r"'p4' must have shape .*\(got \(3, 3\)\)"):
        Constituents(torch.ones(3, 3), [0, 3])
    with pytest.raises(ValueError, match=r"'label' must have shape \(1,\) \(got \(2,\)\)"):
        Constituents(GOOD, [0, 3], label=[0, 1])
    with pytest.raises(ValueError, match="'partons' must cover 1 jets"):
        Constituents(GOOD, [0, 3], partons=PARTONS)
    with pytest.raises(ValueError, match="jet 1: constituents must have shape"):
        Constituents.from_list([GOOD, [1.0, 2.0]])
    with pytest.raises(ValueError, match=r"'charge', 'event', .*'partons', 'pid' are missing"):
        Constituents.concat([_jets(), Constituents(GOOD, [0, 3])])
    with pytest.raises(ValueError, match=r"\(got 'd0' is missing in some\)"):
        Constituents.concat(
            [
                Constituents(GOOD, [0, 3], particle_columns={"d0": [1, 2, 3]}),
                Constituents(GOOD, [0, 3]),
            ]
        )
    with pytest.raises(ValueError, match="an empty list"):
        Constituents.concat([])


@pytest.mark.parametrize("length", [0, 7, 100, 500, -1])
def test_truncated_file(tmp_path: Path, length: int) -> None:
    _jets().save(tmp_path / "whole")
    (tmp_path / "cut").write_bytes((tmp_path / "whole").read_bytes()[:length])
    with pytest.raises(ValueError, match=r"cut' must be a whole file that Constituents.save wrote"):
        Constituents.load(tmp_path / "cut")


def test_foreign_file(tmp_path: Path) -> None:
    (tmp_path / "foreign").write_text("something else entirely, longer than a header")
    for path in (tmp_path / "foreign", tmp_path):
        with pytest.raises(ValueError, match="Constituents"):
            Constituents.load(path)
    with pytest.raises(FileNotFoundError):
        Constituents.load(tmp_path / "missing")


def test_damaged_numbers_are_refused(tmp_path: Path) -> None:
    jets = _jets()
    jets.p4[1, 2] = float("nan")
    jets.save(tmp_path / "jets")
    with pytest.raises(ValueError, match="jet 1: momenta must be finite"):
        Constituents.load(tmp_path / "jets")


def test_labels_of_one_kind_or_of_each(toy_jets: Constituents) -> None:
    assert toy_jets.with_label(3).label.tolist() == [3] * 7  # type: ignore[union-attr]
    each = torch.tensor([6, 5, 4, 3, 2, 1, 0])
    assert torch.equal(toy_jets.with_label(each).label, each)  # type: ignore[arg-type]
    assert torch.equal(toy_jets.with_label(each).p4, toy_jets.p4)


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ({"charge": [0, 256, 0]}, r"'charge' must hold integers from -128 to 127 \(got 256\)"),
        ({"pid": [2**40 + 5, 0, 0]}, r"'pid' must hold integers from .* \(got 1099511627781\)"),
    ],
)
def test_integers_that_do_not_fit_stop_at_the_border(
    column: dict[str, list[int]], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        Constituents(GOOD, [0, 1, 3], **column)  # type: ignore[arg-type]


def test_a_label_for_each_jet_or_one_for_all() -> None:
    with pytest.raises(ValueError, match=r"'label' must have shape \(2,\) \(got \(3,\)\)"):
        _jets().with_label(torch.tensor([1, 0, 1]))


def test_columns_may_be_the_same_tensor(tmp_path: Path) -> None:
    both = torch.tensor([3, 4])
    Constituents(GOOD, [0, 1, 3], label=both, event=both).save(tmp_path / "jets")
    again = Constituents.load(tmp_path / "jets")
    assert again.label is not None
    assert again.label.tolist() == [3, 4]


@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.uint32, np.uint64])
def test_unsigned_integers(kind: type[np.unsignedinteger]) -> None:
    jets = Constituents(GOOD, [0, 1, 3], label=np.array([1, 0], kind))
    assert jets.label is not None
    assert jets.label.tolist() == [1, 0]


def test_an_unsigned_integer_that_does_not_fit() -> None:
    with pytest.raises(ValueError, match=r"'label' must hold integers from .* \(got 92233"):
        Constituents(GOOD, [0, 1, 3], label=np.array([2**63, 0], np.uint64))


def test_a_weight_set_by_hand_is_saved(tmp_path: Path) -> None:
    jets = _jets()
    jets.weight = torch.tensor([1, 2])
    jets.save(tmp_path / "jets")
    again = Constituents.load(tmp_path / "jets")
    assert again.weight is not None
    assert again.weight.tolist() == [1, 2]
    with pytest.raises(AttributeError, match=r"'foo' must be one of pid, .*to be set"):
        jets.foo = 3
    with pytest.raises(AttributeError, match="'p4' must be one of"):
        jets.p4 = jets.p4 * 2


def test_other_particles_in_the_same_jets() -> None:
    jets = _jets()
    jets.particle_columns["d0"] = [1.0, 2.0, 3.0]
    rows = torch.tensor([0, 2])
    some = jets.with_particles(jets.p4[rows], torch.tensor([0, 1, 2]), lambda _, c: c[rows])
    assert some.particle_columns["d0"].tolist() == [1, 3]
    assert some.pid is not None
    assert some.pid.tolist() == [211, -11]
    assert some.label is jets.label
    with pytest.raises(ValueError, match="jet 0: momenta must be finite"):
        jets.with_particles(-jets.p4, jets.ptr, lambda _, column: column)


def test_what_is_no_list_of_jets() -> None:
    for nothing in (None, "jets"):
        with pytest.raises(ValueError, match="'jets' must be a list of arrays"):
            Constituents.from_list(nothing)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"'jet 0' must be an array of numbers \(got None\)"):
        Constituents.from_list([None])

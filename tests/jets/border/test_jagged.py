"""Awkward arrays in and out; records of vector, of coffea and of one's own."""

from typing import Any

import awkward as ak
import numpy as np
import pytest
import torch
import vector

from pyg_jets import Constituents, datasets
from pyg_jets.jets.border.jagged import records, unpacked


@pytest.fixture
def jets() -> Constituents:
    some = datasets.sample("w")[:6]
    some.particle_columns["d0"] = torch.arange(len(some.p4)) / 8
    return some


def _fields(jets: Constituents, *names: str) -> dict[str, ak.Array]:
    array = jets.to_awkward()
    return {name: getattr(array, name) for name in names}


def test_there_and_back(jets: Constituents) -> None:
    array = jets.to_awkward()
    assert ak.num(array).tolist() == jets.ptr.diff().tolist()
    again = Constituents.from_awkward(array, event=jets.event)
    assert torch.equal(again.p4, jets.p4)
    for name in ("ptr", "pid", "charge", "event"):
        assert torch.equal(getattr(again, name), getattr(jets, name))
    assert torch.equal(again.particle_columns["d0"], jets.particle_columns["d0"])
    assert list(again.particle_columns) == ["d0"]


@pytest.mark.parametrize("names", [
    ("pt", "eta", "phi", "mass"), ("pt", "rapidity", "phi", "mass"), ("pt", "eta", "phi", "energy"),
    ("pt", "rapidity", "phi", "energy"), ("px", "py", "pz", "mass"),
])  # fmt: skip
def test_other_coordinates(names: tuple[str, ...], jets: Constituents) -> None:
    fields = _fields(jets, *names)
    again = Constituents.from_awkward(ak.zip(fields))
    np.testing.assert_allclose(again.p4.numpy(), jets.p4.numpy(), rtol=1e-9, atol=1e-9)
    assert not again.particle_columns


def test_records_of_vector(jets: Constituents) -> None:
    zipped = vector.zip(_fields(jets, "pt", "eta", "phi", "mass"))
    again = Constituents.from_list(zipped, label=[0] * 6)
    np.testing.assert_allclose(again.p4.numpy(), jets.p4.numpy(), rtol=1e-9, atol=1e-9)
    assert again.label is not None


def test_columns_find_their_place(jets: Constituents) -> None:
    array = jets.to_awkward()
    again = Constituents.from_awkward(
        array[["px", "py", "pz", "E", "charge"]], ip=array.d0, weight=np.arange(6), tau=[0.5] * 6
    )
    assert torch.equal(again.particle_columns["ip"], jets.particle_columns["d0"])
    assert again.weight.tolist() == list(range(6))  # type: ignore[union-attr]
    assert again.jet_columns["tau"].tolist() == [0.5] * 6
    assert again.charge is not None


def test_missing_particles_are_left_out() -> None:
    here = {"px": 1.0, "py": 0.0, "pz": 0.0, "E": 2.0}
    array = ak.Array([[here, None], [None, here, here]])
    jets = Constituents.from_awkward(array, d0=[[0, 9], [9, 1, 2]])
    assert jets.ptr.tolist() == [0, 1, 3]
    assert jets.particle_columns["d0"].tolist() == [0, 1, 2]


ONE = {"px": 1.0, "py": 0.0, "pz": 0.0, "E": 1.0}


@pytest.mark.parametrize(
    ("array", "message"),
    [
        ([1.0, 2.0], "'array' must be jets of particles, .*got 1 dimensions and the fields none"),
        ([ONE], "got 1 dimensions and the fields px, py, pz, E"),
        (None, r"'array' must be an awkward array, .*\(got NoneType\)"),
        ([[{"px": 1.0}]], r"must have the fields px, py or pt, phi \(got px\)"),
        ([[ONE], None], "jet 1: a jet must have particles"),
        ([[ONE], []], "jet 1: every jet must have at least one constituent"),
        ([[ONE], [{**ONE, "E": 0.5}]], r"must not be below \|p\| .*got 0.5 .* at particle 1"),
        ([[ONE, {**ONE, "E": None}]], "'E' must hold one number for each, and none missing"),
        ([[{**ONE, "name": "x"}]], r"'name' must be an array of numbers \(got text\)"),
        ([[{**ONE, "hits": [1, 2]}]], "'hits' must"),
        ([[{**ONE, "pid": 1.5}]], "'pid' must hold whole numbers"),
        ([[{**ONE, "label": 1}]], "'label' must have one number for each jet"),
    ],
)
def test_what_is_no_array_of_jets(array: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Constituents.from_awkward(array if array is None else ak.Array(array))


def test_what_is_no_column(jets: Constituents) -> None:
    with pytest.raises(ValueError, match=r"'ip' must have one number for each of the 6 jets or"):
        unpacked(jets.to_awkward(), {"ip": [1, 2]})
    with pytest.raises(ValueError, match=r"'d0' must be given once"):
        unpacked(jets.to_awkward(), {"d0": jets.to_awkward().d0})


def test_fastjet_takes_the_records(jets: Constituents) -> None:
    fastjet = pytest.importorskip("fastjet")
    array = records(jets.p4, jets.ptr, {})
    definition = fastjet.JetDefinition(fastjet.antikt_algorithm, 10.0)
    found = fastjet.ClusterSequence(array, definition).inclusive_jets()
    assert ak.num(found).tolist() == [1] * 6
    sums = torch.zeros(6, 4, dtype=torch.float64)
    sums.index_add_(0, torch.arange(6).repeat_interleave(jets.ptr.diff()), jets.p4)
    np.testing.assert_allclose(ak.to_numpy(ak.flatten(found.E)), sums[:, 3].numpy(), rtol=1e-9)

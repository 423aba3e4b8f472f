"""All coordinates of one particle give one momentum, that of vector too."""

import warnings
from itertools import product

import numpy as np
import pytest
import vector

from pyg_jets.jets.border.momenta import coordinates, massive, momenta


@pytest.fixture(scope="module")
def one() -> np.ndarray:
    draw = np.random.default_rng(2).normal(size=(200, 4)) * 10
    draw[:, 3] = np.sqrt((draw**2).sum(1))
    return draw


def test_all_combinations(one: np.ndarray) -> None:
    p4 = vector.array(dict(zip(("px", "py", "pz", "E"), one.T, strict=True)))
    choices = (("px", "py"), ("pt", "phi")), (("pz",), ("eta",), ("rapidity",)), (("E",), ("mass",))
    for keys in product(*choices):
        names = [key for some in keys for key in some]
        values = {name: np.asarray(getattr(p4, name)) for name in names}
        np.testing.assert_allclose(momenta(values), one, rtol=1e-9, atol=1e-9)
        assert coordinates(names) == {name: name for name in names}


def test_names() -> None:
    assert coordinates(["rho", "phi", "eta", "tau"]) == {
        "pt": "rho", "phi": "phi", "eta": "eta", "mass": "tau"
    }  # fmt: skip
    assert list(coordinates(["x", "y", "z", "t"]).values()) == ["x", "y", "z", "t"]
    # A vertex is no momentum.
    vertex = ["x", "y", "z", "t", "tau", "pt", "eta", "phi", "m"]
    assert list(coordinates(vertex).values()) == ["pt", "phi", "eta", "m"]
    assert list(coordinates(["pt", "y", "phi", "energy"]).values()) == ["pt", "phi", "y", "energy"]
    assert list(coordinates(["E", "px", "py", "pz", "mass"]).values()) == ["px", "py", "pz", "E"]


def test_what_is_missing() -> None:
    with pytest.raises(ValueError, match=r"px, py or pt, phi \(got px, pz\)"):
        coordinates(["px", "pz"])
    with pytest.raises(ValueError, match=r"fields pz or eta or rapidity \(got px, py, E\)"):
        coordinates(["px", "py", "E"])
    with pytest.raises(ValueError, match=r"fields E or mass \(got px, py, pz\)"):
        coordinates(["px", "py", "pz"])


def test_negative_numbers() -> None:
    where = {"eta": np.zeros(2), "phi": np.zeros(2), "mass": np.array([0.1, -1e-6])}
    assert momenta({"pt": np.ones(2), **where})[1].tolist() == [1, 0, 0, 1]
    with pytest.raises(ValueError, match=r"'pt' must not be negative \(got -1.0 at particle 1\)"):
        momenta({"pt": np.array([1.0, -1.0]), **where})
    # Mass² may be below 0 by 2 in 1,000 of pt².
    slightly = {**where, "mass": -np.sqrt([0.0, 1.9e-3])}
    assert momenta({"pt": np.ones(2), **slightly})[:, 3].tolist() == [1, 1]
    with pytest.raises(ValueError, match=r"'mass' must not be negative"):
        momenta({"pt": np.ones(2), **where, "mass": -np.sqrt([0.0, 2.5e-3])})
    heavy = {**where, "mass": np.array([0.1, -1.0])}
    with pytest.raises(ValueError, match=r"'mass' must not be negative \(got -1.0 at particle 1\)"):
        momenta({"pt": np.ones(2), **heavy})
    with pytest.raises(ValueError, match=r"'mass' must not be negative"):
        momenta({"px": np.ones(2), "py": np.ones(2), "rapidity": np.ones(2), "mass": -np.ones(2)})


def test_arrays_of_any_shape(one: np.ndarray) -> None:
    pt, phi = np.hypot(*one.T[:2]), np.arctan2(one[:, 1], one[:, 0])
    mass = np.sqrt(one[:, 3] ** 2 - (one[:, :3] ** 2).sum(1))
    rapidity = np.arctanh(one[:, 2] / one[:, 3])
    shaped = [column.reshape(4, 50) for column in (pt, rapidity, phi, mass)]
    np.testing.assert_allclose(massive(*shaped), one.reshape(4, 50, 4), atol=1e-9)


def _ahead(**changed: float) -> dict[str, np.ndarray]:
    columns = {"pt": 2.0, "eta": 1.0, "phi": 3.0, "mass": 0.0} | changed
    return {name: np.array([1.0, column]) for name, column in columns.items()}


def test_angles_in_degrees_are_suspicious() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        momenta(_ahead(phi=-9.9))
        momenta(_ahead(phi=-999.0, pt=0.0))  # the code of a slot without a particle
    with pytest.warns(UserWarning, match=r"'phi' has values up to 170: .* in radians .*pi / 180"):
        momenta(_ahead(phi=-170.0))


@pytest.mark.parametrize("angle", ["eta", "rapidity"])
def test_angles_too_far_forward(angle: str) -> None:
    values = _ahead()
    values[angle] = values.pop("eta") * [1, 999.9]
    message = rf"'{angle}' must lie within \+-300 \(got 999.9 at particle 1\): leave out"
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # of NumPy's overflow, too
        with pytest.raises(ValueError, match=message):
            momenta(values)
        values["pt"][1] = 0
        assert momenta(values)[1].tolist() == [0, 0, 0, 0]

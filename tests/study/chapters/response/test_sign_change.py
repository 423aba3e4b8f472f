"""The zero of a planted pull is found, with an interval that holds it."""

import numpy as np
import pytest

from pyg_jets.study.chapters.response.sign_change import sign_change


def test_a_planted_zero_is_found() -> None:
    rng = np.random.default_rng(0)
    mass = rng.uniform(45, 200, size=3000)
    pull = (mass - 83) / 20 + rng.normal(size=3000)
    found = sign_change(pull, mass, seed=1)
    assert found.value == pytest.approx(83, abs=4)
    assert found.low <= found.value <= found.high
    assert 0.1 < found.high - found.low < 12


def test_the_mean_decides_and_not_the_number_of_jets() -> None:
    """At 100 GeV the sign of the mean turns, though most single jets stay negative to 150."""
    mass = np.linspace(50, 200, 600)
    pull = np.where(np.arange(600) % 3 == 0, 2.5 * (mass > 100), 0.0) - 0.5
    assert sign_change(pull, mass).value == pytest.approx(100, abs=1)


@pytest.mark.parametrize("sign", [1, -1])
def test_without_a_change_there_is_no_number(sign: int) -> None:
    mass = np.linspace(50, 200, 100)
    assert np.isnan(sign_change(np.full(100, float(sign)), mass).value)
    assert np.isnan(sign_change(mass - 80, np.full(100, 30.0)).value)  # no jet inside the range

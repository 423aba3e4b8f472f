import numpy as np
import pytest

from pyg_jets.simulation.detector.log_normal import log_normal


@pytest.mark.parametrize(("mean", "sigma"), [(5.0, 0.5), (100.0, 30.0), (1.0, 2.0)])
def test_mean_and_standard_deviation_are_those_asked_for(mean: float, sigma: float) -> None:
    ones = np.ones(2_000_000 if sigma > mean else 200_000)
    drawn = log_normal(mean * ones, sigma * ones, np.random.default_rng(1))
    assert drawn.min() > 0
    assert drawn.mean() == pytest.approx(mean, rel=0.01)
    assert drawn.std() == pytest.approx(sigma, rel=0.01 if sigma < mean else 0.05)


def test_nothing_stays_nothing_and_certainty_is_exact() -> None:
    drawn = log_normal(
        np.array([0.0, -1.0, 7.0]), np.array([1.0, 1.0, 0.0]), np.random.default_rng(0)
    )
    assert drawn.tolist() == pytest.approx([0.0, 0.0, 7.0])

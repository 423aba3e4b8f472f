"""Centre and scale against sklearn's."""

import numpy as np
import torch
from sklearn.preprocessing import RobustScaler

from pyg_jets.taggers.robust_scale import centre_and_scale


def test_as_sklearn() -> None:
    rows = np.random.default_rng(0).normal(size=(301, 4)) * [1, 10, 1e-3, 0] + [0, 5, 0, 7]
    scaler = RobustScaler().fit(rows)
    for given in (rows, torch.from_numpy(rows)):
        centre, scale = centre_and_scale(given)
        np.testing.assert_allclose(centre, scaler.center_, rtol=1e-14)
        np.testing.assert_allclose(scale, scaler.scale_, rtol=1e-14)
    assert scale[3] == 1


def test_weights_repeat_rows() -> None:
    rng = np.random.default_rng(1)
    rows, weight = rng.normal(size=(80, 2)), rng.integers(0, 4, 80)
    expected = centre_and_scale(np.repeat(rows, weight, axis=0))
    for one, other in zip(centre_and_scale(rows, weight), expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)

"""The plane of powers, point by point."""

import numpy as np
import pytest

from pyg_jets import observables
from pyg_jets.datasets import sample
from pyg_jets.probing import probe, scan_angularities
from pyg_jets.probing.angularity_scan import BETAS, KAPPAS, AngularityScan


def test_points_are_probes_of_their_angularity() -> None:
    jets = sample("w")[:200]
    embedding = np.stack((observables.multiplicity(jets), observables.jet_mass(jets)), axis=1)
    scan = scan_angularities(
        embedding, jets, kappas=(0.0, 1.0), betas=(0.0, 1.0, 2.0), seed=1, resamples=20
    )
    assert (scan.kappas, scan.betas) == ((0.0, 1.0), (0.0, 1.0, 2.0))
    assert scan.r2.shape == scan.error.shape == (2, 3)
    # Less than 1 by the jets of most and of least constituents, put into the others' range.
    assert 0.99 < scan.r2[0, 0] < 1
    assert scan.limited[0, 0] >= 2
    expected = probe(embedding, observables.mass_angularity(jets), seed=1, resamples=20)
    assert scan.r2[1, 2] == expected.value
    assert scan.error[1, 2] == pytest.approx((expected.high - expected.low) / 2)
    assert scan.worst[1, 2] == expected.worst
    assert scan.limited[1, 2] == expected.limited
    assert np.isnan(scan.r2).tolist() == [[False, False, False], [True, False, False]]


def test_the_grid_holds_the_named_ones() -> None:
    assert {0.0, 1.0, 2.0, 3.0} <= set(KAPPAS)
    assert {0.0, 0.5, 1.0, 2.0, 3.0} <= set(BETAS)


def test_trainings_are_averaged_point_by_point() -> None:
    """Of two trainings Student's t is Cauchy's, whose quantile is a tangent."""
    points = [(0.5, 0.1, 0.2, 3.0), (0.7, 0.6, 0.1, 5.0)], [(0.1, 0.1, 0.3, 2.0), (0.7, 0.8, 0, 1)]
    scans = [AngularityScan((0.0,), (1.0, 2.0), *np.array(p).T[:, None]) for p in points]
    mean = AngularityScan.over_trainings(scans)
    assert (mean.kappas, mean.betas) == ((0.0,), (1.0, 2.0))
    np.testing.assert_allclose(mean.r2, [[0.3, 0.7]])
    spread = np.sqrt(2 * 0.2**2)
    np.testing.assert_allclose(
        mean.error, [[np.tan(np.pi * 0.68268949 / 2) * np.sqrt(1.5) * spread, 0.7]], rtol=1e-5
    )
    np.testing.assert_allclose(mean.worst, [[0.3, 0.1]])
    np.testing.assert_allclose(mean.limited, [[5, 6]])
    assert AngularityScan.over_trainings(scans[:1]) is scans[0]
    with pytest.raises(ValueError, match=r"at least one training \(got none\)"):
        AngularityScan.over_trainings([])

"""Calibration by hand, of a calibrated toy, and with weights."""

import numpy as np
import pytest

from pyg_jets.metrics import calibration
from tests.metrics.test_classes import toy_classes


def test_by_hand() -> None:
    found = calibration([0.05, 0.15, 0.15, 0.95], [0, 1, 0, 1], bins=10)
    assert found.predicted == pytest.approx((0.05, 0.15, 0.95))
    assert [each.value for each in found.observed] == [0, 0.5, 1]
    assert found.error.value == pytest.approx((0.05 + 2 * 0.35 + 0.05) / 4)


def test_true_probabilities_are_calibrated_and_others_are_not() -> None:
    rng = np.random.default_rng(0)
    p = rng.random(4000)
    labels = (rng.random(4000) < p).astype(int)
    assert calibration(p, labels).error.value < 0.03
    assert calibration(p**3, labels).error.value > 0.15


def test_whole_weights_are_jets_repeated() -> None:
    p, labels = toy_classes(40)
    weight = np.random.default_rng(2).integers(0, 4, 40)
    copies = np.repeat(np.arange(40), weight)
    for target in (2, (0, 1)):
        one = calibration(p, labels, 4, target=target, weight=weight)
        other = calibration(p[copies], labels[copies], 4, target=target)
        assert one.predicted == pytest.approx(other.predicted)
        assert [e.value for e in one.observed] == pytest.approx([e.value for e in other.observed])
        assert one.error.value == pytest.approx(other.error.value)


def test_a_class_has_its_probability_and_a_pair_the_share_of_both() -> None:
    p, labels = toy_classes(60)
    (mean,) = calibration(p, labels, 1, target=1).predicted
    assert mean == pytest.approx(p[:, 1].mean())
    (mean,) = calibration(p, labels, 1, target=(2, 0)).predicted
    here = labels != 1
    assert mean == pytest.approx((p[here, 2] / (p[here, 2] + p[here, 0])).mean())


def test_refusals() -> None:
    with pytest.raises(ValueError, match=r"'bins' must be at least 1 \(got 0\)"):
        calibration([0.1, 0.9], [0, 1], 0)
    with pytest.raises(ValueError, match="must lie between 0 and 1"):
        calibration([-2.0, 3.0], [0, 1])

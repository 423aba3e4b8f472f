"""What a score says of single jets."""

import numpy as np
import pytest

from pyg_jets.probing import ProbeScore, probe


def test_the_worst_jets_share_by_hand() -> None:
    # A feature that tells nothing: the prediction is near the mean, and one target is far from it.
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(100, 1)), np.where(np.arange(100) % 2, 1.0, -1.0)
    y[7] = 40.0
    score = probe(x, y, resamples=1)
    # Its own error is 40 - 1 (the greatest target that other folds have) at the least.
    assert score.worst > 39**2 / (39**2 + 99 * 2**2)
    assert score.rests_on_one_jet
    assert str(score).endswith("†")


def test_a_healthy_score_is_not_marked() -> None:
    x = np.random.default_rng(1).normal(size=(400, 1))
    noise = np.random.default_rng(2).normal(size=400)
    score = probe(x, x[:, 0] + noise)
    # The largest of 400 squared normal numbers: about 9 of 400.
    assert 0.01 < score.worst < 0.06
    assert not score.rests_on_one_jet
    assert "†" not in str(score)


def test_several_trainings_keep_the_worst_and_add_jets() -> None:
    scores = [ProbeScore(0.5, 0.4, 0.6, 90, 100, limited=3, worst=0.1),
              ProbeScore(0.7, 0.6, 0.8, 90, 100, limited=5, worst=0.4)]  # fmt: skip
    both = ProbeScore.over_trainings(scores)
    assert (both.limited, both.worst, both.count, both.total) == (8, 0.4, 180, 200)
    assert both.value == pytest.approx(0.6)
    assert both.spread == pytest.approx(np.std([0.5, 0.7], ddof=1))
    assert both.rests_on_one_jet

"""Heads on several embeddings, alone and side by side."""

import numpy as np
import pytest

from pyg_jets.probing import probe_labels, stacked_auc


def _three() -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Three numbers of every jet, each known to one; the class is that of their sum."""
    rng = np.random.default_rng(5)
    x = rng.normal(size=(600, 3))
    labels = x.sum(1) + 0.3 * rng.normal(size=600) > 0
    return {name: x[:, [k]] for k, name in enumerate("abc")}, labels


def test_two_and_three_know_more_together() -> None:
    embeddings, labels = _three()
    result = stacked_auc(embeddings, labels)
    assert list(result) == [("a", "b"), ("a", "c"), ("b", "c"), ("a", "b", "c")]
    alone = {name: probe_labels(x, labels) for name, x in embeddings.items()}
    for names, found in result.items():
        assert found.alone == {name: alone[name] for name in names}
        stacked = np.hstack([embeddings[name] for name in names])
        assert found.whole == probe_labels(stacked, labels)
        for name in names:
            gain = found.gains[name]
            assert gain.value == pytest.approx(found.whole.value - alone[name].value, abs=1e-6)
            assert 0 < gain.low < gain.value < gain.high
        best = max(names, key=lambda name: alone[name].value)
        assert found.gain == found.gains[best]
    assert result["a", "b", "c"].whole.value > 0.97 > result["a", "b"].whole.value


def test_the_same_twice_gains_nothing() -> None:
    embeddings, labels = _three()
    (again,) = stacked_auc({"a": embeddings["a"], "b": embeddings["a"]}, labels).values()
    assert abs(again.gain.value) < 0.003
    assert again.gain.low < 0.003


def test_samples_of_one_class_are_left_out_of_the_gain() -> None:
    x = np.arange(8.0)[:, None]
    (found,) = stacked_auc({"x": x, "y": -x}, np.arange(8) > 5, folds=2).values()
    assert np.isfinite([found.gain.low, found.gain.high]).all()


def test_other_jets_are_refused() -> None:
    x = np.arange(8.0)[:, None]
    with pytest.raises(ValueError, match=r"of the same jets \(got 8 of x, 7 of y\)"):
        stacked_auc({"x": x, "y": x[1:]}, np.arange(8) > 3)

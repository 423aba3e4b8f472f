"""Several classes as two sides: against slow formulas, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pyg_jets.metrics.classes import class_jets, log_odds, two_sides


def toy_classes(num_jets: int, num_classes: int = 3, seed: int = 0) -> tuple[Any, Any]:
    """Probabilities that know something, and labels."""
    rng = np.random.default_rng(seed)
    labels = np.arange(num_jets) % num_classes
    scores = rng.normal(size=(num_jets, num_classes)) + 1.5 * np.eye(num_classes)[labels]
    shares = np.exp(scores)
    return shares / shares.sum(1, keepdims=True), labels


def test_log_odds_are_those_of_probabilities() -> None:
    p, _ = toy_classes(50)
    np.testing.assert_allclose(log_odds(p, 1), np.log(p[:, 1] / (1 - p[:, 1])), rtol=1e-10)
    np.testing.assert_allclose(log_odds(p, (2, 0)), np.log(p[:, 2]) - np.log(p[:, 0]))


def test_odds_where_a_probability_rounds_to_one() -> None:
    """One minus p would be 0 for both; the others' sum still tells them apart."""
    p = np.array([[1.0, 1e-20, 1e-21], [1.0, 1e-25, 0.0], [0.0, 1.0, 0.0]])
    first, second, third = log_odds(p, 0)
    assert np.isfinite([first, second, third]).all()
    assert third < 0 < first < second


def test_a_pair_has_its_jets_alone_and_a_class_has_all() -> None:
    p, labels = toy_classes(30)
    pair = two_sides(p, labels, target=(2, 1))
    assert len(pair.scores) == 20
    np.testing.assert_array_equal(pair.is_signal, labels[labels != 0] == 2)
    whole = two_sides(p, labels, target=0)
    assert len(whole.scores) == 30
    np.testing.assert_array_equal(whole.label, labels)


def test_jets_without_weight_do_not_count() -> None:
    p, labels = toy_classes(30)
    weight = np.ones(30)
    weight[:5] = 0
    assert len(two_sides(p, labels, weight, 1).scores) == 25


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"target": None}, r"one of the classes 0 to 2 or a pair of two \(got None\)"),
        ({"target": 3}, r"one of the classes 0 to 2 or a pair of two \(got 3\)"),
        ({"target": (1, 1)}, r"a pair of two \(got \(1, 1\)\)"),
        ({"labels": np.arange(6)}, r"those of the classes, 0 to 2 \(got 3\)"),
        ({"labels": np.zeros(6)}, r"must hold both classes \(got 0 signal and 6"),
        ({"scores": np.ones((6, 3))}, r"sum to 1 \(got 6 of 6 jets"),
        ({"scores": np.ones(6)}, r"'target' is for scores of several classes.*\(got 1 and"),
        ({"labels": np.zeros(5)}, r"must have shape \(num_jets, num_classes\)"),
    ],
)
def test_refusals(change: dict[str, Any], message: str) -> None:
    p, labels = toy_classes(6)
    given: dict[str, Any] = {"scores": p, "labels": labels, "target": 1, **change}
    with pytest.raises(ValueError, match=message):
        two_sides(**given)
    with pytest.raises(TypeError, match=r"a class or a pair of two \(got 'w'\)"):
        two_sides(p, labels, target="w")  # type: ignore[arg-type]


def test_class_jets_are_arrays() -> None:
    p, labels = toy_classes(6)
    table, classes, weight = class_jets(p.tolist(), labels.tolist())
    assert (table.shape, classes.shape) == ((6, 3), (6,))
    assert (weight == 1).all()

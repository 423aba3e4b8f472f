"""The search on logits that are made of known observables."""

from typing import Any

import numpy as np
import pytest

from pyg_jets.intervention import decision_ordering, ordering_search
from pyg_jets.metrics import roc_auc


def _made(jets: int = 1500) -> tuple[Any, dict[str, Any], Any]:
    """The logit is 2 a - b^3, the labels follow it with noise; six others mean nothing."""
    rng = np.random.default_rng(0)
    parts: list[dict[str, np.ndarray]] = [
        {name: rng.normal(size=jets) for name in "abcdefgh"} for _ in range(2)
    ]
    for part in parts:
        part["c"] += 0.5 * part["a"]  # knows of the first, less than it
    logits = [2 * part["a"] - part["b"] ** 3 for part in parts]
    labels = [(logit + rng.normal(size=jets) > 0).astype(float) for logit in logits]
    candidates = {name: tuple(part[name] for part in parts) for name in "hgfedcba"}
    return tuple(logits), candidates, tuple(labels)


def test_the_two_observables_of_the_logit_come_first() -> None:
    logits, candidates, labels = _made()
    steps = ordering_search(logits, candidates, labels, most=3)
    assert {step.name for step in steps[:2]} == {"a", "b"}
    values = [step.ordering.value for step in steps]
    assert values[0] < values[1] > 0.9
    assert abs(values[2] - values[1]) < 0.02  # nothing is left to be said
    assert steps[1].auc.value == pytest.approx(roc_auc(logits[1], labels[1]).value, abs=0.03)


def test_the_first_is_the_one_of_most_pairs_in_order_or_out_of_it() -> None:
    logits, candidates, labels = _made()
    (step,) = ordering_search(logits, candidates, labels, most=1)
    orders = {
        name: decision_ordering(logits[0], of[0], labels[0], resamples=1).value
        for name, of in candidates.items()
    }
    assert step.name == max(orders, key=lambda name: abs(orders[name] - 0.5))


def test_no_more_than_there_are() -> None:
    logits, candidates, labels = _made(300)
    two = {name: candidates[name] for name in "ah"}
    assert [step.name for step in ordering_search(logits, two, labels)] == ["a", "h"]


def test_bad_input_is_refused() -> None:
    logits, candidates, labels = _made(40)
    with pytest.raises(ValueError, match=r"must hold observables .got none"):
        ordering_search(logits, {}, labels)
    with pytest.raises(ValueError, match=r"'most' must be at least 1 .got 0"):
        ordering_search(logits, candidates, labels, most=0)
    with pytest.raises(ValueError, match=r"'a' must have one number for each of 40 and 40 jets"):
        ordering_search(logits, {"a": (logits[0][:3], logits[1])}, labels)
    with pytest.raises(ValueError, match=r"'a' must be finite for all jets .got 40 not"):
        ordering_search(logits, {"a": (logits[0], np.full(40, np.nan))}, labels)
    with pytest.raises(ValueError, match=r"1 .signal. or 0 .background., and hold both"):
        ordering_search(logits, candidates, (np.ones(40), labels[1]))

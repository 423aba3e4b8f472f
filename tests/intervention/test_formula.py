"""Formulas of logits that are one, and the numbers beside them."""

import builtins
from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score

from pyg_jets.intervention import Formula, decision_ordering, formula
from pyg_jets.metrics import roc_auc

_SMALL: dict[str, Any] = {"population": 400, "generations": 10}


def _made(jets: int = 600) -> tuple[Any, dict[str, Any], Any]:
    """The logit is 1 + 3 |a| - b, the labels follow it with noise; c means nothing."""
    rng = np.random.default_rng(0)
    parts = [
        {"a": rng.normal(2, 3, jets), "b": rng.normal(0, 0.1, jets), "c": rng.normal(size=jets)}
        for _ in range(2)
    ]
    logits = [1 + 3 * abs((part["a"] - 2) / 3) - part["b"] / 0.1 for part in parts]
    labels = [(logit + rng.normal(size=jets) > 3).astype(float) for logit in logits]
    return tuple(logits), {name: tuple(part[name] for part in parts) for name in "abc"}, labels


@pytest.fixture(scope="module")
def found() -> Formula:
    pytest.importorskip("gplearn", reason="the package gplearn is not there")
    return formula(*_made(), **_SMALL)


def test_the_planted_formula_is_found(found: Formula) -> None:
    assert set(found.expression.names) == {"a", "b"}
    assert found.expression.length <= 20
    assert found.r2.value > 0.99
    assert found.linear.value < 0.6


def test_the_numbers_are_those_of_the_expression_on_test_jets(found: Formula) -> None:
    logits, observables, labels = _made()
    values = found.expression({name: of[1] for name, of in observables.items()})
    assert found.r2.value == pytest.approx(r2_score(logits[1], values))
    assert found.auc.value == roc_auc(values, labels[1]).value
    assert found.ordering.value == decision_ordering(logits[1], values, labels[1]).value
    train, test = (np.stack([of[k] for of in observables.values()], 1) for k in (0, 1))
    line = LinearRegression().fit(train, logits[0]).predict(test)
    assert found.linear.value == pytest.approx(r2_score(logits[1], line))


def test_the_seed_decides() -> None:
    pytest.importorskip("gplearn", reason="the package gplearn is not there")
    few: dict[str, Any] = {"population": 50, "generations": 2}
    first = formula(*_made(), **few).expression
    assert formula(*_made(), **few).expression == first
    assert formula(*_made(), **few, seed=1).expression != first


def test_jets_without_weight_are_not_there() -> None:
    pytest.importorskip("gplearn", reason="the package gplearn is not there")
    logits, observables, labels = _made(300)
    few = [np.arange(300) < 250] * 2
    small: dict[str, Any] = {"population": 100, "generations": 3}
    bad: Any = [np.where(mask, of, 1e3) for mask, of in zip(few, logits, strict=True)]
    counts: Any = few
    weighted = formula(bad, observables, labels, weight=counts, **small)
    cut: Any = [[of[mask] for of, mask in zip(parts, few, strict=True)] for parts in (bad, labels)]
    left = {
        name: tuple(of[mask] for of, mask in zip(parts, few, strict=True))
        for name, parts in observables.items()
    }
    alone = formula(cut[0], left, cut[1], **small)
    assert weighted.r2.value == pytest.approx(alone.r2.value, abs=0.2)
    assert weighted.linear.value == pytest.approx(alone.linear.value)


def test_bad_input_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    logits, observables, labels = _made(40)
    with pytest.raises(ValueError, match=r"'c' must vary among the training jets .got 5 for all"):
        formula(logits, {**observables, "c": (np.full(40, 5.0), np.arange(40.0))}, labels)
    with pytest.raises(ValueError, match=r"must not be named like a function .got 'abs'"):
        formula(logits, {"abs": observables["a"]}, labels)
    with pytest.raises(ValueError, match=r"'logits' must vary among the training jets"):
        formula((np.ones(40), logits[1]), observables, labels)
    with pytest.raises(ValueError, match=r"'a' must be finite for all jets .got 40 not"):
        formula(logits, {"a": (logits[0], np.full(40, np.nan))}, labels)
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.startswith("gplearn"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportError, match=r"pip install pyg-jets\[formula\]"):
        formula(logits, observables, labels)

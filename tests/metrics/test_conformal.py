"""Sets against MAPIE's, against a slow reference, and against the coverage that they promise."""

import math
from typing import Any

import numpy as np
import pytest

from pyg_jets.metrics import conformal_sets

KNOWN = [
    [0.31, 0.485, 0.205], [0.264, 0.508, 0.228], [0.121, 0.826, 0.053], [0.094, 0.498, 0.408],
    [0.493, 0.104, 0.403], [0.817, 0.038, 0.145], [0.218, 0.545, 0.237], [0.299, 0.063, 0.638],
    [0.619, 0.37, 0.011], [0.174, 0.363, 0.463], [0.123, 0.596, 0.281], [0.054, 0.892, 0.054],
    [0.185, 0.733, 0.082], [0.271, 0.378, 0.351], [0.018, 0.125, 0.857], [0.02, 0.737, 0.243],
    [0.016, 0.851, 0.133], [0.045, 0.306, 0.649], [0.17, 0.627, 0.203],
]  # fmt: skip
LABELS = [2, 1, 1, 2, 2, 0, 1, 0, 0, 0, 2, 1, 1, 1, 2, 1, 1, 2, 2]
NEW = [
    [0.327, 0.307, 0.366], [0.894, 0.048, 0.058], [0.518, 0.255, 0.227], [0.112, 0.583, 0.305],
    [0.613, 0.284, 0.103], [0.333, 0.073, 0.594], [0.281, 0.679, 0.04], [0.93, 0.044, 0.026],
]  # fmt: skip
MAPIE = {
    0.7: ["", "0", "0", "1", "0", "2", "1", "0"],
    0.8: ["012", "0", "0", "12", "01", "02", "01", "0"],
    0.9: ["012", "0", "012", "12", "01", "02", "01", "0"],
}
"""What SplitConformalClassifier of MAPIE 1.6.0 gives (conformity_score="lac", prefit=True)."""


def _jets(number: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities of four classes, and classes that do not quite follow them."""
    rng = np.random.default_rng(seed)
    p = rng.dirichlet([0.4] * 4, number)
    true = p**0.5 / (p**0.5).sum(1, keepdims=True)
    return p, (true.cumsum(1) < rng.random((number, 1))).sum(1)


@pytest.mark.parametrize("coverage", MAPIE)
def test_equals_mapie(coverage: float) -> None:
    sets = conformal_sets(NEW, KNOWN, LABELS, coverage)
    assert ["".join(map(str, np.flatnonzero(row))) for row in sets] == MAPIE[coverage]


def _slowly(new: Any, known: Any, labels: Any, coverage: float) -> list[list[bool]]:
    """By the definition: the ceil((n + 1) coverage)-th smallest score, or all classes."""
    scores = sorted(1 - row[label] for row, label in zip(known, labels, strict=True))
    rank = math.ceil((len(scores) + 1) * coverage - 1e-9)
    if rank > len(scores):
        return [[True] * len(row) for row in new]
    return [[bool(1 - p <= scores[rank - 1]) for p in row] for row in new]


@pytest.mark.parametrize("coverage", [0.05, 0.5, 0.68, 0.95, 0.999])
@pytest.mark.parametrize("number", [1, 9, 60])
def test_equals_the_definition(number: int, coverage: float) -> None:
    known, labels = _jets(number, 0)
    new, _ = _jets(30, 1)
    sets = conformal_sets(new, known, labels, coverage)
    assert sets.tolist() == _slowly(new, known, labels, coverage)


def test_the_true_class_is_in_as_often_as_was_asked_for() -> None:
    """Over many draws of known jets, though the probabilities are wrong."""
    held = []
    for seed in range(200):
        known, labels = _jets(49, 2 * seed)
        new, classes = _jets(200, 2 * seed + 1)
        held.append(conformal_sets(new, known, labels, 0.8)[np.arange(200), classes].mean())
    # 0.8 <= coverage <= 0.8 + 1 / 50 (section 1 of the paper)
    assert 0.79 < np.mean(held) < 0.83


def test_equal_weights_change_nothing_and_weightless_jets_do_not_count() -> None:
    known, labels = _jets(40, 0)
    new, _ = _jets(50, 1)
    plain = conformal_sets(new, known, labels, 0.8)
    assert np.array_equal(conformal_sets(new, known, labels, 0.8, weight=[3.0] * 40), plain)
    weight = np.arange(40) % 2
    some = weight > 0
    weighted = conformal_sets(new, known, labels, 0.8, weight=weight)
    assert np.array_equal(weighted, conformal_sets(new, known[some], labels[some], 0.8))
    assert not np.array_equal(weighted, plain)


def test_weights_mend_another_mixture() -> None:
    """Known jets of which one class is four times too rare: their weights say so."""
    held: dict[str, list[float]] = {"weighted": [], "plain": []}
    for seed in range(60):
        known, labels = _jets(400, 2 * seed)
        kept = (labels != 0) | (np.random.default_rng(seed).random(400) < 0.25)
        known, labels = known[kept], labels[kept]
        new, classes = _jets(400, 2 * seed + 1)
        weight = np.where(labels == 0, 4.0, 1.0)
        for name, of_jets in (("weighted", weight), ("plain", None)):
            sets = conformal_sets(new, known, labels, 0.8, weight=of_jets)
            held[name].append(float(sets[np.arange(400), classes].mean()))
    assert 0.795 < np.mean(held["weighted"]) < 0.82
    assert np.mean(held["plain"]) != pytest.approx(np.mean(held["weighted"]), abs=0.003)


def test_two_classes_by_the_probability_of_the_signal() -> None:
    known, labels = [0.9, 0.2, 0.6, 0.3], [1, 0, 1, 0]
    both = [[1 - p, p] for p in known]
    new = [0.5, 0.99]
    expected = conformal_sets([[0.5, 0.5], [0.01, 0.99]], both, labels, 0.6)
    assert np.array_equal(conformal_sets(new, known, labels, 0.6), expected)


def test_refusals() -> None:
    for coverage in (0.0, 1.0, float("nan")):
        with pytest.raises(ValueError, match="'coverage' must lie between 0 and 1"):
            conformal_sets(NEW, KNOWN, LABELS, coverage)
    with pytest.raises(ValueError, match=r"known jets that weigh something \(got none\)"):
        conformal_sets(NEW, KNOWN, LABELS, weight=[0] * len(KNOWN))
    with pytest.raises(ValueError, match=r"as many classes \(got 2 and 3\)"):
        conformal_sets([0.1, 0.9], KNOWN, LABELS)
    with pytest.raises(ValueError, match="sum to 1"):
        conformal_sets(NEW, np.array(KNOWN) * 2, LABELS)

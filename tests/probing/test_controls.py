"""Controls on planted relations, where their values are known."""

from dataclasses import replace

import numpy as np
import pytest

from pyg_jets.probing import controlled_probe, partial_probe, permuted_probe, probe


def _mass_and_more(num_jets: int = 2000) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A mass, an embedding of mass and something else, and a target of mass, else and noise."""
    rng = np.random.default_rng(0)
    mass, other, noise = rng.normal(size=(3, num_jets, 1))
    return mass, np.hstack((mass + other, other)), (2 * mass + other + noise)[:, 0]


def test_partial_is_the_share_of_what_the_mass_leaves_open() -> None:
    mass, embedding, target = _mass_and_more()
    # Variances: mass 4, other 1, noise 1.
    assert probe(mass, target).value == pytest.approx(4 / 6, abs=0.03)
    assert probe(embedding, target).value == pytest.approx(5 / 6, abs=0.03)
    estimate = partial_probe(embedding, target, mass)
    assert estimate.value == pytest.approx(1 / 2, abs=0.03)
    assert estimate.low < estimate.value < estimate.high


def test_partial_agrees_with_the_two_scores() -> None:
    mass, embedding, target = _mass_and_more()
    alone, both = probe(mass, target).value, probe(np.hstack((mass, embedding)), target).value
    expected = (both - alone) / (1 - alone)
    assert partial_probe(embedding, target, mass).value == pytest.approx(expected, abs=1e-12)


def test_what_the_mass_says_itself_adds_nothing() -> None:
    mass, _, target = _mass_and_more()
    assert partial_probe(3 * mass + 1, target, mass).value == pytest.approx(0, abs=1e-9)


def test_permuted_targets_cost_what_the_probe_fits_to_noise() -> None:
    x = np.random.default_rng(1).normal(size=(300, 60))
    estimate = permuted_probe(x, x[:, 0])
    # Least squares with p of n parameters loses about p / (n - p) of the variance.
    assert estimate.value == pytest.approx(-61 / (240 - 61), abs=0.1)
    assert estimate.low < estimate.value < estimate.high
    assert permuted_probe(x, x[:, 0], seed=3) == permuted_probe(x, x[:, 0], seed=3)


def test_all_controls_use_the_same_jets() -> None:
    mass, embedding, target = _mass_and_more(400)
    target[:30] = np.nan
    options = {"folds": 4, "seed": 2, "resamples": 20}
    raw = embedding[:, 1:] - mass
    result = controlled_probe(
        embedding, target, untrained=embedding[:, :1], raw=raw, given=mass, **options
    )
    estimates = (
        result.trained,
        result.untrained,
        result.permuted,
        result.raw,
        result.partial,
    )
    assert {(each.count, each.total) for each in estimates} == {(370, 400)}
    assert result.trained == probe(embedding, target, folds=4, seed=2, resamples=20)
    assert result.raw == probe(raw, target, folds=4, seed=2, resamples=20)
    assert result.partial == partial_probe(embedding, target, mass, folds=4, seed=2, resamples=20)
    assert permuted_probe(mass, target) == permuted_probe(mass, target, seed=0, permutations=10)
    assert result.trained.value > result.untrained.value > result.permuted.value


def test_misuse_is_refused() -> None:
    mass, embedding, target = _mass_and_more(100)
    with pytest.raises(ValueError, match=r"'given' must have a row for each of the 100 jets"):
        partial_probe(embedding, target, mass[:50])
    with pytest.raises(ValueError, match=r"'permutations' must be at least 1 \(got 0\)"):
        permuted_probe(embedding, target, permutations=0)


def test_what_is_given_may_leave_nothing_open() -> None:
    x = np.random.default_rng(0).normal(size=(200, 3))
    assert np.isnan(partial_probe(x, 3 * x[:, 0] + 1, x[:, :1]).value)


def test_jets_without_a_target_are_as_if_not_there() -> None:
    """Wherever they stand, every column goes without their rows."""
    mass, embedding, target = _mass_and_more(300)
    known = np.random.default_rng(5).random(300) < 0.7
    holes = np.where(known, target, np.nan)
    raw = embedding[:, 1:] - 2 * mass
    for columns in (mass, raw):
        partial = partial_probe(embedding, holes, columns, resamples=20)
        whole = partial_probe(embedding[known], target[known], columns[known], resamples=20)
        assert partial == replace(whole, total=300)
    found = controlled_probe(
        embedding, holes, untrained=embedding**2, raw=raw, given=mass, resamples=20
    )
    expected = controlled_probe(
        embedding[known],
        target[known],
        untrained=embedding[known] ** 2,
        raw=raw[known],
        given=mass[known],
        resamples=20,
    )
    for name, estimate in vars(expected).items():
        assert getattr(found, name) == replace(estimate, total=300)
    # And what is explained is not what rows of other jets would explain.
    assert partial_probe(embedding, holes, mass).value == pytest.approx(1 / 2, abs=0.1)

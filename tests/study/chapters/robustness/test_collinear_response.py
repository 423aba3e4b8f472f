"""Rank correlations with controls taken out, and the question for a small network."""

import math

import numpy as np
import pytest
from scipy.stats import spearmanr

from pyg_jets import Constituents, cluster
from pyg_jets.attribution import splitting_saliency
from pyg_jets.lund import lund_coordinates
from pyg_jets.simulation import ToyShower
from pyg_jets.study.chapters.robustness.collinear_response import (
    collinear_response,
    partial_rank_correlation,
)
from pyg_jets.taggers import RecNN
from pyg_jets.transforms import CollinearSplits


@pytest.fixture(scope="module")
def jets() -> Constituents:
    return ToyShower(min_kt=0.5).jets(150, 1).constituents


def test_without_controls_it_is_spearmans() -> None:
    x, y = np.random.default_rng(1).normal(size=(2, 300))
    y += 0.5 * x
    expected = spearmanr(x, y).statistic
    assert partial_rank_correlation(np.column_stack((x, y))) == pytest.approx(expected)


def test_a_common_cause_is_taken_out() -> None:
    rng = np.random.default_rng(2)
    cause = rng.normal(size=2000)
    x, y = cause + rng.normal(size=(2, 2000))
    assert partial_rank_correlation(np.column_stack((x, y))) > 0.4
    assert abs(partial_rank_correlation(np.column_stack((x, y, cause)))) < 0.1


def test_undefined_is_nan() -> None:
    x = np.arange(20.0)
    for columns in ((x, np.ones(20)), (x, x**2 % 7, x)):
        assert math.isnan(partial_rank_correlation(np.column_stack(columns)))


def test_a_network_has_an_answer_and_a_seed(jets: Constituents) -> None:
    tagger = RecNN(hidden_channels=8)
    tagger.fit_scaling(cluster(jets))
    found = collinear_response(tagger, jets, beyond=1.0)
    assert found == collinear_response(tagger, jets, beyond=1.0)
    assert 10 <= found.jets <= len(jets)
    assert found.median > 0
    for estimate in (found.plain, found.partial):
        assert -1 <= estimate.low < estimate.value < estimate.high <= 1


def test_trees_are_those_of_the_algorithm(jets: Constituents) -> None:
    """Against a loop over the jets one by one, on kt trees."""
    tagger = RecNN(hidden_channels=8)
    tagger.fit_scaling(cluster(jets, "kt"))
    split = CollinearSplits(10, "each_of_hardest")
    means, moves = [], []
    for jet, changed in zip(jets, split(jets), strict=True):
        tree = cluster(jet, "kt").batch()
        where = lund_coordinates(tree)
        inside = (where.ln_inv_delta > 1) & ~where.root
        if inside.any():
            saliency = splitting_saliency(tagger, tree)[where.node[inside]]
            means.append(float(saliency.double().mean()))
            before, after = tagger(tree), tagger(cluster(changed, "kt").batch())
            moves.append(abs(float((after - before).detach())))
    result = collinear_response(tagger, jets, beyond=1.0, algorithm="kt")
    assert result.jets == len(means)
    assert result.median == pytest.approx(float(np.median(moves)), rel=1e-3)
    assert result.plain.value == pytest.approx(spearmanr(means, moves).statistic, abs=0.02)
    other = collinear_response(tagger, jets, beyond=1.0)
    assert other.median != pytest.approx(result.median, rel=1e-3)


def test_what_moves_nothing_has_no_correlation(jets: Constituents) -> None:
    found = collinear_response(RecNN(hidden_channels=8), jets, beyond=1.0, split=CollinearSplits(0))
    assert found.median == 0
    assert math.isnan(found.plain.value)


def test_an_empty_region(jets: Constituents) -> None:
    with pytest.raises(ValueError, match=r"at least 10 jets .* above 50.0 \(got 0\)"):
        collinear_response(RecNN(hidden_channels=8), jets, beyond=50.0)

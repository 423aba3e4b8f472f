"""No jet is predicted by a probe that saw it."""

import numpy as np

from pyg_jets.probing._held_out import held_out_residual, held_out_scores


def test_noise_is_not_learnt_by_heart() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(100, 30)), rng.normal(size=100)
    assert (held_out_residual(x, y, model=None, folds=5, seed=0) ** 2).mean() > (y**2).mean()
    scores = held_out_scores(x, y > 0, seed=0)
    assert abs(np.corrcoef(scores, y > 0)[0, 1]) < 0.3


def test_folds_are_functions_of_the_seed() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(100, 4)), rng.normal(size=100)
    first, same, other = (
        held_out_residual(x, y, model=None, folds=5, seed=seed) for seed in (1, 1, 2)
    )
    assert (first == same).all()
    assert (first != other).any()

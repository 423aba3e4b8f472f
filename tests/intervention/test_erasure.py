"""The eraser against the paper's formula, the concept-erasure package and probes."""

from typing import Any

import numpy as np
import pytest
import torch

from pyg_jets.intervention import erase
from pyg_jets.probing import LinearProbe


def _jets() -> tuple[np.ndarray, np.ndarray]:
    """Sixty embeddings of four features, two observables."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(60, 4)) @ rng.normal(size=(4, 4)) + rng.normal(size=4)
    one = x @ rng.normal(size=4) + rng.normal(size=60)
    return x, np.stack((one, rng.normal(size=60) + x[:, 0]), 1)


def _by_the_formula(x: np.ndarray, z: np.ndarray) -> np.ndarray:
    """The paper's, matrix by matrix."""
    mean = x.mean(0)
    s_xx, s_xz = np.cov(x.T), (x - mean).T @ (z - z.mean(0)) / (len(x) - 1)
    values, vectors = np.linalg.eigh(s_xx)
    root = vectors @ np.diag(np.sqrt(values)) @ vectors.T
    whiten = np.linalg.pinv(root)
    projection = whiten @ s_xz @ np.linalg.pinv(whiten @ s_xz)
    erased: np.ndarray = x - (x - mean) @ (root @ projection @ whiten).T
    return erased


@pytest.mark.parametrize("number", [1, 2])
def test_it_is_the_papers_formula(number: int) -> None:
    x, z = _jets()
    eraser = erase(x, z[:, :number])
    assert eraser.rank == number
    np.testing.assert_allclose(eraser(x), _by_the_formula(x, z[:, :number]), atol=1e-12)


def test_it_is_the_concept_erasure_package() -> None:
    """Two rows of its 0.2.4: LeaceEraser.fit(x, z, shrinkage=False)(x), in float64."""
    x, z = _jets()
    one = [
        [-0.16662848862686264, -0.9496285514061953, -0.2997905825987893, 2.611737817297973],
        [-0.12995436278216696, -2.047113912705246, -0.3990783430783994, 4.295776550113047],
    ]
    both = [
        [-0.3641905711571576, -0.6295359837829642, -0.2085062596470954, 2.242903051066311],
        [-0.45705589826255244, -1.5171398963128913, -0.24793981578428742, 3.6851005700477653],
    ]
    np.testing.assert_allclose(erase(x, z[:, 0])(x)[:2], one, atol=1e-8, rtol=0)
    np.testing.assert_allclose(erase(x, z)(x)[:2], both, atol=1e-8, rtol=0)


def test_no_line_reads_what_is_erased() -> None:
    x, z = _jets()
    z[:, 1] = x[:, 1]
    erased = erase(x, z[:, 0])(x)
    assert LinearProbe().fit(x, z[:, 0]).score(x, z[:, 0]) > 0.5
    assert abs(LinearProbe().fit(erased, z[:, 0]).score(erased, z[:, 0])) < 1e-6
    centred = erased - erased.mean(0)
    assert np.abs(centred.numpy().T @ (z[:, 0] - z[:, 0].mean())).max() < 1e-10
    assert LinearProbe().fit(erased, z[:, 1]).score(erased, z[:, 1]) > 0.2  # the other is there


def test_units_dead_and_repeated_features_change_nothing() -> None:
    x, z = _jets()
    expected = erase(x, z[:, 0])(x)
    scale = np.array([1e-6, 1.0, 1e6, 3.0])
    scaled = erase(x * scale, 1e9 * z[:, 0])(x * scale).numpy()
    np.testing.assert_allclose(scaled / scale, expected, atol=1e-9)
    wide = np.hstack((x, np.ones((60, 1)), x[:, :1]))
    np.testing.assert_allclose(erase(wide, z[:, 0])(wide)[:, :4], expected, atol=1e-9)
    assert (erase(wide, z[:, 0])(wide)[:, 4] == 1).all()


def test_of_a_feature_that_is_the_observable_nothing_is_left() -> None:
    """Not even rounding, which a probe that standardises would read."""
    x, z = _jets()
    x[:, 2] = 80 + 1e-3 * z[:, 0]
    erased = erase(x, z[:, 0])(x)
    assert (erased[:, 2] == erased[0, 2]).all()
    assert erased[0, 2] == pytest.approx(x[:, 2].mean(), abs=1e-9)
    assert abs(LinearProbe().fit(erased, z[:, 0]).score(erased, z[:, 0])) < 1e-6


def test_observables_that_are_one_count_once() -> None:
    x, z = _jets()
    twice = erase(x, np.stack((z[:, 0], 2 - 3 * z[:, 0]), 1))
    assert twice.rank == 1
    np.testing.assert_allclose(twice(x), erase(x, z[:, 0])(x), atol=1e-12)


def test_other_jets_in_their_own_precision() -> None:
    x, z = _jets()
    eraser = erase(torch.tensor(x, requires_grad=True), torch.tensor(z[:, 0]))
    other = torch.randn(5, 4)
    assert eraser(other).dtype == torch.float32
    torch.testing.assert_close(eraser(eraser(other)), eraser(other))  # nothing is left to erase
    with pytest.raises(ValueError, match=r"shape \(num_jets, 4\) as in the fit \(got \(5, 3\)\)"):
        eraser(other[:, :3])


@pytest.mark.parametrize(
    ("x", "z", "message"),
    [
        (np.ones(3), np.ones(3), r"got \(3,\) and \(3,\)"),
        (np.ones((3, 1)), np.ones(4), r"got \(3, 1\) and \(4,\)"),
        (_jets()[0], np.full(60, 7.0), "'observable' must vary between jets .got 7 for all"),
        (_jets()[0], np.r_[np.nan, np.arange(59)], "defined for all jets .got 1 of 60"),
        (np.full((60, 4), np.inf), np.arange(60), "'embedding' must be finite .* .got 60 of 60"),
        (_jets()[0][:, :1], _jets()[1], "more directions than the embedding, 1 .got 2"),
        (_jets()[0][:5], _jets()[1][:5], "4 features must have more than 5 jets .got 5"),
    ],
)
def test_bad_input_is_refused(x: Any, z: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        erase(x, z)

"""RecNN: sizes of the paper's network, and the original's parameters give the original's output."""

from typing import Any

import numpy as np
import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.taggers import RecNN

H = 5
SEED = 1


@pytest.mark.parametrize(("cell", "count"), [("simple", 25_341), ("gated", 148_331)])
def test_parameter_counts(cell: str, count: int) -> None:
    assert sum(p.numel() for p in RecNN(cell=cell).parameters()) == count


def _original_parameters(cell: str) -> dict[str, Any]:
    rng = np.random.default_rng(SEED)
    shapes = {"u": (H, 7), "h": (H, 3 * H)}
    if cell == "gated":
        shapes |= {"r": (3 * H, 3 * H), "z": (4 * H, 4 * H)}
    params: dict[str, Any] = {}
    for name, shape in shapes.items():
        params[f"W_{name}"] = 0.5 * rng.normal(size=shape)
        params[f"b_{name}"] = rng.normal(size=shape[0])
    params["W_clf"] = [0.7 * rng.normal(size=s) for s in ((H, H), (H, H), (H,))]
    params["b_clf"] = [rng.normal(size=H), rng.normal(size=H), np.ones(1)]
    return params


def _relu(x: Any) -> Any:
    return np.maximum(x, 0)


def _sigma(x: Any) -> Any:
    """The original's activation: 0.5 (tanh x + 1)."""
    return 0.5 * (np.tanh(x) + 1)


def _original_output(params: dict[str, Any], x: np.ndarray, edges: list[list[int]]) -> float:
    """One jet of the original, node by node, from its formulas."""
    children: dict[int, list[int]] = {}
    for child, parent in edges:
        children.setdefault(parent, []).append(child)

    def state(i: int) -> Any:
        u = _relu(params["W_u"] @ x[i] + params["b_u"])
        if i not in children:
            return u
        a = np.concatenate([*(state(child) for child in children[i]), u])
        if "W_z" not in params:
            return _relu(params["W_h"] @ a + params["b_h"])
        r = _sigma(params["W_r"] @ a + params["b_r"])
        new = _relu(params["W_h"] @ (r * a) + params["b_h"])
        choices = np.concatenate([new, a])
        z = (params["W_z"] @ choices + params["b_z"]).reshape(4, H)
        weights = np.exp(z) / np.exp(z).sum(0)
        return (weights * choices.reshape(4, H)).sum(0)

    h = state(len(x) - 1)
    for layer in (0, 1):
        h = _relu(params["W_clf"][layer] @ h + params["b_clf"][layer])
    return float(_sigma(params["W_clf"][2] @ h + params["b_clf"][2])[0])


@pytest.mark.parametrize("cell", ["simple", "gated"])
@pytest.mark.parametrize("scaled", [False, True])
def test_original_parameters_give_the_original_output(
    cell: str, scaled: bool, toy_jets: Constituents
) -> None:
    params, rng = _original_parameters(cell), np.random.default_rng(4)
    center, scale = (rng.normal(size=7), 20 + rng.random(7)) if scaled else (0.0, 1.0)
    jets = Constituents(toy_jets.p4 / 30, toy_jets.ptr)
    trees = cluster(jets)
    options: dict[str, Any] = {"center": center, "scale": scale} if scaled else {}
    tagger = RecNN.from_recnn(params, **options)
    assert tagger.frame == ("jet" if scaled else None)
    output = torch.sigmoid(tagger(trees.batch())).detach().numpy()
    expected = [
        _original_output(
            params, (tree.x.double().numpy() - center) / scale, tree.edge_index.t().tolist()
        )
        for tree in trees
    ]
    assert len({round(value, 4) for value in expected}) > 3
    np.testing.assert_allclose(output, expected, rtol=1e-9)


def test_parameters_that_do_not_fit() -> None:
    params = _original_parameters("simple")
    del params["b_h"]
    with pytest.raises(ValueError, match="must have 'b_h'"):
        RecNN.from_recnn(params)
    with pytest.raises(ValueError, match="must fit together"):
        RecNN.from_recnn(_original_parameters("simple"), center=[0.0] * 5)
    params = _original_parameters("simple")
    params["W_h"] = params["W_h"][:, :-1]
    with pytest.raises(ValueError, match="must fit together"):
        RecNN.from_recnn(params)

"""Attention against a walk through the network's own layers, jet by jet."""

from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets import Constituents, cluster
from pyg_jets.attribution import attention
from pyg_jets.attribution.attention import Reach
from pyg_jets.taggers import ParT
from tests.attributed import made


def _with_signs(jets: Constituents) -> Any:
    """Attention of freshly made blocks is nearly even."""
    tagger: Any = made("ParT", jets)
    with torch.no_grad():
        for name, parameter in tagger.named_parameters():
            if "lin_qkv" in name:
                parameter.mul_(4)
        tagger.token.mul_(50)
    return tagger


def _heads(rows: Tensor) -> Tensor:
    return rows.view(len(rows), 2, 4).transpose(0, 1)


def _softmax(block: Any, query: Tensor, key: Tensor, bias: Tensor | float) -> Tensor:
    """Weights averaged over two heads of four channels."""
    q, k, _ = block.lin_qkv.weight.chunk(3)
    q_bias, k_bias, _ = block.lin_qkv.bias.chunk(3)
    scores = _heads(query @ q.t() + q_bias) @ _heads(key @ k.t() + k_bias).transpose(1, 2) / 2
    return (scores + bias).softmax(2).mean(0)


@torch.no_grad()
def _by_hand(tagger: Any, tree: Any) -> tuple[list[Tensor], list[Tensor]]:
    """Weights of one jet in every block, ``(n, n)``, and of the token, ``(1 + n,)``."""
    view = tagger.view(tree)
    pairs = tagger.pair_features(view)
    n = int(view.cloud_mask.sum())
    bias = torch.zeros(2, n, n).double()
    # The leaves of a single tree are its first nodes.
    for (a, b), value in zip(
        pairs.nodes.t().tolist(), tagger.pair_embedding(pairs.features), strict=True
    ):
        bias[:, a, b] = bias[:, b, a] = value
    _, groups = tagger.particles(view)
    x, among = tagger.particle_embedding(view.cloud[:n].double()), []
    for block in tagger.blocks:
        rows = block.norm_in(x)
        among.append(_softmax(block, rows, rows, bias))
        x = block(x, groups, [bias[None]])
    token, of_token = tagger.token[None], []
    for block in tagger.class_blocks:
        keys = block.norm_in(torch.cat((token, x)))
        of_token.append(_softmax(block, token, keys, 0.0)[0])
        token = block.token(token, x, groups[0])
    return among, of_token


def _shares(among: list[Tensor], of_token: list[Tensor], reach: Reach) -> Tensor:
    n = len(among[0])
    if reach == "received":
        return torch.stack(among).mean(0).mean(0)
    # Token and particles together, the token's row by row.
    row = torch.eye(1 + n).double()[0]
    for weights in of_token[::-1]:
        step = torch.eye(1 + n).double()
        step[0] = (step[0] + weights) / 2
        row = row @ step
    row = row[1:]
    if reach == "rollout":
        for weights in among[::-1]:
            row = row @ (torch.eye(n).double() + weights) / 2
    return row / row.sum()


@pytest.mark.parametrize("reach", ["rollout", "token", "received"])
def test_is_the_walk_by_hand(reach: Reach, toy_jets: Constituents) -> None:
    tagger, trees = _with_signs(toy_jets), cluster(toy_jets)
    found = attention(tagger, trees.batch(), reach=reach).split([tree.num_nodes for tree in trees])
    for values, tree in zip(found, trees, strict=True):
        expected = _shares(*_by_hand(tagger, tree), reach)
        torch.testing.assert_close(values[: len(expected)], expected, rtol=1e-7, atol=1e-9)
        assert (values[len(expected) :] == 0).all()
        assert float(values.sum()) == pytest.approx(1)
    assert found[-1].max() > 1.2 / 20


def test_only_for_transformers_with_blocks(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    with pytest.raises(TypeError, match=r"must be a ParT \(got RecNN\)"):
        attention(made("RecNN", toy_jets), batch)
    with pytest.raises(ValueError, match="must be one of rollout, token, received"):
        attention(made("ParT", toy_jets), batch, reach="flow")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"of the class token \(got 1 and 0\)"):
        attention(ParT(8, heads=2, blocks=1, class_blocks=0), batch)

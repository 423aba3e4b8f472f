"""Where a transformer's attention goes; not to be taken for what its logit comes from."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, get_args

import torch
from torch import Tensor

from pyg_jets.attribution.frozen import frozen
from pyg_jets.attribution.pair_saliency import as_transformer
from pyg_jets.attribution.per_node import per_node
from pyg_jets.nn import SetGroup, one_group
from pyg_jets.taggers import ParT, Tagger
from pyg_jets.taggers.target import Target, at_target
from pyg_jets.transforms._one_or_many import cloud_sizes, jet_of_node, num_jets, sum_per_jet

Reach: TypeAlias = Literal["rollout", "token", "received"]
"""From the class token through all blocks, in its own blocks alone, or among particles."""


@per_node
@torch.no_grad()
def attention(
    tagger: Tagger, batch: Any, *, reach: Reach = "rollout", target: Target = None
) -> Tensor:
    r"""The share of attention that every particle gets.

    With weights a averaged over the heads, the class token's share in particle states after its
    blocks k = 1, 2, ... is

    .. math::
        t_k = \tfrac12 (1 + a_k^{\mathrm{token}})\, t_{k-1} + \tfrac12 a_k, \qquad t_0 = 0

    as each block adds what is attended to, to what was there, taken for equal parts. ``"token"`` is
    that. ``"rollout"`` goes on through the blocks among particles, :math:`t \prod_l \frac12 (1 +
    a_l)`, which is attention rollout (`arXiv:2005.00928 <https://arxiv.org/abs/2005.00928>`_).
    ``"received"`` is what a particle gets of all particles' attention, averaged over those blocks.
    All sum to 1 over a jet. Attention knows no sign, no size of what is looked at, and nothing of
    the layers behind it: whether it says where the logit comes from is to be tested
    (`arXiv:1902.10186 <https://arxiv.org/abs/1902.10186>`_).

    Args:
        tagger: A Particle Transformer; it is left as it was.
        batch: A batch of trees.
        reach: ``"rollout"``, ``"token"`` or ``"received"``.
        target: Which number is explained, see :func:`pyg_jets.taggers.at_target`.

    Shapes:
        - **output:** ``(num_nodes,)``, not negative; 0 on all but its particles

    Raises:
        TypeError: If the tagger is another one.
        ValueError: If ``reach`` is something else, or the tagger has no blocks.
    """
    tagger = at_target(tagger, target)
    transformer = as_transformer(tagger)
    if reach not in get_args(Reach):
        raise ValueError(f"'reach' must be one of {', '.join(get_args(Reach))} (got '{reach}')")
    blocks, class_blocks = len(transformer.blocks), len(transformer.class_blocks)
    if blocks == 0 or class_blocks == 0:
        raise ValueError(
            "'tagger' must have blocks among particles and of the class token "
            f"(got {blocks} and {class_blocks})"
        )
    with frozen(transformer):
        view = transformer.view(batch)
        among, of_token = _weights(transformer, view)
    node, groups = transformer.particles(view)
    shares = _received(among, groups) if reach == "received" else _of_token(of_token, view)[node]
    if reach == "rollout":
        shares = _rolled_out(shares, among, groups)
    found = shares.new_zeros(view.num_nodes).index_copy(0, node, shares)
    jet = jet_of_node(view)
    return found / sum_per_jet(found, jet, num_jets(view))[jet]


def _weights(tagger: ParT, view: Any) -> tuple[list[list[Tensor]], list[Tensor]]:
    """Of every block and group ``(num_sets, size, size)``; of the token's ``(num_jets, 1 + n)``."""
    seen: list[Tensor] = []

    def look(layer: Any, rows: tuple[Tensor, ...], _: Tensor) -> None:
        query, key, _, bias = rows
        seen.append(layer.weights(query, key, bias).mean(1))

    blocks: list[Any] = [*tagger.blocks, *tagger.class_blocks]
    for block in blocks:
        block.attention.register_forward_hook(look)
    tagger(view)
    of_token = seen[len(seen) - len(tagger.class_blocks) :]
    groups = (len(seen) - len(of_token)) // max(1, len(tagger.blocks))
    among = [seen[k * groups : (k + 1) * groups] for k in range(len(tagger.blocks))]
    return among, [weights[:, 0] for weights in of_token]


def _of_token(weights: list[Tensor], view: Any) -> Tensor:
    """Shares of the token in the states of particles, ``(num_nodes,)``."""
    shares = torch.zeros_like(weights[0][:, 1:])
    for of_block in weights:
        shares = (1 + of_block[:, :1]) / 2 * shares + of_block[:, 1:] / 2
    of_nodes = shares.new_zeros(view.num_nodes)
    return of_nodes.masked_scatter(
        view.cloud_mask, one_group(cloud_sizes(view)).packed(shares[..., None])
    )


def _rolled_out(shares: Tensor, among: list[list[Tensor]], groups: list[SetGroup]) -> Tensor:
    """Shares in states after all blocks brought back to those before them, ``(n,)``."""
    found = []
    parts = shares.split([len(group.slot) for group in groups])
    for number, (group, part) in enumerate(zip(groups, parts, strict=True)):
        row = group.padded(part[:, None]).transpose(1, 2)
        for of_block in among[::-1]:
            row = (row + row @ of_block[number]) / 2
        found.append(group.packed(row.transpose(1, 2))[:, 0])
    return torch.cat(found)


def _received(among: list[list[Tensor]], groups: list[SetGroup]) -> Tensor:
    """What members get of the attention of all members, summed over the blocks, ``(n,)``."""
    found = []
    for number, group in enumerate(groups):
        there = group.filled()[:, None].to(among[0][number])
        got = torch.stack([there @ of_block[number] for of_block in among])
        found.append(group.packed(got.sum(0).transpose(1, 2))[:, 0])
    return torch.cat(found)

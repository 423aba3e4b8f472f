"""The heads of a Particle Transformer one by one: what each looks at, gives, and does."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

import torch
from torch import Tensor

from pyg_jets.nn import AttentionBlock
from pyg_jets.taggers.part import ParT
from pyg_jets.transforms._one_or_many import cloud_sizes, jet_of_node, num_jets

Change: TypeAlias = Callable[[int, Tensor, Tensor | None], Tensor]
"""Of a block, rows of what its attention gives, and their nodes (None: a row for each jet)."""


class Head(NamedTuple):
    """One head of attention.

    Attributes:
        block: The blocks among particles first, from 0, then those of the class token.
        head: Which head of the block, from 0.
    """

    block: int
    head: int


def heads_of(tagger: ParT) -> list[Head]:
    """All heads, block by block."""
    blocks = len(tagger.blocks) + len(tagger.class_blocks)
    return [Head(block, head) for block in range(blocks) for head in range(tagger.config["heads"])]


def head_outputs(tagger: ParT, batch: Any) -> dict[Head, Tensor]:
    """What every head gives, before the product that joins a block's heads.

    Args:
        tagger: A Particle Transformer.
        batch: The jets.

    Returns:
        By head ``(num_nodes, hidden_channels / heads)``, 0 on all but its particles; of the class
        token's blocks ``(num_jets, hidden_channels / heads)``.
    """
    outputs: dict[Head, Tensor] = {}

    def look(block: int, rows: Tensor, node: Tensor | None) -> Tensor:
        for head, values in enumerate(_by_head(tagger, rows)):
            key = Head(block, head)
            if node is None:
                outputs[key] = values
            else:
                before = outputs.get(key, values.new_zeros(batch.num_nodes, values.shape[1]))
                outputs[key] = before.index_copy(0, node, values)
        return rows

    with _changed(tagger, batch, look) as view:
        tagger.embed(view)
    return outputs


def embed_with_heads(tagger: ParT, batch: Any, outputs: Mapping[Head, Tensor]) -> Tensor:
    """The embedding when some heads give something else, as patching needs it.

    With zeros a head is taken out; with the mean over many jets it says nothing of this one; with
    what it gave for other jets, node by node, it is patched. The heads behind it see the change.

    Args:
        tagger: A Particle Transformer.
        batch: The jets.
        outputs: By head what it gives, as :func:`head_outputs` has it, or one row for all.

    Returns:
        Embeddings ``(num_jets, hidden_channels)``; ``tagger.head`` makes the logits of them.

    Raises:
        ValueError: If there is no such head, or values are of another shape.
    """
    width = tagger.hidden_channels // tagger.config["heads"]
    every = heads_of(tagger)
    for key, values in outputs.items():
        if key not in every:
            raise ValueError(
                f"heads must be between (0, 0) and {tuple(every[-1])} (got {tuple(key)})"
            )
        rows = batch.num_nodes if key[0] < len(tagger.blocks) else num_jets(batch)
        if tuple(values.shape) not in ((rows, width), (1, width), (width,)):
            raise ValueError(
                f"what head {tuple(key)} gives must have shape ({rows}, {width}) or ({width},) "
                f"(got {tuple(values.shape)})"
            )

    def change(block: int, rows: Tensor, node: Tensor | None) -> Tensor:
        changed = []
        for head, own in enumerate(_by_head(tagger, rows)):
            values = outputs.get(Head(block, head), own)
            one_each = values is not own and values.ndim == 2 and len(values) > 1
            values = values[node] if one_each and node is not None else values
            changed.append(values.to(own).expand_as(own))
        return torch.cat(changed, 1)

    with _changed(tagger, batch, change) as view:
        return tagger.embed(view)


def head_attention(tagger: ParT, batch: Any) -> dict[Head, list[Tensor]]:
    """Where every head looks in every jet.

    Args:
        tagger: A Particle Transformer.
        batch: The jets.

    Returns:
        By head for each jet ``(n, n)``, from a particle to the others, in the order of the nodes;
        of the class token's blocks ``(1 + n,)``, the token itself first. Rows sum to 1.
    """
    view = tagger.view(batch)
    sizes = cloud_sizes(view).tolist()
    node, groups = tagger.particles(view)
    jet = jet_of_node(view)[node].split([len(group.slot) for group in groups])
    jets = [part.unique_consecutive().tolist() for part in jet]
    looks: dict[Head, list[Tensor]] = {
        key: [view.p4.new_zeros(0)] * len(sizes) for key in heads_of(tagger)
    }
    calls = [0] * len(_blocks(tagger))

    def look(number: int, layer: Any, given: tuple[Tensor, ...]) -> None:
        weights = layer.weights(given[0], given[1], given[3])
        among = number < len(tagger.blocks)
        of_group = jets[calls[number]] if among else range(len(sizes))
        calls[number] += 1
        for row, of in enumerate(of_group):
            for head, own in enumerate(weights[row]):
                keys = sizes[of] if among else 1 + sizes[of]
                looks[Head(number, head)][of] = own[:keys, :keys] if among else own[0, :keys]

    hooks = [
        block.attention.register_forward_pre_hook(
            lambda layer, given, number=number: look(number, layer, given)
        )
        for number, block in enumerate(_blocks(tagger))
    ]
    try:
        tagger.embed(view)
    finally:
        for hook in hooks:
            hook.remove()
    return looks


def _blocks(tagger: ParT) -> list[AttentionBlock]:
    blocks: list[Any] = [*tagger.blocks, *tagger.class_blocks]
    return blocks


def _by_head(tagger: ParT, rows: Tensor) -> tuple[Tensor, ...]:
    by_head: tuple[Tensor, ...] = rows.unflatten(1, (tagger.config["heads"], -1)).unbind(1)
    return by_head


@contextlib.contextmanager
def _changed(tagger: ParT, batch: Any, change: Change) -> Iterator[Any]:
    """The view, while what attention gives goes through ``change``.

    Blocks among particles call their attention group by group of jets of like size.
    """
    view = tagger.view(batch)
    node, groups = tagger.particles(view)
    parts = list(zip(groups, node.split([len(group.slot) for group in groups]), strict=True))
    hooks = []
    for number, block in enumerate(_blocks(tagger)):
        of_groups = iter(parts)

        def hook(
            _: Any, __: Any, out: Tensor, number: int = number, of_groups: Any = of_groups
        ) -> Tensor:
            if number >= len(tagger.blocks):  # one row a jet, the token's
                return change(number, out[:, 0], None)[:, None]
            group, own = next(of_groups)
            changed: Tensor = group.padded(change(number, group.packed(out), own))
            return changed

        hooks.append(block.attention.register_forward_hook(hook))
    try:
        yield view
    finally:
        for handle in hooks:
            handle.remove()

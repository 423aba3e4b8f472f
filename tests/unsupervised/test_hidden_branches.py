"""Trees without what is below a hidden node, against a recursion."""

from typing import Any

import torch

from pyg_jets import JetTreeDataset
from pyg_jets.unsupervised.hidden_branches import hide_branches


def _left(tree: Any, node: int, hidden: set[int]) -> Any:
    """Nested momenta: a constituent, or the harder and the softer child."""
    children = [int(c) for c in tree.edge_index[0][tree.edge_index[1] == node]]
    if node in hidden or not children:
        return tuple(tree.p4[node].tolist())
    order = {int(c): int(b) for c, b in zip(tree.edge_index[0], tree.branch, strict=True)}
    return [_left(tree, child, hidden) for child in sorted(children, key=order.__getitem__)]


def _close(first: Any, second: Any) -> bool:
    if isinstance(first, tuple) or isinstance(second, tuple):
        return isinstance(first, tuple) and torch.allclose(
            torch.tensor(first), torch.tensor(second), rtol=1e-9
        )
    return all(_close(a, b) for a, b in zip(first, second, strict=True))


def test_equals_a_recursion(trees: JetTreeDataset) -> None:
    batch = trees.batch(slice(0, 20))
    generator = torch.Generator().manual_seed(0)
    hidden = (torch.rand(batch.num_nodes, generator=generator) < 0.15) & ~batch.is_leaf
    hidden &= ~batch.is_root
    left, origin = hide_branches(batch, hidden)
    assert left.num_nodes < batch.num_nodes
    for jet in range(batch.num_graphs):
        was, now = batch[jet], left[jet]
        first = int(batch.ptr[jet])
        nodes = {int(n) - first for n in hidden.nonzero() if batch.batch[n] == jet}
        assert _close(_left(now, now.num_nodes - 1, set()), _left(was, was.num_nodes - 1, nodes))
    torch.testing.assert_close(left.p4, batch.p4[origin])
    torch.testing.assert_close(left.x, batch.x[origin], rtol=1e-4, atol=1e-4)


def test_nothing_hidden_is_the_same_batch(batch: Any) -> None:
    left, origin = hide_branches(batch, torch.zeros(batch.num_nodes, dtype=torch.bool))
    assert torch.equal(origin, torch.arange(batch.num_nodes))
    assert torch.equal(left.edge_index, batch.edge_index)
    assert torch.equal(left.p4, batch.p4)

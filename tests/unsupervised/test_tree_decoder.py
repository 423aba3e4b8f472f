"""States down the tree against a recursion, one node after the other."""

from typing import Any

import torch
from torch.nn.functional import one_hot

from pyg_jets.jets.trees.jet_tree import JetTree
from pyg_jets.unsupervised.tree_decoder import TreeDecoder, depths


def test_equals_a_recursion(batch: Any) -> None:
    decoder, embedding = TreeDecoder(5, 4), torch.randn(batch.num_graphs, 5)
    states, cell = decoder(embedding, batch), decoder.cell

    def state(node: int) -> Any:
        above = (batch.edge_index[0] == node).nonzero().flatten()
        if not len(above):
            return decoder.lin_root(embedding[batch.batch[node]])
        parent, branch = int(batch.edge_index[1][above]), batch.branch[above[0]]
        h = state(parent)
        hidden = cell.lin_in(torch.cat((h, one_hot(branch, 2).to(h)))).relu()
        return h + cell.lin_out(hidden)

    for node in range(0, batch.num_nodes, 17):
        torch.testing.assert_close(states[node], state(node))


def test_depths_of_a_batch(batch: Any) -> None:
    depth = depths(batch.edge_index, batch.num_nodes)
    assert (depth[batch.is_root] == 0).all()
    child, parent = batch.edge_index
    assert torch.equal(depth[child], depth[parent] + 1)
    assert isinstance(batch[0], JetTree)

"""TreeNiN's cell node by node, each in its place."""

import torch
from torch import Tensor

from pyg_jets.nn import LevelwiseConv, NiNCell
from pyg_jets.nn.nin_cell import PLACES

# A root 4 of a harder merge 3 of leaves 0 and 1, and of a leaf 2; a jet of one leaf 5.
EDGES = torch.tensor([[0, 1, 3, 2], [3, 3, 4, 4]])
HERE = ["leaf", "leaf", "softer", "harder", "root", "root"]


def test_node_by_node() -> None:
    cell = NiNCell(3, 4).double()
    x = torch.randn(6, 3, dtype=torch.float64)
    place = torch.tensor([PLACES.index(name) for name in HERE], dtype=torch.float64)
    states = LevelwiseConv(cell)(torch.cat((x, place[:, None]), 1), EDGES)

    def slow(node: int) -> Tensor:
        children = EDGES[0, EDGES[1] == node].tolist()
        if children:
            u = cell.lin_inner(x[node]).relu()
            state = cell.lin_h(torch.cat((*map(slow, children), u))).relu()
        else:
            state = cell.lin_leaf(x[node]).relu()
        if HERE[node] == "root":
            return state  # type: ignore[no-any-return]
        first, _, second, _ = cell.nin[PLACES.index(HERE[node])].children()
        return second(first(state).relu()).relu()  # type: ignore[no-any-return]

    torch.testing.assert_close(states, torch.stack([slow(node) for node in range(6)]))


def test_initial_weights() -> None:
    cell = NiNCell(7, 50)
    weight = cell.nin[2][0].weight  # type: ignore[index]
    torch.testing.assert_close(weight @ weight.t(), 2 * torch.eye(50), rtol=0, atol=1e-5)
    limit = (2 * 6 / 57) ** 0.5
    assert 0.98 * limit < cell.lin_leaf.weight.abs().max() <= limit

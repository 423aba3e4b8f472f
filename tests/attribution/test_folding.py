"""Folding against sums over sets of leaves, splitting by splitting."""

import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.attribution import fold_leaves
from pyg_jets.attribution.folding import Fold


def _leaves_below(tree: object) -> dict[int, list[int]]:
    below = {node: [node] for node in range(tree.num_nodes)}  # type: ignore[attr-defined]
    for parent in tree.edge_index[1].unique().tolist():  # type: ignore[attr-defined]
        children = tree.edge_index[0, tree.edge_index[1] == parent].tolist()  # type: ignore[attr-defined]
        below[parent] = [leaf for child in children for leaf in below[child]]
    return below


@pytest.mark.parametrize("how", ["sum", "mean", "max"])
@pytest.mark.parametrize("columns", [0, 3])
def test_equals_sets_of_leaves(how: Fold, columns: int, toy_jets: Constituents) -> None:
    generator = torch.Generator().manual_seed(0)
    for tree in cluster(toy_jets):
        shape = (tree.num_nodes, columns) if columns else (tree.num_nodes,)
        values = torch.randn(shape, generator=generator, dtype=torch.float64)
        expected = torch.zeros(shape, dtype=torch.float64)
        below = _leaves_below(tree)
        for (child, parent), branch in zip(
            tree.edge_index.t().tolist(), tree.branch.tolist(), strict=True
        ):
            if branch == 1:
                of_branch = values[below[child]]
                norms = of_branch.abs() if not columns else of_branch.norm(dim=1)
                expected[parent] = {
                    "sum": of_branch.sum(0),
                    "mean": of_branch.mean(0),
                    "max": of_branch[norms.argmax()],
                }[how]
        torch.testing.assert_close(fold_leaves(values, tree, how), expected)


def test_a_batch_equals_one_by_one(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    values = torch.rand(trees.batch().num_nodes)
    alone = [
        fold_leaves(part, tree)
        for tree, part in zip(trees, values.split([t.num_nodes for t in trees]), strict=True)
    ]
    torch.testing.assert_close(fold_leaves(values, trees.batch()), torch.cat(alone))


def test_bad_arguments(toy_jets: Constituents) -> None:
    tree = cluster(toy_jets)[0]
    with pytest.raises(ValueError, match=r"one of sum, mean, max \(got 'median'\)"):
        fold_leaves(torch.zeros(tree.num_nodes), tree, "median")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="one row for each of the"):
        fold_leaves(torch.zeros(tree.num_nodes + 1), tree)

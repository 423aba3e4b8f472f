"""Saliency on splittings: that of nodes where they have states, folded gradients elsewhere."""

import torch

from pyg_jets import Constituents, attribution, cluster
from pyg_jets.attribution.folding import Fold
from pyg_jets.taggers import FCN, RecNN


def test_states_on_nodes_are_taken_as_they_are(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    tagger = RecNN(hidden_channels=6)
    tagger.fit_scaling(trees)
    batch = trees.batch()
    expected = attribution.node_saliency(tagger, batch)
    assert torch.equal(attribution.splitting_saliency(tagger, batch), expected)


def test_gradients_of_a_branch_are_those_of_a_common_shift(toy_jets: Constituents) -> None:
    """The sum over a branch is the derivative by one vector added to all of its states."""
    trees = cluster(toy_jets)
    tagger = FCN().double()
    tagger.fit_scaling(trees)
    tree = trees[0]
    states = tagger.states(tree).detach()
    softer = tree.edge_index[0, tree.branch == 1]
    below = {node: {node} for node in range(tree.num_nodes)}
    for child, parent in tree.edge_index.t().tolist():
        below[parent] = (below[parent] - {parent}) | below[child]
    saliency = attribution.splitting_saliency(tagger, tree, relative=False)
    for child in softer.tolist():
        parent = int(tree.edge_index[1, tree.edge_index[0] == child])
        shift = torch.zeros(4, dtype=torch.float64, requires_grad=True)
        mask = torch.zeros(tree.num_nodes, 1, dtype=torch.float64)
        mask[list(below[child])] = 1
        logit = tagger.head(tagger.readout(states + mask * shift, tree)).sum()
        (gradient,) = torch.autograd.grad(logit, shift)
        torch.testing.assert_close(saliency[parent], gradient.norm())


def test_folds_differ_as_they_must(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    tagger = FCN()
    tagger.fit_scaling(trees)
    batch = trees.batch()

    def folded(fold: Fold) -> torch.Tensor:
        return attribution.splitting_saliency(tagger, batch, fold=fold)

    assert (folded("mean") <= folded("max") + 1e-6).all()
    assert (folded("mean") <= folded("sum") + 1e-6).all()
    assert (folded("max") != folded("sum")).any()
    assert (folded("sum")[batch.is_leaf] == 0).all()

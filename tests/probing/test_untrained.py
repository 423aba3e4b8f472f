"""The same network with other parameters."""

import torch

from pyg_jets import Constituents, cluster
from pyg_jets.probing import untrained_like
from pyg_jets.taggers import CNN, LundNet, RecNN
from pyg_jets.training import embed


def test_fresh_parameters_and_the_same_scaling(toy_jets: Constituents) -> None:
    jets = cluster(toy_jets)
    tagger = RecNN(hidden_channels=8, cell="gated").double()
    tagger.fit_scaling(jets)
    fresh, same, other = (untrained_like(tagger, seed) for seed in (1, 1, 2))
    assert torch.equal(fresh.center, tagger.center)
    assert torch.equal(fresh.scale, tagger.scale)
    assert fresh.frame == tagger.frame == "jet"
    assert torch.equal(embed(fresh, jets), embed(same, jets))
    assert not torch.equal(embed(fresh, jets), embed(other, jets))
    assert embed(fresh, jets).dtype == torch.float64


def test_the_global_generator_is_left_alone() -> None:
    state = torch.get_rng_state()
    untrained_like(CNN())
    # Building the tagger drew, its copy did not.
    drawn = torch.get_rng_state()
    torch.set_rng_state(state)
    CNN()
    assert torch.equal(torch.get_rng_state(), drawn)


def test_what_was_learnt_is_not_taken_along(toy_jets: Constituents) -> None:
    tagger = LundNet(hidden_channels=4, channels=(3,))
    tagger.train()(cluster(toy_jets).batch())
    mean = "norm.running_mean"
    assert tagger.get_buffer(mean).abs().min() > 0
    assert untrained_like(tagger).get_buffer(mean).abs().max() == 0

"""JEDI-net: sizes, slots and sums, and what it leaves out."""

import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.taggers import JEDINet
from pyg_jets.transforms import ParticleSet


def test_size_is_the_published_one() -> None:
    tagger = JEDINet()
    parameters = sum(p.numel() for p in tagger.parameters())
    # Five classes: four outputs more after the layer of 15 units.
    assert parameters + 4 * (15 + 1) == 33_625
    assert tagger.hidden_channels == 1000
    summed = JEDINet(50, 14, 10, 150, summed=True)
    assert summed.hidden_channels == 10
    layers = [layer for layer in summed.head if isinstance(layer, torch.nn.Linear)]
    assert [layer.out_features for layer in layers] == [50, 25, 1]


def test_slots_and_sums(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    tagger, summed = JEDINet(length=6), JEDINet(length=6, summed=True)
    tagger.fit_scaling(cluster(toy_jets))
    summed.load_state_dict(
        tagger.state_dict()
        | {key: value for key, value in summed.state_dict().items() if key.startswith("head")}
    )
    slots = tagger.embed(batch).view(7, 6, 10)
    torch.testing.assert_close(slots.sum(1), summed.embed(batch))
    states, view = tagger.states(batch), ParticleSet(["pt"])(batch)
    for number in range(7):
        of_jet = (batch.batch == number) & batch.is_leaf
        order = view.particles[of_jet, 0].argsort(descending=True)[:6]
        states_of = torch.nn.functional.elu(states[of_jet][order])
        torch.testing.assert_close(slots[number, : len(order)], states_of)
        assert (slots[number, len(order) :] == 0).all()


def test_softer_particles_are_left_out(toy_jets: Constituents) -> None:
    tagger, batch = JEDINet(length=6), cluster(toy_jets).batch()
    assert ((tagger.states(batch) != 0).any(1)).sum() == 1 + 2 + 3 + 5 + 6 + 6 + 6
    gate = torch.randn(batch.num_nodes, 10) * (tagger.states(batch) == 0)
    assert torch.equal(tagger.embed(batch, gate), tagger.embed(batch))


@pytest.mark.parametrize("summed", [False, True])
def test_the_order_of_constituents_does_not_matter(summed: bool, toy_jets: Constituents) -> None:
    tagger = JEDINet(summed=summed)
    tagger.fit_scaling(cluster(toy_jets))
    turned = Constituents.from_list([jet.p4.flip(0) for jet in toy_jets])
    expected = tagger(cluster(toy_jets).batch())
    torch.testing.assert_close(tagger(cluster(turned).batch()), expected, rtol=1e-4, atol=1e-5)


def test_it_is_built_again_from_its_configuration() -> None:
    tagger = JEDINet(8, 3, 2, 5, summed=True)
    again = JEDINet(**tagger.config)
    again.load_state_dict(tagger.state_dict())
    assert again.config == tagger.config


def test_length_is_checked() -> None:
    with pytest.raises(ValueError, match=r"'length' must be at least 1 \(got 0\)"):
        JEDINet(length=0)

"""What values sum to, beside numbers that are made another way."""

import torch

from pyg_jets import Constituents, cluster
from pyg_jets.attribution.conserved import (
    from_baseline,
    from_no_message,
    from_no_player,
    handed_down,
)
from tests.attributed import made


def test_the_whole_logit_is_the_tagger_s(toy_jets: Constituents) -> None:
    tagger, batch = made("RecNN", toy_jets), cluster(toy_jets).batch()
    assert torch.equal(handed_down(tagger, batch, {}), tagger(batch))


def test_from_a_baseline_of_features_is_a_difference_of_two_logits(toy_jets: Constituents) -> None:
    tagger, trees = made("RecNN", toy_jets), cluster(toy_jets)
    batch, empty = trees.batch(), trees.batch()
    zero = torch.zeros(7)
    empty.x = torch.zeros_like(empty.x)
    expected = tagger(batch) - tagger(empty)
    moved = from_baseline(tagger, batch, {"on": "features", "baseline": zero})
    torch.testing.assert_close(moved, expected)


def test_without_players_a_jet_is_its_hardest_branches(toy_jets: Constituents) -> None:
    """One particle: nobody plays. Two: the softer one goes, and what is left is the harder one."""
    tagger = made("RecNN", toy_jets)
    single, pair = toy_jets[:1], toy_jets[1:2]
    assert from_no_player(tagger, cluster(single).batch(), {}).abs().max() < 1e-6
    hardest = pair.p4[pair.p4[:, :2].norm(dim=1).argmax()][None]
    alone = tagger(cluster(Constituents.from_list([hardest])).batch())
    expected = tagger(cluster(pair).batch()) - alone
    torch.testing.assert_close(from_no_player(tagger, cluster(pair).batch(), {}), expected)


def test_a_jet_of_one_particle_has_no_messages(toy_jets: Constituents) -> None:
    """What a root says alone is all there is; in larger jets messages tell the network more."""
    tagger, batch = made("RecNN", toy_jets), cluster(toy_jets).batch()
    with torch.no_grad():
        share = from_no_message(tagger, batch, {})
    single = toy_jets.ptr.diff() == 1
    assert (share[single].abs() < 1e-6).all()
    assert (share[~single].abs() > 1e-6).all()

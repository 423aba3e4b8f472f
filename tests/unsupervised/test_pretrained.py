"""What comes back is an encoder as any other."""

from typing import Any

import pytest
import torch

from pyg_jets import JetTreeDataset, cluster, lund_coordinates
from pyg_jets.metrics import roc_auc
from pyg_jets.simulation import ToyShower
from pyg_jets.taggers import RecNN
from pyg_jets.training import transfer
from pyg_jets.unsupervised import Pretrained, pretrain


def test_it_goes_on_as_any_tagger(
    pretrained: dict[str, Pretrained], trees: JetTreeDataset, batch: Any
) -> None:
    for result in pretrained.values():
        assert result.embed(batch).shape == (batch.num_graphs, 12)
        options: Any = {"epochs": 1, "progress": False, "standardised": True}
        head = transfer(result.encoder, trees[:120], trees[120:], **options).tagger
        assert torch.equal(head.embed(batch), result.embed(batch))


def test_modes_and_gradients_are_left_alone(
    pretrained: dict[str, Pretrained], trees: JetTreeDataset, batch: Any
) -> None:
    result = pretrained["autoencoder"]
    result.objective.train()
    result.score(trees[:4])
    losses = result.splitting_losses(batch)
    assert not losses.requires_grad
    assert result.objective.training
    result.objective.eval()


@pytest.mark.slow
def test_a_made_anomaly_is_found_where_it_is() -> None:
    """An autoencoder of a plain shower, shown jets with one more splitting, of a resonance."""
    shower = ToyShower(region=None, resonance_mass=80.0, min_kt=1.0)
    learnt, toy = cluster(shower.jets(1600, 1).constituents), shower.jets(400, 2)
    assert learnt.y is not None
    with torch.random.fork_rng():
        torch.manual_seed(0)
        network = RecNN(hidden_channels=16)
    options: Any = {"epochs": 8, "batch_size": 32, "lr": 1e-2, "progress": False}
    result = pretrain(network, learnt.index_select(learnt.y == 0), "autoencoder", **options)
    test = cluster(toy.constituents)
    assert test.y is not None
    assert roc_auc(result.score(test), test.y).low > 0.8
    batch = test.batch()
    lund, losses = lund_coordinates(batch), result.splitting_losses(batch)
    assert lund.jet is not None
    of_particle = torch.repeat_interleave(torch.arange(len(test)), test.constituents.ptr.diff())
    planted, others, first, jets, chance = [], [], 0, 0, 0.0
    for row in toy.prong.nonzero().flatten().tolist():
        rows = (lund.jet == of_particle[row]).nonzero().flatten()
        away = torch.hypot(
            lund.ln_kt[rows] - toy.ln_kt[row], lund.ln_inv_delta[rows] - toy.ln_inv_delta[row]
        )
        if float(away.min()) > 0.01 or len(rows) < 2:
            continue
        of_jet, at = losses[lund.node[rows]], int(away.argmin())
        planted.append(of_jet[at])
        others.append(torch.cat((of_jet[:at], of_jet[at + 1 :])))
        first, jets = first + int(of_jet.argmax() == at), jets + 1
        chance += 1 / len(rows)
    assert jets > 100
    # The other splittings of such a jet suffer too, as one embedding tells all of them.
    plain = losses[lund.node[(test.y == 0)[lund.jet]]].mean()
    assert torch.stack(planted).mean() > 1.25 * torch.cat(others).mean() > 1.25 * plain
    assert first > chance

"""Losses of splittings by hand, and what they are of."""

from typing import Any

import pytest
import torch

from pyg_jets import Constituents, cluster, lund_coordinates
from pyg_jets.unsupervised import Autoencoder, Pretrained
from tests.unsupervised.conftest import encoder


def test_losses_by_hand(batch: Any) -> None:
    objective = Autoencoder(encoder())
    objective.encoder.fit_scaling(batch.to_data_list())
    with torch.no_grad():  # a decoder that always tells the mean
        for parameter in objective.readout.parameters():
            parameter.zero_()
    losses = objective.splitting_losses(batch)
    lund = lund_coordinates(batch)
    pt = batch.p4[:, :2].norm(dim=1)
    for row in range(0, len(lund), 7):
        node = int(lund.node[row])
        psi = lund.psi[row]
        wrong = [lund.ln_kt[row], lund.ln_inv_delta[row], lund.z[row], psi.cos(), psi.sin()]
        for child in batch.edge_index[0][batch.edge_index[1] == node].tolist():
            if batch.level[child] == 0:
                jet = pt[batch.is_root][batch.batch[child]]
                wrong.append((pt[child] / jet).log() / 3)
        expected = torch.stack(wrong).square().mean().float()
        torch.testing.assert_close(losses[node], expected)
    assert (losses[batch.is_leaf] == 0).all()


def test_children_in_one_direction_have_a_finite_loss(pretrained: dict[str, Pretrained]) -> None:
    p4 = torch.tensor([[10.0, 0, 0, 10], [5.0, 0, 0, 5], [0, 3.0, 0, 3]])
    batch = cluster(Constituents(p4, [0, 3])).batch()
    for method in ("autoencoder", "masked"):
        assert pretrained[method].splitting_losses(batch).isfinite().all()


def test_jets_of_one_constituent() -> None:
    lone = cluster(Constituents([[1.0, 0, 0, 1], [2.0, 0, 0, 2]], [0, 1, 2]))
    objective = Autoencoder(encoder())
    with pytest.raises(ValueError, match=r"must have splittings .*\(got 2 of one constituent\)"):
        objective.prepare(lone)
    objective.encoder.fit_scaling(lone)
    assert objective.score(lone.batch()).tolist() == [0.0, 0.0]

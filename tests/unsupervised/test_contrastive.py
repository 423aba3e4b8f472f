"""The loss against its formula, and versions that are of the same jets."""

import math
from typing import Any

import pytest
import torch

from pyg_jets import Constituents, JetTreeDataset, cluster
from pyg_jets.transforms import Rotation
from pyg_jets.unsupervised import Contrastive, Pretrained
from pyg_jets.unsupervised.contrastive import nt_xent
from tests.unsupervised.conftest import encoder


def test_the_loss_by_its_formula() -> None:
    z = torch.nn.functional.normalize(torch.randn(6, 4, dtype=torch.float64), dim=1)
    expected = []
    for i in range(3):
        both = []
        for one, other in ((i, i + 3), (i + 3, i)):
            terms = [math.exp(float(z[one] @ z[j]) / 0.2) for j in range(6) if j != one]
            both.append(-math.log(math.exp(float(z[one] @ z[other]) / 0.2) / sum(terms)))
        expected.append(sum(both) / 2)
    torch.testing.assert_close(nt_xent(z, 0.2), torch.tensor(expected).double())


def test_versions_are_of_the_same_jets(batch: Any) -> None:
    """A turn alone leaves every jet's momentum; all changes together give other particles."""
    turned = Contrastive(encoder(), changes=lambda seed: [Rotation(seed=seed)])
    views = turned.views(batch, 5)
    for version in views.p4[views.is_root].view(2, -1, 4):
        torch.testing.assert_close(version, batch.p4[batch.is_root], rtol=1e-9, atol=1e-7)
    first, second = views.p4[views.is_leaf].view(2, -1, 4)
    assert not torch.equal(first, second)
    objective = Contrastive(encoder())
    views = objective.views(batch, 5)
    assert views.num_graphs == 2 * batch.num_graphs
    assert torch.equal(views.p4, objective.views(batch, 5).p4)
    assert not torch.equal(views.p4[-1], objective.views(batch, 6).p4[-1])


def test_score_is_one_on_average_and_large_far_away(
    pretrained: dict[str, Pretrained], trees: JetTreeDataset
) -> None:
    result = pretrained["contrastive"]
    assert float(result.score(trees).mean()) == pytest.approx(1.0, abs=0.2)
    particles = trees.constituents
    wide = cluster(Constituents(particles.p4[:, [2, 0, 1, 3]], particles.ptr))  # along the beam
    assert float(result.score(wide).mean()) > 3
    with pytest.raises(ValueError, match="no splitting has a loss of its own"):
        result.splitting_losses(trees.batch(slice(2)))


def test_bad_temperature() -> None:
    with pytest.raises(ValueError, match=r"'temperature' must be positive \(got 0\)"):
        Contrastive(encoder(), temperature=0)

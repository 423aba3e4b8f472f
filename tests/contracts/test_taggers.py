"""What every exported tagger must do; a newcomer is tested with no edit."""

from pathlib import Path
from typing import Any

import pytest
import torch

from pyg_jets import Constituents, cluster, taggers
from pyg_jets.taggers import Tagger, load_tagger

TAGGERS = [
    member
    for name in taggers.__all__
    if isinstance(member := getattr(taggers, name), type) and member is not Tagger
]


@pytest.fixture(params=TAGGERS, ids=lambda tagger: tagger.__name__)
def tagger(request: pytest.FixtureRequest, toy_jets: Constituents) -> Any:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        tagger = request.param(hidden_channels=8)
    tagger.fit_scaling(cluster(toy_jets))
    return tagger.eval()


def test_alone_equals_in_a_batch(tagger: Any, toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    together = tagger(trees.batch())
    assert together.shape == (7,)
    alone = torch.cat([tagger(tree) for tree in trees])
    torch.testing.assert_close(alone, together, rtol=1e-4, atol=1e-5)


def test_embed_and_head_are_the_logit(tagger: Any, toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    embedding = tagger.embed(batch)
    assert embedding.shape == (7, tagger.hidden_channels)
    assert torch.equal(tagger.head(embedding).squeeze(-1), tagger(batch))


def test_finite_gradients_reach_the_features(tagger: Any, toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    batch.x.requires_grad_()
    tagger(batch).sum().backward()
    assert batch.x.grad.isfinite().all()
    assert (batch.x.grad != 0).any()


def test_one_particle_jet(tagger: Any, toy_jets: Constituents) -> None:
    assert tagger(cluster(toy_jets)[0]).isfinite().all()


def test_state_and_file_round_trip(tagger: Any, toy_jets: Constituents, tmp_path: Path) -> None:
    batch = cluster(toy_jets).batch()
    other = type(tagger)(**tagger.config)
    other.load_state_dict(tagger.state_dict())
    assert torch.equal(other.eval()(batch), tagger(batch))
    tagger.save(tmp_path / "tagger")
    assert torch.equal(load_tagger(tmp_path / "tagger")(batch), tagger(batch))

"""What every way to learn without labels keeps: resuming, seeds, any encoder, and refusals."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.utils.data import WeightedRandomSampler

from pyg_jets import Constituents, JetLoader, JetTreeDataset, JetTreeShards, cluster
from pyg_jets.taggers import EFN, LundNet, ParticleNet, RecNN, Tagger
from pyg_jets.training import embed
from pyg_jets.transforms import LundTree
from pyg_jets.unsupervised import (
    METHODS,
    Autoencoder,
    Contrastive,
    Objective,
    Pretrained,
    pretrain,
)
from tests.unsupervised.conftest import SHORT, encoder

EACH = pytest.mark.parametrize("method", METHODS)


def _state(result: Pretrained) -> Tensor:
    return torch.cat([value.double().flatten() for value in result.objective.state_dict().values()])


@EACH
def test_it_learns(method: str, pretrained: dict[str, Pretrained], trees: JetTreeDataset) -> None:
    result = pretrained[method]
    losses = [epoch["val_loss"] for epoch in result.history]
    assert losses[result.best_epoch] == min(losses)
    assert losses[-1] < losses[0]
    assert not torch.equal(result.embed(trees.batch()), encoder().embed(trees.batch()))
    scores = result.score(trees)
    assert scores.shape == (len(trees),)
    assert scores.isfinite().all()
    torch.testing.assert_close(scores[40:80], result.score(trees[40:80], batch_size=7))


@EACH
def test_same_seed_same_bytes(
    method: str, pretrained: dict[str, Pretrained], trees: JetTreeDataset
) -> None:
    before = torch.random.get_rng_state()
    again = pretrain(encoder(), trees, method, **SHORT)
    assert torch.equal(before, torch.random.get_rng_state())
    assert torch.equal(_state(again), _state(pretrained[method]))
    assert again.history == pretrained[method].history
    other = pretrain(encoder(), trees, method, **{**SHORT, "epochs": 1}, seed=1)
    assert other.history[0] != again.history[0]


class _PowerCut(RecNN):
    """Fails in its second epoch."""

    steps = 0

    def embed(self, batch: Any, gate: Tensor | None = None) -> Tensor:
        self.steps += self.training
        if self.steps > 6 + 3:
            raise RuntimeError("power cut")
        return super().embed(batch, gate)


@EACH
def test_resumed_equals_uninterrupted(
    method: str, pretrained: dict[str, Pretrained], trees: JetTreeDataset, tmp_path: Path
) -> None:
    failing = _PowerCut(hidden_channels=12)
    failing.load_state_dict(encoder().state_dict())
    with pytest.raises(RuntimeError, match="power cut"):
        pretrain(failing, trees, method, **SHORT, directory=tmp_path)
    resumed = pretrain(encoder(), trees, method, **SHORT, directory=tmp_path)
    assert torch.equal(_state(resumed), _state(pretrained[method]))
    assert resumed.history == pretrained[method].history
    with pytest.raises(ValueError, match=r"same settings .*'lr': 0.1.*\(got .*'lr': 0.005"):
        pretrain(encoder(), trees, method, **{**SHORT, "lr": 0.1}, directory=tmp_path)


@EACH
def test_labels_are_not_looked_at(
    method: str, pretrained: dict[str, Pretrained], trees: JetTreeDataset
) -> None:
    bare = cluster(Constituents(trees.constituents.p4, trees.constituents.ptr))
    assert torch.equal(_state(pretrain(encoder(), bare, method, **SHORT)),
                       _state(pretrained[method]))  # fmt: skip


@EACH
@pytest.mark.parametrize("kind", [EFN, LundNet, ParticleNet])
def test_any_encoder(method: str, kind: Callable[[], Tagger], trees: JetTreeDataset) -> None:
    tagger = kind()
    result = pretrain(tagger, trees[:60], method, **{**SHORT, "epochs": 1})
    assert result.encoder is tagger
    assert embed(tagger, trees[:5]).shape == (5, tagger.hidden_channels)
    assert result.score(trees[:5]).isfinite().all()
    assert all(parameter.requires_grad for parameter in tagger.head.parameters())


def test_the_head_stays(trees: JetTreeDataset) -> None:
    tagger = encoder()
    pretrain(tagger, trees, "autoencoder", **{**SHORT, "epochs": 1})
    for name, parameter in encoder().head.named_parameters():
        assert torch.equal(tagger.head.get_parameter(name), parameter)


def test_shards_and_weights(trees: JetTreeDataset, tmp_path: Path) -> None:
    short = {**SHORT, "epochs": 1}
    shards = JetTreeShards.write(tmp_path, [trees[:70], trees[70:150]])
    with pytest.raises(ValueError, match="'val' must be given with jets in many files"):
        pretrain(encoder(), shards, "autoencoder", **short)
    weighted = trees.copy()
    weighted.constituents.weight = torch.full((len(trees),), 3.0)
    even = pretrain(encoder(), weighted, "autoencoder", **short)
    plain = pretrain(encoder(), trees, "autoencoder", **short)
    assert even.history[0]["val_loss"] == pytest.approx(plain.history[0]["val_loss"], rel=1e-3)
    weighted.constituents.weight = torch.arange(len(trees)) % 2
    uneven = pretrain(encoder(), weighted, "autoencoder", **short)
    assert uneven.history[0]["val_loss"] != pytest.approx(plain.history[0]["val_loss"], rel=1e-3)


def test_bad_input(trees: JetTreeDataset) -> None:
    with pytest.raises(ValueError, match=r"'method' must be one of .*contrastive \(got 'simclr'\)"):
        pretrain(encoder(), trees, "simclr")
    with pytest.raises(ValueError, match=r"on this encoder \(got Contrastive on another\)"):
        pretrain(encoder(), trees, Contrastive(encoder()))
    with pytest.raises(ValueError, match=r"'epochs' must be at least 1 \(got 0\)"):
        pretrain(encoder(), trees, epochs=0)
    with pytest.raises(ValueError, match=r"'batch_size' must be at least 2 .*\(got 1\)"):
        pretrain(encoder(), trees, batch_size=1)
    with pytest.raises(ValueError, match=r"'jets' must be at least 10 .*\(got 4\)"):
        pretrain(encoder(), trees[:4])
    with pytest.raises(ValueError, match=r"'val' must be at least 2 \(got 1\)"):
        pretrain(encoder(), trees, val=trees[:1])
    negative = trees.copy()
    negative.constituents.weight = torch.full((len(trees),), -1.0)
    with pytest.raises(ValueError, match=r"'jets' must have no negative weights"):
        pretrain(encoder(), negative)
    changed = trees.copy()
    changed.transform = LundTree()
    with pytest.raises(ValueError, match=r"'jets' must have no 'transform'.*\(got LundTree\)"):
        pretrain(encoder(), changed)
    sampler = WeightedRandomSampler([1.0] * len(trees), 50)
    with pytest.raises(ValueError, match="'val' must be given with a loader with a sampler"):
        pretrain(encoder(), JetLoader(trees, 32, sampler=sampler))
    with pytest.raises(TypeError, match="fit has no option 'epoch'"):
        pretrain(encoder(), trees, epoch=3)
    with pytest.raises(ValueError, match=r"trees .* same algorithm"):
        pretrain(encoder(), cluster(trees.constituents, "kt"), **SHORT)


class _Seen(Autoencoder):
    """Keeps the momenta of the jets of every training step."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.jets: list[tuple[float, ...]] = []

    def forward(self, batch: Any, seed: int) -> Tensor:
        if torch.is_grad_enabled():
            self.jets += [tuple(row) for row in batch.p4[batch.is_root].tolist()]
        return super().forward(batch, seed)


def test_shards_give_the_jets_the_scales_and_the_loss_of_the_whole(
    trees: JetTreeDataset, tmp_path: Path
) -> None:
    """Other batches of the same jets: with steps of next to nothing all is the same."""
    still = {**SHORT, "epochs": 2, "lr": 1e-12}
    parts = {
        "shards": JetTreeShards.write(tmp_path, [trees[:70], trees[70:150]]),
        "whole": trees[:150],
    }
    results, every = {}, trees[:150].batch()
    for name, jets in parts.items():
        tagger = encoder()
        with torch.random.fork_rng():
            torch.manual_seed(5)
            objective = _Seen(tagger)
        results[name] = pretrain(tagger, jets, objective, val=trees[150:], **still)
        expected = sorted(2 * [tuple(row) for row in every.p4[every.is_root].tolist()])
        assert sorted(objective.jets) == expected
    one, other = results.values()
    torch.testing.assert_close(_state(one), _state(other), rtol=1e-6, atol=1e-9)
    for first, second in zip(one.history, other.history, strict=True):
        assert first["val_loss"] == pytest.approx(second["val_loss"], rel=1e-6)
    # The loss by hand: the mean over the validation jets of what the objective says of each.
    by_hand = float(one.score(trees[150:]).mean())
    assert one.history[-1]["val_loss"] == pytest.approx(by_hand, rel=1e-6)


def test_an_objective_of_ones_own(trees: JetTreeDataset) -> None:
    class Sizes(Objective):
        def forward(self, batch: Any, seed: int) -> Tensor:  # noqa: ARG002
            return self.encoder.embed(batch).square().mean(1)

    tagger = encoder()
    result = pretrain(tagger, trees, Sizes(tagger), **SHORT)
    assert result.history[-1]["val_loss"] < 0.5 * result.history[0]["val_loss"]

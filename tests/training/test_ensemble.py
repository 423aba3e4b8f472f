"""Members are what single trainings give, here and in processes."""

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets import JetTreeDataset, cluster, fit, predict
from pyg_jets.simulation import ToyShower
from pyg_jets.taggers import RecNN, Tagger
from pyg_jets.training import fit_ensemble

OPTIONS: dict[str, Any] = {"epochs": 2, "batch_size": 40, "lr": 5e-3}


@pytest.fixture(scope="module")
def parts(shower: ToyShower) -> tuple[JetTreeDataset, JetTreeDataset]:
    sizes = ((200, 1), (80, 2))
    train, val = (cluster(shower.jets(jets, seed).constituents) for jets, seed in sizes)
    return train, val


def _network() -> Tagger:
    return RecNN(hidden_channels=6)


def _weights(tagger: Tagger) -> Tensor:
    return torch.cat([parameter.detach().flatten() for parameter in tagger.parameters()])


def test_a_member_is_a_training_of_its_seed(parts: Any, tmp_path: Path) -> None:
    before = torch.random.get_rng_state()
    ensemble = fit_ensemble(_network, *parts, members=2, seed=4, directory=tmp_path, **OPTIONS)
    assert torch.equal(before, torch.random.get_rng_state())
    assert ensemble.seeds == [4, 5]
    for seed, member in zip((4, 5), ensemble.members, strict=True):
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            tagger = _network()
        alone = fit(tagger, *parts, seed=seed, progress=False, **OPTIONS)
        assert torch.equal(_weights(alone.tagger), _weights(member.tagger))
        assert alone.history == member.history
    assert {path.name for path in tmp_path.iterdir()} == {"member-4", "member-5"}


def test_mean_and_spread(parts: Any) -> None:
    ensemble = fit_ensemble(_network, *parts, members=2, **OPTIONS)
    first, second = (predict(tagger, parts[1]) for tagger in ensemble.taggers)
    assert not torch.equal(first, second)
    torch.testing.assert_close(ensemble.predict(parts[1]), (first + second) / 2)
    torch.testing.assert_close(ensemble.spread(parts[1]), (first - second).abs() / 2**0.5)


def test_workers_change_nothing(parts: Any) -> None:
    here, there = (
        fit_ensemble(_network, *parts, members=2, workers=workers, **OPTIONS) for workers in (1, 2)
    )
    for one, other in zip(here.taggers, there.taggers, strict=True):
        assert torch.equal(_weights(one), _weights(other))


def test_bad_numbers(parts: Any) -> None:
    with pytest.raises(ValueError, match=r"'members' must be at least 1 \(got 0\)"):
        fit_ensemble(_network, *parts, members=0)
    with pytest.raises(ValueError, match=r"at least two members \(got 1\)"):
        fit_ensemble(_network, *parts, members=1, **{**OPTIONS, "epochs": 1}).spread(parts[1])

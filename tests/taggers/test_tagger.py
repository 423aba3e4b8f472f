"""What every tagger inherits: scaling, frames, files."""

import copy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from pyg_jets import Constituents, cluster
from pyg_jets.attribution import node_saliency
from pyg_jets.taggers import LundNet, RecNN, Tagger, load_tagger
from pyg_jets.training import embed


@pytest.fixture
def tagger(toy_jets: Constituents) -> Tagger:
    tagger = RecNN(hidden_channels=6, cell="gated")
    tagger.fit_scaling(cluster(toy_jets))
    return tagger


def test_scaling_is_robust(tagger: Tagger, toy_jets: Constituents) -> None:
    x = cluster(toy_jets).batch().x.numpy()
    low, middle, high = np.quantile(x, [0.25, 0.5, 0.75], axis=0, method="linear")
    np.testing.assert_allclose(tagger.center, middle, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(tagger.scale, high - low, rtol=1e-5)
    one = RecNN(hidden_channels=6)
    one.fit_scaling(cluster(toy_jets)[:1])
    assert one.scale.tolist() == [1.0] * 7


def test_frame_is_remembered(tagger: Tagger, toy_jets: Constituents, tmp_path: Path) -> None:
    assert RecNN(hidden_channels=6).frame is None
    assert tagger.frame == "jet"
    laboratory = cluster(toy_jets, frame="laboratory")
    for trees in (laboratory.batch(), laboratory[0]):
        with pytest.raises(ValueError, match=r"'jet' frame \(got 'laboratory'\)"):
            tagger(trees)
    tagger.save(tmp_path / "tagger")
    with pytest.raises(ValueError, match="'jet' frame"):
        load_tagger(tmp_path / "tagger")(laboratory.batch())


def test_other_features_are_refused(tagger: Tagger, toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    batch.x = batch.x[:, :5]
    with pytest.raises(ValueError, match=r"reads 7 features \(p, eta, .*\(got 5\)"):
        tagger(batch)


def test_half_a_tagger_says_what_is_missing() -> None:
    class Half(Tagger):
        pass

    with pytest.raises(NotImplementedError, match="Half must define 'states'"):
        Half(3).states(None)
    with pytest.raises(NotImplementedError, match="Half must define 'readout'"):
        Half(3).readout(torch.ones(1), None)


def _count_constituents(data: Any) -> Any:
    data = copy.copy(data)
    data.multiplicity = torch.bincount(data.batch[data.is_leaf]).float()
    return data


class _Multiplicity(Tagger):
    """Reads the number of constituents from its own view; the states are that number."""

    transform = staticmethod(_count_constituents)
    reads = "multiplicity"

    def __init__(self, hidden_channels: int = 3) -> None:
        super().__init__(hidden_channels, head_channels=(5, 2), state_channels=1, in_channels=1)
        self.dense = torch.nn.Linear(1, hidden_channels)

    def inputs(self, batch: Any) -> Tensor:
        inputs: Tensor = self.view(batch).multiplicity[:, None]
        return inputs

    def states(self, batch: Any, gate: Tensor | None = None) -> Tensor:
        states: Tensor = self.view(batch).multiplicity[batch.batch, None]
        return states if gate is None else states + gate

    def readout(self, states: Tensor, batch: Any) -> Tensor:
        embedding: Tensor = self.dense((states[batch.is_root] - self.center) / self.scale)
        return embedding


def test_a_tagger_with_a_view_states_and_head_of_its_own(toy_jets: Constituents) -> None:
    tagger = _Multiplicity()
    tagger.fit_scaling(cluster(toy_jets))
    assert tagger.center.tolist() == [5.0]
    assert tagger.scale.tolist() == [10.0 - 2.5]
    assert [tuple(p.shape) for p in tagger.head.parameters() if p.ndim == 2] == [
        (5, 3), (2, 5), (1, 2)
    ]  # fmt: skip
    batch = cluster(toy_jets).batch()
    assert tagger(batch).shape == (7,)
    assert "multiplicity" not in batch
    saliency = node_saliency(tagger, batch)
    assert (saliency[batch.is_root] > 0).all()
    assert (saliency[~batch.is_root] == 0).all()
    seen = tagger.view(batch)
    seen.multiplicity = torch.zeros(7)
    assert len(tagger(seen).unique()) == 1
    batch.multiplicity = torch.zeros(7)
    with pytest.raises(ValueError, match=r"'multiplicity' of the batch must be as .*_count_const"):
        tagger(batch)


def test_untrained_has_fresh_parameters_and_the_same_scaling(
    tagger: Tagger, toy_jets: Constituents
) -> None:
    jets = cluster(toy_jets)
    state = torch.get_rng_state()
    fresh, same, other = (tagger.double().untrained(seed) for seed in (1, 1, 2))
    assert torch.equal(torch.get_rng_state(), state)
    assert torch.equal(fresh.center, tagger.center)
    assert torch.equal(fresh.scale, tagger.scale)
    assert fresh.frame == tagger.frame == "jet"
    assert torch.equal(embed(fresh, jets), embed(same, jets))
    assert not torch.equal(embed(fresh, jets), embed(other, jets))
    assert embed(fresh, jets).dtype == torch.float64
    assert not fresh.training


def test_untrained_takes_no_running_statistics_along(toy_jets: Constituents) -> None:
    tagger = LundNet(hidden_channels=4, channels=(3,))
    tagger.train()(cluster(toy_jets).batch())
    mean = "norm.running_mean"
    assert tagger.get_buffer(mean).abs().min() > 0
    assert tagger.untrained().get_buffer(mean).abs().max() == 0


class _Forgetful(Tagger):
    def __init__(self, width: int) -> None:
        super().__init__(width)


def test_a_class_must_hand_its_arguments_on() -> None:
    with pytest.raises(TypeError, match=r"_Forgetful must hand its arguments on, by their names"):
        _Forgetful(3).untrained()

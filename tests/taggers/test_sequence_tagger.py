"""What FCN and LSTM share: states, slots, scaling, and views made beforehand."""

import numpy as np
import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.taggers import FCN, LSTM
from pyg_jets.taggers._sequence_tagger import SequenceTagger
from pyg_jets.transforms import Sequence

LENGTH = 6


@pytest.fixture(params=[FCN, LSTM])
def tagger(request: pytest.FixtureRequest, toy_jets: Constituents) -> SequenceTagger:
    tagger: SequenceTagger = request.param(length=LENGTH)
    tagger.fit_scaling(cluster(toy_jets))
    return tagger


def test_scaling_is_robust_and_keeps_zero(tagger: SequenceTagger, toy_jets: Constituents) -> None:
    batch = Sequence(LENGTH, oriented=False)(cluster(toy_jets).batch())
    momenta = batch.sequence[batch.sequence_mask].numpy()
    low, high = np.quantile(momenta, [0.25, 0.75], axis=0)
    np.testing.assert_allclose(tagger.scale, high - low, rtol=1e-5)
    assert tagger.center.tolist() == [0.0] * 4


def test_states_are_the_inputs_of_constituents(
    tagger: SequenceTagger, toy_jets: Constituents
) -> None:
    batch = cluster(toy_jets).batch()
    states = tagger.states(batch)
    assert (states[~batch.is_leaf] == 0).all()
    filled = Sequence(LENGTH, oriented=False)(batch).sequence_mask.sum()
    assert (states != 0).any(1).sum() == filled == 1 + 2 + 3 + 5 + 6 + 6 + 6
    expected = Sequence(LENGTH, oriented=False)(batch).sequence / tagger.scale
    torch.testing.assert_close(tagger.slots(states, batch), expected)


def test_a_soft_particle_hardly_matters(tagger: SequenceTagger, toy_jets: Constituents) -> None:
    p4 = toy_jets[2].p4
    logits = [tagger(cluster(Constituents.from_list([p4]))[0])]
    for pt in (1e-2, 1e-5):
        soft = pt * torch.tensor([[-1.0, 0.1, 0.0, 1.1]], dtype=torch.float64)
        logits.append(tagger(cluster(Constituents.from_list([torch.cat((p4, soft))]))[0]))
    if isinstance(tagger, FCN):
        assert (logits[2] - logits[0]).abs() < 1e-4
        assert (logits[2] - logits[0]).abs() <= (logits[1] - logits[0]).abs()
    else:
        # An LSTM takes one step more, however soft the particle.
        torch.testing.assert_close(logits[2], logits[1], rtol=1e-2, atol=1e-3)


def test_a_view_made_beforehand_is_read(tagger: SequenceTagger, toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    expected = tagger(batch)
    prepared = Sequence(LENGTH, oriented=False)(batch)
    assert torch.equal(tagger(prepared), expected)
    prepared.sequence = torch.zeros_like(prepared.sequence)
    assert not torch.equal(tagger(prepared), expected)


def test_half_a_tagger_says_what_is_missing() -> None:
    with pytest.raises(NotImplementedError, match="SequenceTagger must define 'of_slots'"):
        SequenceTagger(8, (4, 4), LENGTH).of_slots(torch.ones(1), torch.ones(1))

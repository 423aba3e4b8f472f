"""Curves begin and end where they must, and the truth beats chance."""

from typing import Any

import pytest
import torch

from pyg_jets import Constituents, JetTreeDataset, cluster
from pyg_jets.attribution import node_saliency
from pyg_jets.attribution.pruning import without_branches
from pyg_jets.evaluation import Curve, deletion_curve
from pyg_jets.evaluation.deletion import turns
from pyg_jets.evaluation.truth.planted_splittings import planted_splittings
from pyg_jets.metrics import average
from pyg_jets.simulation import ToyJets
from pyg_jets.taggers import CNN, Tagger
from pyg_jets.training import predict_logits


def test_both_ways_meet_at_the_ends(trained: Tagger, planted_trees: JetTreeDataset) -> None:
    jets = planted_trees[:200]
    values = node_saliency(trained, jets.batch())
    deletion = deletion_curve(trained, jets, values, steps=4)
    insertion = deletion_curve(trained, jets, values, "insertion", steps=4)
    whole = predict_logits(trained, jets).double()
    everything = torch.ones(jets.batch().num_nodes, 1, dtype=torch.bool)
    bare = without_branches(trained, jets.batch(), everything)[:, 0]
    assert deletion.fractions.tolist() == [0, 0.25, 0.5, 0.75, 1]
    torch.testing.assert_close(deletion.outputs[:, 0], whole)
    torch.testing.assert_close(insertion.outputs[:, -1], whole)
    torch.testing.assert_close(deletion.outputs[:, -1], bare)
    torch.testing.assert_close(insertion.outputs[:, 0], bare)
    # What goes first backwards is what comes last.
    backwards = deletion_curve(trained, jets, -values.double(), "insertion", steps=1)
    torch.testing.assert_close(backwards.outputs, deletion.outputs[:, [4, 0]])
    probability = deletion_curve(trained, jets, values, steps=1, probability=True)
    torch.testing.assert_close(probability.outputs, deletion.outputs[:, [0, 4]].sigmoid())


def test_largest_values_go_first(trained: Tagger, toy_jets: Constituents) -> None:
    jets = cluster(toy_jets)[-1:]
    batch = jets.batch()
    values = torch.rand(batch.num_nodes)
    values[batch.is_leaf] = 2
    curve = deletion_curve(trained, jets, values, steps=19)
    order = values.masked_fill(batch.is_leaf, -1).argsort(descending=True)
    for k in (1, 7, 18):
        gone = torch.zeros(batch.num_nodes, 1, dtype=torch.bool)
        gone[order[:k]] = True
        expected = without_branches(trained, batch, gone)
        torch.testing.assert_close(curve.outputs[:, [k]], expected, rtol=1e-5, atol=1e-6)


def test_turns_by_hand() -> None:
    """Two jets of 4 and 2 constituents: thirds, and one that comes half-way."""
    p4 = [[float(k), 0.1 * k * k, 0.3 * k, 9.0 * k] for k in range(1, 7)]
    batch = cluster(Constituents(p4, [0, 4, 6])).batch()
    values = torch.tensor([9.0, 9.0, 9.0, 9.0, 1.0, 3.0, -2.0, 9.0, 9.0, 0.5])
    found = turns(values, batch, seed=1)
    assert found.isfinite().nonzero().flatten().tolist() == [4, 5, 6, 9]
    assert found[[4, 5, 6, 9]].tolist() == pytest.approx([3 / 6, 1 / 6, 5 / 6, 1 / 2])
    assert torch.equal(found, turns(values, batch, seed=2))


def test_equal_values_come_in_random_order(trained: Tagger, planted_trees: JetTreeDataset) -> None:
    jets = planted_trees[:100]
    same = torch.zeros(jets.batch().num_nodes)
    first, again, other = (deletion_curve(trained, jets, same, seed=k).outputs for k in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


@pytest.mark.parametrize(("way", "sign"), [("deletion", -1), ("insertion", 1)])
def test_the_truth_beats_chance_and_chance_does_not(
    way: Any, sign: int, trained: Tagger, planted: ToyJets, planted_trees: JetTreeDataset
) -> None:
    # Signal and background come in turn.
    jets, batch = planted_trees[::2], planted_trees.batch()
    truth = planted_splittings(planted.in_region, batch)[batch.batch % 2 == 0].double()
    random, again = torch.rand(2, len(truth), dtype=torch.float64)
    of_truth, of_random, of_chance = (
        deletion_curve(trained, jets, values, way) for values in (truth + again / 10, random, again)
    )
    gain, nothing = (curve.area_above(of_random) for curve in (of_truth, of_chance))
    assert sign * gain.value > 4 * (gain.high - gain.low) / 2
    assert abs(nothing.value) < 3 * (nothing.high - nothing.low) / 2


def test_areas() -> None:
    fractions = torch.tensor([0, 0.5, 1], dtype=torch.float64)
    outputs = torch.tensor([[2.0, 0.0, 0.0], [4.0, 2.0, 0.0]], dtype=torch.float64)
    curve, flat = Curve(fractions, outputs), Curve(fractions, 0 * outputs)
    assert curve.mean.tolist() == [3, 1, 0]
    assert curve.areas.tolist() == [0.5, 2.0]
    assert curve.area(seed=1) == average([0.5, 2.0], seed=1)
    assert curve.area_above(flat, resamples=9).value == 1.25
    with pytest.raises(ValueError, match=r"'other' must be of the same 2 jets \(got 1\)"):
        curve.area_above(Curve(fractions, outputs[:1]))


def test_a_tagger_that_reads_no_tree(toy_jets: Constituents) -> None:
    jets = cluster(toy_jets, frame="jet")
    tagger = CNN()
    tagger.fit_scaling(jets)
    curve = deletion_curve(tagger, jets, torch.zeros(jets.batch().num_nodes), steps=2)
    torch.testing.assert_close(curve.outputs[:, 0], predict_logits(tagger, jets).double())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"way": "sideways"}, r"'way' must be one of deletion, insertion .* \(got 'sideways'"),
        ({"steps": 0}, r"'steps' at least 1 \(got 'deletion' and 0\)"),
        ({"values": torch.zeros(3)}, r"one number per node, \(95,\) \(got shape \(3,\)"),
        ({"values": torch.full((95,), torch.nan)}, r"with 44 that are NaN"),
    ],
)
def test_what_makes_no_curve(
    change: dict[str, Any], message: str, trained: Tagger, toy_jets: Constituents
) -> None:
    arguments: dict[str, Any] = {"values": torch.zeros(95), **change}
    with pytest.raises(ValueError, match=message):
        deletion_curve(trained, cluster(toy_jets), **arguments)

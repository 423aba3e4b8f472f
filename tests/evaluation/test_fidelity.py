"""Against PyG's own function and by hand; the truth carries predictions, chance does not."""

import math
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import Module
from torch_geometric.explain import Explainer, Explanation
from torch_geometric.explain.algorithm import DummyExplainer
from torch_geometric.explain.metric import characterization_score
from torch_geometric.explain.metric import fidelity as pyg_fidelity

from pyg_jets import Constituents, JetTreeDataset, cluster
from pyg_jets.attribution.pruning import without_branches
from pyg_jets.evaluation import fidelity
from pyg_jets.evaluation.deletion import turns
from pyg_jets.evaluation.truth.planted_splittings import planted_splittings
from pyg_jets.metrics import share
from pyg_jets.simulation import ToyJets
from pyg_jets.taggers import FCN, Tagger


class _Multiplicity(FCN):
    """Signal if there are more than three constituents and a half."""

    def forward(self, batch: Any) -> Tensor:
        return torch.bincount(batch.batch[batch.is_leaf]).double() - 3.5


class _Presence(Module):
    """Probabilities of jets that have only the splittings with a 1."""

    def __init__(self, tagger: Tagger, trees: Any) -> None:
        super().__init__()
        self.tagger, self.trees = tagger, trees

    def forward(self, x: Tensor, _: Tensor) -> Tensor:
        return without_branches(self.tagger, self.trees, x < 0.5)[:, 0].sigmoid()


@pytest.mark.parametrize("kind", ["model", "phenomenon"])
def test_is_that_of_pyg_with_jets_pruned(
    kind: Any, trained: Tagger, planted_trees: JetTreeDataset
) -> None:
    jets = planted_trees[:200]
    batch = jets.batch()
    values = torch.rand(batch.num_nodes)
    found = fidelity(trained, batch, values, top=0.3)
    x = torch.ones(batch.num_nodes, 1)
    explainer = Explainer(
        _Presence(trained, batch),
        DummyExplainer(),
        explanation_type=kind,
        node_mask_type="object",
        model_config={
            "mode": "binary_classification",
            "task_level": "graph",
            "return_type": "probs",
        },
    )
    mask = (turns(values, batch, 0) <= 0.3).double()[:, None]
    predicted = (explainer.model(x, x) > 0.5).long()
    explanation = Explanation(
        x=x,
        edge_index=batch.edge_index,
        node_mask=mask,
        target=predicted if kind == "model" else jets.y,
    )
    explanation._model_args = []
    assert pyg_fidelity(explainer, explanation) == pytest.approx(
        (found.plus.value, found.minus.value)
    )
    assert 0 < found.plus.value < 1
    score = characterization_score(torch.tensor(found.plus.value), torch.tensor(found.minus.value))
    assert found.characterisation.value == pytest.approx(float(score))


def test_by_hand(toy_jets: Constituents) -> None:
    """Chains: every softer branch is one constituent, or all below it."""
    batch = cluster(toy_jets, "desc_pt").batch()
    found = fidelity(_Multiplicity(), batch, torch.rand(95), top=0.999)
    # All splittings are chosen: with them the jets are whole, without them one constituent.
    assert found.minus == share(0, 7)
    assert found.plus == share(4, 7)
    assert found.unfaithfulness.value == 0
    assert found.characterisation.value == pytest.approx(2 / (7 / 4 + 1))
    none = fidelity(_Multiplicity(), batch, torch.rand(95), top=0.001)
    assert none.plus == share(0, 7)
    assert none.minus == share(4, 7)
    assert none.characterisation.value == 0


def test_unfaithfulness_has_the_order_of_its_formula(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets[1:2]).batch()
    found = fidelity(_Multiplicity(), batch, torch.rand(3), top=0.1)
    whole, alone = (
        torch.distributions.Bernoulli(logits=torch.tensor(n - 3.5, dtype=torch.float64))
        for n in (2, 1)
    )
    divergence = float(torch.distributions.kl_divergence(whole, alone))
    assert found.unfaithfulness.value == pytest.approx(1 - math.exp(-divergence))


def test_the_truth_carries_predictions_and_chance_does_not(
    trained: Tagger, planted: ToyJets, planted_trees: JetTreeDataset
) -> None:
    # Signal and background come in turn.
    jets, batch = planted_trees[::2], planted_trees.batch()
    truth = planted_splittings(planted.in_region, batch)[batch.batch % 2 == 0].double()
    random, again = torch.rand(2, len(truth), dtype=torch.float64)
    of_truth, of_chance, of_another, backwards = (
        fidelity(trained, jets.batch(), values, top=0.5)
        for values in (truth + again / 10, random, again, -truth + again / 10)
    )
    assert of_truth.plus.low > of_chance.plus.high > backwards.plus.low
    assert of_truth.minus.high < of_chance.minus.low
    assert of_truth.characterisation.low > of_chance.characterisation.high
    assert of_truth.unfaithfulness.high < of_chance.unfaithfulness.low
    for one, other in zip(of_chance, of_another, strict=True):
        assert abs(one.value - other.value) < 3 * (one.high - one.low)


@pytest.mark.parametrize("top", [0.0, 1.0])
def test_bad_input(top: float, toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    with pytest.raises(ValueError, match=r"'top' must lie between 0 and 1 \(got [01].0\)"):
        fidelity(FCN(), batch, torch.rand(95), top=top)
    with pytest.raises(ValueError, match=r"one number per node, \(95,\) .* with 44 that are NaN"):
        fidelity(FCN(), batch, torch.full((95,), torch.nan))


def test_negative_weights_are_refused(toy_jets: Constituents) -> None:
    jets = toy_jets[:4]
    jets.weight = torch.tensor([1.0, -1.0, 1.0, 1.0])
    batch = cluster(jets).batch()
    with pytest.raises(ValueError, match="'weight' must be finite and not negative"):
        fidelity(_Multiplicity(), batch, batch.p4[:, 3])

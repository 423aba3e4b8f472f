"""The cost of erasing, on a tagger whose logit is known and on a trained one."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import Linear, Sequential

from pyg_jets import JetTreeDataset, cluster, observables
from pyg_jets.datasets import sample
from pyg_jets.intervention import ErasureCost, erase, erasure_cost
from pyg_jets.metrics import float64_array, roc_auc
from pyg_jets.taggers import Tagger, adapt
from pyg_jets.training import embed
from pyg_jets.transforms._one_or_many import jet_of_node, num_jets, sum_per_jet


class TwoUsed(Tagger):
    """The embedding holds six numbers; the logit is made of the first two of them.

    They are the sum of squared pts over the squared sum, the mass, the number of particles, and
    three that belong to a jet but mean nothing.
    """

    def __init__(self) -> None:
        super().__init__(6, in_channels=0, head=Sequential(Linear(6, 1)))
        self.double()
        with torch.no_grad():
            self.head[0].weight.copy_(torch.tensor([[-30.0, 0.05, 0, 0, 0, 0]]))  # type: ignore[operator]

    def embed(self, batch: Any, gate: Tensor | None = None) -> Tensor:  # noqa: ARG002
        """Two that are used, one that is held, three of noise."""
        leaf, number = batch.is_leaf, num_jets(batch)
        p4, jet = batch.p4[leaf], jet_of_node(batch)[leaf]
        pt = p4[:, :2].norm(dim=1)
        sums = sum_per_jet(torch.stack((pt, pt**2, torch.ones_like(pt)), 1), jet, number)
        root = batch.p4[batch.is_root]
        mass = (root[:, 3] ** 2 - root[:, :3].square().sum(1)).sqrt()
        noise = torch.sin(1e4 * root[:, :3])
        return torch.cat(
            (torch.stack((sums[:, 1] / sums[:, 0] ** 2, mass, sums[:, 2]), 1), noise), 1
        )


OBSERVABLES: dict[str, Any] = {
    "pt_d": observables.pt_d,
    "mass": observables.jet_mass,
    "multiplicity": observables.multiplicity,
    "noise": lambda jets: torch.sin(1e4 * jets.batch().p4[jets.batch().is_root, 0]),
}


@pytest.fixture(scope="module")
def halves() -> list[JetTreeDataset]:
    """Training and test jets that are signal where the logit and some noise are large."""
    jets, tagger, rng = sample("w"), TwoUsed(), np.random.default_rng(0)
    parts = []
    for first in (0, 300):
        some = cluster(jets[first : first + 300])
        logit = float64_array(tagger(some.batch())) + rng.normal(size=300)
        label = torch.from_numpy(logit > np.median(logit)).long()
        parts.append(cluster(some.constituents.with_label(label)))
    return parts


@pytest.fixture(scope="module")
def costs(halves: list[JetTreeDataset]) -> list[ErasureCost]:
    tagger = TwoUsed()
    sets = [("pt_d", "mass")]
    options: dict[str, Any] = {"sets": sets, "seeds": range(4), "control": tagger}
    return erasure_cost(tagger, halves[0], halves[1], OBSERVABLES, **options)


def test_the_auc_is_that_of_the_head_computed_by_hand(
    costs: list[ErasureCost], halves: list[JetTreeDataset]
) -> None:
    tagger, (train, test) = TwoUsed(), halves
    assert [cost.erased for cost in costs][-2:] == [("noise",), ("pt_d", "mass")]
    before = roc_auc(tagger(test.batch()), test.y).value
    for cost in costs[:-1]:
        target = float64_array(OBSERVABLES[cost.erased[0]](train))
        erased = erase(embed(tagger, train), target)(embed(tagger, test)).numpy()
        after = roc_auc(-30 * erased[:, 0] + 0.05 * erased[:, 1], test.y)
        assert cost.auc.after.value == pytest.approx(after.value, abs=1e-4)
        assert cost.cost.value == pytest.approx(before - after.value, abs=1e-4)


def test_what_is_used_costs_and_what_is_held_does_not(costs: list[ErasureCost]) -> None:
    pt_d, mass, multiplicity, noise, both = costs
    # Nothing that is used is left: rounding must not be taken for an order of jets.
    assert both.auc.after.value == 0.5
    assert both.cost.value == pytest.approx(both.auc.before.value - 0.5)
    for used in (pt_d, mass):
        assert used.cost.low > 0.02
    # Of six directions a meaningless one takes a sixth of what is used with it.
    assert pt_d.cost.value > pt_d.null.high
    assert abs(noise.cost.value) < min(0.01, noise.null.value)
    assert noise.linear["noise"].before.value > 0.999
    for cost in costs[:-1]:
        (name,) = cost.erased
        assert cost.linear[name].after.value < 0.05
        assert cost.beyond[name].before.value > 0.5
        assert cost.null.low <= cost.null.value <= cost.null.high
        assert cost.untrained == cost.cost  # the control is the tagger itself here
    assert multiplicity.beyond.keys() == {"multiplicity"}


def test_what_went_with_it(costs: list[ErasureCost]) -> None:
    """pt_D and the multiplicity are correlated: of one goes what it shares with the other."""
    change = costs[0].linear["multiplicity"]
    assert 0.1 < change.after.value < change.before.value - 0.05


def test_the_null_is_the_loss_to_observables_of_other_jets(
    costs: list[ErasureCost], halves: list[JetTreeDataset]
) -> None:
    tagger, (train, test) = TwoUsed(), halves
    target, lost = float64_array(OBSERVABLES["mass"](train)), []
    for seed in range(4):
        dealt = target[np.random.default_rng(seed).permutation(len(target))]
        erased = erase(embed(tagger, train), dealt)(embed(tagger, test))
        logits = tagger.head(erased).squeeze(1)
        lost.append(roc_auc(tagger(test.batch()), test.y).value - roc_auc(logits, test.y).value)
    assert costs[1].null.value == pytest.approx(np.mean(lost), abs=1e-4)


def test_several_trainings(costs: list[ErasureCost]) -> None:
    mean = ErasureCost.over_trainings([costs[0], costs[0]])
    assert mean.cost.value == costs[0].cost.value
    assert mean.cost.spread == 0
    assert mean.linear["mass"].before.value == costs[0].linear["mass"].before.value
    with pytest.raises(ValueError, match=r"of the same observables .got .*mass.*pt_d"):
        ErasureCost.over_trainings(costs[:2])
    with pytest.raises(ValueError, match="got none"):
        ErasureCost.over_trainings([])


def test_the_control_is_an_untrained_network_with_a_trained_head(
    halves: list[JetTreeDataset], trained_on_halves: Tagger
) -> None:
    few = {"mass": OBSERVABLES["mass"]}
    train, test = halves
    (cost,) = erasure_cost(trained_on_halves, train, test, few, seeds=[3], epochs=2)
    assert cost.untrained.value != cost.cost.value
    assert cost.untrained.low <= cost.untrained.value <= cost.untrained.high


@pytest.fixture(scope="module")
def trained_on_halves(halves: list[JetTreeDataset]) -> Tagger:
    from pyg_jets import fit
    from pyg_jets.taggers import RecNN

    with torch.random.fork_rng():
        torch.manual_seed(0)
        tagger = RecNN(8)
    return fit(tagger, *halves, epochs=2, progress=False).tagger


def test_bad_input_is_refused(halves: list[JetTreeDataset]) -> None:
    tagger = TwoUsed()

    def cost(
        tagger: Any = tagger, test: Any = halves[1], named: Any = OBSERVABLES, **more: Any
    ) -> Any:
        return erasure_cost(tagger, halves[0], test, named, control=tagger, **more)

    with pytest.raises(TypeError, match=r"an embedding and a head .* .got Linear without"):
        cost(Linear(2, 1))

    class GivesTheLogit(torch.nn.Module):
        def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor) -> Tensor:  # noqa: ARG002
            return x.new_zeros(int(batch.max()) + 1, 1)

    with pytest.raises(TypeError, match="got AdaptedTagger without"):
        cost(adapt(GivesTheLogit(), outputs="logit"))
    with pytest.raises(ValueError, match=r"'test' must have labels .got none"):
        cost(test=cluster(sample("w")[:20]))
    with pytest.raises(ValueError, match=r"'sets' must hold names of observables, .* .got .'tau'"):
        cost(sets=[("mass", "tau")])
    with pytest.raises(ValueError, match=r"names of observables, none .got none"):
        cost(named={})
    with pytest.raises(ValueError, match="at least one seed"):
        cost(seeds=[])
    with pytest.raises(ValueError, match=r"observable 'one' must be finite .* .got a constant"):
        cost(named={"one": lambda jets: torch.ones(len(jets))})
    with pytest.raises(ValueError, match=r"observable 'log' must be .* .got [0-9]+ not"):
        cost(named={"log": lambda jets: (observables.multiplicity(jets) - 60).log()})

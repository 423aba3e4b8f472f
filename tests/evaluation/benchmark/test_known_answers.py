"""Right values by hand against slow sums, and methods that must be exact."""

import itertools
import math
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import Linear, Sequential

from pyg_jets import JetTreeDataset, cluster, lund_coordinates
from pyg_jets.attribution import METHODS
from pyg_jets.evaluation.benchmark.known_answers import angularity, groomed_only, pairs
from pyg_jets.evaluation.benchmark.known_functions import KnownFunction, KnownGroomed, KnownPairs
from pyg_jets.evaluation.benchmark.truths import TRUTHS
from pyg_jets.intervention import response, twin_response
from pyg_jets.simulation import ToyShower
from pyg_jets.taggers import Tagger
from pyg_jets.transforms._one_or_many import jet_of_node, num_jets, sum_per_jet

EXACT = ("integrated_gradients", "input_x_gradient", "occlusion", "branch_removal")


@pytest.mark.parametrize("name", EXACT)
def test_methods_that_are_exact_on_a_sum(name: str) -> None:
    answer = angularity(40, 3)
    assert answer.right is not None
    values = METHODS[name].of_splittings(KnownFunction(), answer.jets.batch())
    torch.testing.assert_close(values.double(), answer.right, rtol=1e-6, atol=1e-9)


def test_shapley_is_exact_on_a_sum_within_a_hundredth() -> None:
    answer = angularity(40, 3)
    assert answer.right is not None
    values = METHODS["shapley"].of_splittings(KnownFunction(), answer.jets.batch(), among="all")
    assert (values - answer.right).abs().sum() < 0.01 * answer.right.sum()


def test_saliency_says_nothing_of_a_sum() -> None:
    """Its gradient is the same for all constituents: only how many there are is seen."""
    answer = angularity(40, 3)
    batch = answer.jets.batch()
    values = METHODS["saliency"].of_splittings(KnownFunction(), batch)
    softer, parent = batch.edge_index[:, batch.branch == 1]
    alone = parent[batch.is_leaf[softer]]
    torch.testing.assert_close(values[alone], torch.ones(len(alone)).to(values))


class _Energy(Tagger):
    """The energy of the jet: linear in the momenta of the constituents."""

    def __init__(self) -> None:
        super().__init__(1, in_channels=0, head=Sequential(Linear(1, 1, bias=False)))
        torch.nn.init.constant_(self.head[0].weight, 0.5)  # type: ignore[arg-type]
        self.double()

    def embed(self, batch: Any, gate: Tensor | None = None) -> Tensor:  # noqa: ARG002
        leaf = batch.is_leaf
        return sum_per_jet(batch.p4[leaf, 3:], jet_of_node(batch)[leaf], num_jets(batch))


def test_the_response_of_a_linear_function_is_exact_within_a_hundredth() -> None:
    """Against finite moves of the same tree: what it is the derivative of."""
    jets = cluster(ToyShower(0.3, colour=3, min_kt=2.0, region=None).jets(6, 3).constituents)
    rows = torch.arange(0, len(jets.merges), 3)
    for direction in ("ln_inv_delta", "ln_kt"):
        found = getattr(response(_Energy(), jets), direction)[rows]
        finite = twin_response(_Energy(), jets, rows, direction, 1e-4, held=True).value
        assert (found - finite).norm() < 0.01 * finite.norm()


def _leaves(jets: JetTreeDataset, jet: int) -> list[tuple[float, float, float]]:
    """Pt share over the core's, and rapidity and azimuth from it; massless."""
    p4 = jets.constituents[jet : jet + 1].p4.numpy()
    pt = np.hypot(p4[:, 0], p4[:, 1])
    y, phi = np.arctanh(p4[:, 2] / p4[:, 3]), np.arctan2(p4[:, 1], p4[:, 0])
    core = pt.argmax()
    turned = (phi - phi[core] + math.pi) % (2 * math.pi) - math.pi
    return list(zip(pt / pt[core], y - y[core], turned, strict=True))


@pytest.mark.parametrize("tagger", [KnownFunction, KnownPairs])
def test_functions_against_slow_sums(tagger: type[KnownFunction]) -> None:
    jets = cluster(ToyShower().jets(6, 1).constituents, frame="laboratory")
    for jet, logit in enumerate(tagger()(jets.batch()).tolist()):
        leaves = _leaves(jets, jet)
        if tagger is KnownFunction:
            expected = 10 * sum(z * math.hypot(y, phi) for z, y, phi in leaves)
        else:
            expected = 10 * sum(
                a[0] * b[0] * ((a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2)
                for a, b in itertools.combinations(leaves, 2)
            )
        assert logit == pytest.approx(expected, rel=1e-4, abs=1e-6)


def test_pairs_are_shared_as_shapley_does_over_all_orders() -> None:
    answer = pairs(20, 4)
    assert answer.right is not None
    values = METHODS["shapley"].of_splittings(
        KnownPairs(), answer.jets.batch(), among="all", samples=200
    )
    assert (values - answer.right).abs().sum() < 0.05 * answer.right.abs().sum()
    batch = answer.jets.batch()
    where = lund_coordinates(batch)
    primary = where.node[where.primary]
    sums = sum_per_jet(answer.right[primary], batch.batch[primary], 20)
    torch.testing.assert_close(sums, KnownPairs()(batch), rtol=1e-4, atol=1e-6)


def test_what_grooming_removes_brings_nothing() -> None:
    answer = groomed_only(60, 5)
    assert answer.right is not None
    assert answer.nothing is not None
    assert answer.nothing.any()
    assert (answer.right[answer.nothing] == 0).all()
    assert not (answer.nothing & answer.mask).any()
    inner = ~answer.jets.batch().is_leaf
    assert torch.equal(answer.nothing | answer.mask, inner)
    values = METHODS["branch_removal"].of_splittings(KnownGroomed(), answer.jets.batch())
    # Without a branch inside, the one around it is a larger share: near the cut it then passes.
    assert (values[answer.nothing].abs() > 1e-9).double().mean() < 0.03
    assert (values[answer.mask].abs() > 1e-9).double().mean() > 0.97


@pytest.mark.parametrize("name", ["angularity", "efp", "groomed"])
def test_labels_are_halves_of_the_function(name: str) -> None:
    truth = TRUTHS[name]
    answer = truth.make(40, 6)
    assert truth.tagger is not None
    assert answer.jets.y is not None
    logits = truth.tagger()(answer.jets.batch())
    assert int(answer.jets.y.sum()) == pytest.approx(20, abs=1)
    assert logits[answer.jets.y == 1].min() >= logits[answer.jets.y == 0].max()
    assert answer.mask.any()

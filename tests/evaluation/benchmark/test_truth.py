"""In which direction a number counts, and what an oracle says."""

import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.evaluation.benchmark.truth import Answer, Sign, Truth
from pyg_jets.evaluation.benchmark.truths import TRUTHS

VALUES = torch.tensor([-2.0, 0.5, 1.0])


@pytest.mark.parametrize(
    ("sign", "expected"), [(1, [-2, 0.5, 1]), (-1, [2, -0.5, -1]), (0, [2, 0.5, 1])]
)
def test_signed_values_count_by_the_truths_sign(sign: Sign, expected: list[float]) -> None:
    truth = Truth("a", "b", TRUTHS["planted"].make, sign=sign)
    assert truth.relevance(VALUES).tolist() == expected
    sizes = VALUES.abs()
    assert truth.relevance(sizes).tolist() == sizes.tolist()


def test_the_oracle_says_the_mask_or_what_is_right(toy_jets: Constituents) -> None:
    jets = cluster(toy_jets)
    mask = ~jets.batch().is_leaf
    assert torch.equal(Answer(jets, mask).oracle, mask.double())
    right = -torch.rand(len(mask), dtype=torch.float64)
    assert torch.equal(Answer(jets, mask, right).oracle, right.abs())

"""Hits against counting by hand, and values against those that are right."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from pyg_jets.evaluation.benchmark.hits import exactness, hits
from pyg_jets.evaluation.benchmark.truth import Answer
from pyg_jets.evaluation.benchmark.truths import TRUTHS


@pytest.fixture(scope="module")
def answer() -> Answer:
    return TRUTHS["planted"].make(60, 1)


def test_against_counting(answer: Answer) -> None:
    batch = answer.jets.batch()
    values = torch.rand(batch.num_nodes, generator=torch.Generator().manual_seed(1))
    first, top, area = [], [], []
    for jet in range(60):
        nodes = ((batch.batch == jet) & ~batch.is_leaf).nonzero().flatten()
        true, of = answer.mask[nodes].numpy(), values[nodes].numpy()
        if true.all() or not true.any():
            continue
        order = np.argsort(-of)
        first.append(true[order[0]])
        top.append(true[order[: true.sum()]].mean())
        area.append((of[true][:, None] > of[~true]).mean())
    found = hits(values, answer, 0)
    assert found["top1"].value == pytest.approx(np.mean(first))
    assert found["top_k"].value == pytest.approx(np.mean(top))
    assert found["auc"].value == pytest.approx(np.mean(area))
    assert found["top1"].total == len(first)


def test_the_truth_hits_always_and_the_same_number_everywhere_as_a_draw(answer: Answer) -> None:
    assert [each.value for each in hits(answer.oracle, answer, 0).values()] == [1, 1, 1]
    same = [hits(torch.ones(len(answer.mask)), answer, seed)["top1"].value for seed in range(40)]
    drawn = [
        hits(torch.rand(len(answer.mask), generator=torch.Generator().manual_seed(k)), answer, 0)[
            "top1"
        ].value
        for k in range(40)
    ]
    assert np.mean(same) == pytest.approx(np.mean(drawn), abs=0.05)
    assert hits(torch.ones(len(answer.mask)), answer, 0)["auc"].value == 0.5


def test_values_against_what_is_right(answer: Answer) -> None:
    batch = answer.jets.batch()
    right = torch.rand(len(answer.mask), dtype=torch.float64) * ~batch.is_leaf
    known = replace(answer, right=right, nothing=~answer.mask & ~batch.is_leaf)
    found = exactness(1.1 * right, known, 0)
    assert found["error"].value == pytest.approx(0.1)
    assert found["cosine"].value == pytest.approx(1)
    share = right[known.nothing].sum() / right.sum()
    assert found["outside"].value == pytest.approx(float(share))
    assert exactness(torch.zeros_like(right), known, 0)["cosine"].value == 0
    assert exactness(right, answer, 0) == {}


def test_jets_without_a_choice_are_refused(answer: Answer) -> None:
    nothing = replace(answer, mask=torch.zeros_like(answer.mask))
    with pytest.raises(ValueError, match=r"some splittings matter and others do not \(got none\)"):
        hits(answer.oracle, nothing, 0)

"""CKA of embeddings: with itself 1, and those of the three networks in their places."""

import pytest
import torch

from pyg_jets.datasets import Task
from pyg_jets.probing import linear_cka
from pyg_jets.study.chapters.without_labels.alike import (
    PAIRS,
    Alike,
    alike,
    alike_numbers,
    alike_table,
)
from pyg_jets.taggers import RecNN
from pyg_jets.training import embed


def _network(seed: int) -> RecNN:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        network = RecNN(6)
    network.fit_scaling(Task.named("w-qcd").split(0, 60)[0])
    return network


def test_each_two_of_three_networks() -> None:
    test = Task.named("w-qcd").split(0, 60)[2]
    encoder, supervised = _network(7), _network(8)
    found = alike(encoder, supervised, test, task="w-qcd", seed=3)
    fresh = embed(_network(3), test)
    one, other = embed(encoder, test), embed(supervised, test)
    expected = (linear_cka(one, other), linear_cka(fresh, other), linear_cka(one, fresh))
    for pair, value in zip(PAIRS, expected, strict=True):
        assert found.cka[pair] == pytest.approx(value)
    assert len({round(value, 6) for value in expected}) == 3
    same = alike(encoder, encoder, test, task="w-qcd", seed=7)
    assert list(same.cka.values()) == pytest.approx([1, 1, 1])


def test_rows_are_tasks_and_numbers_are_of_every_seed() -> None:
    found = [
        Alike(task, seed, dict.fromkeys(PAIRS, 0.5 + 0.1 * seed))
        for task in ("w-qcd", "top-qcd")
        for seed in (0, 1)
    ]
    table = alike_table(found)
    assert [row[0] for row in table.rows] == ["w-qcd", "top-qcd"]
    assert table.rows[0][1].startswith("0.55 [")
    assert table.header[1] == "without labels, supervised"
    assert "means of 2 trainings" in table.caption
    assert alike_table(found[:1]).rows == [["w-qcd", "0.50", "0.50", "0.50"]]
    numbers = alike_numbers(found)
    assert len(numbers) == 4
    assert numbers[1]["cka"]["untrained / supervised"] == 0.6

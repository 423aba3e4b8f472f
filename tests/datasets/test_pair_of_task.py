"""Pairs of a task of several kinds: labels, trees, jets, and kinds that are not there."""

import pytest
import torch

from pyg_jets import Kind, Task
from pyg_jets.datasets.pair_of_task import PairOfTask, pairs_of


def test_a_task_of_two_kinds_is_itself() -> None:
    task = Task.named("w-qcd")
    assert pairs_of(task) == [task]


def test_pairs_know_their_labels_in_the_whole() -> None:
    whole = Task.named("w-top-qcd")
    pairs = pairs_of(whole)
    assert [pair.target for pair in pairs if isinstance(pair, PairOfTask)] == [
        (0, 1),
        (0, 2),
        (1, 2),
    ]
    assert pairs[1].labels == {"w": 1, "qcd": 0}
    assert pairs[1].title == "W/QCD of W/Top/QCD"


def test_other_trees_are_those_of_both() -> None:
    pair = pairs_of(Task.named("w-top-qcd"))[0].on_trees("kt", "laboratory")
    assert isinstance(pair, PairOfTask)
    assert (pair.algorithm, pair.frame) == ("kt", "laboratory")
    assert (pair.whole.algorithm, pair.whole.frame) == ("kt", "laboratory")


def test_its_test_jets_are_test_jets_of_the_whole() -> None:
    whole = Task.named("w-top-qcd")
    of_whole = whole.constituents(3).test
    of_pair = pairs_of(whole)[1].constituents(3).test
    assert of_whole.label is not None
    assert of_pair.label is not None
    for kind, label in (("w", 1), ("qcd", 0)):
        one = of_whole[of_whole.label == whole.labels[kind]]
        other = of_pair[of_pair.label == label]
        assert torch.equal(one.p4, other.p4)


def test_a_kind_that_is_not_there() -> None:
    whole = Task.named("w-top-qcd")
    with pytest.raises(ValueError, match=r"kinds of the task 'w-top-qcd', .*\(got 'gluon'\)"):
        PairOfTask("w-gluon", [Kind("w"), Kind("gluon")], whole=whole)

"""Labels, and jets that stay on their side in every task."""

from itertools import product

import pytest

from pyg_jets import Constituents
from pyg_jets.datasets import TASKS, binary_task


@pytest.mark.parametrize("task", TASKS)
def test_both_labels_on_every_side(task: str) -> None:
    for part in binary_task(task):
        assert part.label is not None
        assert set(part.label.tolist()) == {0, 1}
        assert 0.4 < float(part.label.double().mean()) < 0.6


def test_background_is_tested_on_the_same_jets() -> None:
    first, second = (binary_task(task).test for task in ("w-qcd", "top-qcd"))
    assert first.label is not None
    assert second.label is not None
    assert first[first.label == 0].p4.equal(second[second.label == 0].p4)


def _hardest(jets: Constituents) -> set[tuple[float, ...]]:
    """The momentum of each jet's first constituent, which tells jets apart."""
    momenta = set(map(tuple, jets.p4[jets.ptr[:-1]].tolist()))
    assert len(momenta) == len(jets)
    return momenta


@pytest.mark.parametrize("seed", [0, 3])
def test_no_task_is_tested_on_what_another_has_seen(seed: int) -> None:
    jets = {task: [_hardest(part) for part in binary_task(task, seed)] for task in TASKS}
    for source, target in product(TASKS, TASKS):
        train, val, _ = jets[source]
        assert (train | val).isdisjoint(jets[target][2])


def test_unknown_task() -> None:
    with pytest.raises(ValueError, match=r"one of w-qcd, .* \(got 'w-top'\)"):
        binary_task("w-top")

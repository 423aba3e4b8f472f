"""Pairs of two small tasks: all columns on the same jets, saved taggers as good as trained ones."""

from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets import JetTreeDataset
from pyg_jets.study import Transfer, run_transfers, train_task
from pyg_jets.study.saved import SavedStudy
from pyg_jets.study.task import task_jets
from pyg_jets.taggers import Tagger
from pyg_jets.training import FitResult

TASKS = ("w-qcd", "top-qcd")
FEW: dict[str, Any] = {"epochs": 1, "jets": 60, "progress": False}


@pytest.fixture(scope="module")
def saved() -> SavedStudy:
    trained = {task: train_task(task, seed=2, **FEW) for task in TASKS}
    taggers = {task: each.training.tagger for task, each in trained.items()}
    return SavedStudy(2, 1, {task: each.jets[0] for task, each in trained.items()}, taggers)


@pytest.fixture(scope="module")
def transfers(saved: SavedStudy) -> list[Transfer]:
    return list(run_transfers(2, saved=saved, tasks=TASKS, **FEW))


def test_every_pair_is_there(transfers: list[Transfer]) -> None:
    pairs = [(each.source, each.target) for each in transfers]
    assert sorted(pairs) == sorted((a, b) for a in TASKS for b in TASKS)
    assert {each.seed for each in transfers} == {2}


def test_the_base_is_the_targets(transfers: list[Transfer]) -> None:
    base = {each.target: each.base for each in transfers}
    assert all(each.base == base[each.target] for each in transfers)
    assert all(each.loss == each.base.value - each.frozen.value for each in transfers)


def test_saved_taggers_are_those_that_would_be_trained(transfers: list[Transfer]) -> None:
    assert list(run_transfers(2, tasks=TASKS, **FEW)) == transfers


@pytest.mark.parametrize(
    ("seed", "changed", "word"),
    [(3, {}, "seed, 3"), (2, {"epochs": 2}, "epochs, 2"), (2, {"jets": 40}, "training jets")],
)
def test_other_studies_are_refused(
    saved: SavedStudy, seed: int, changed: dict[str, int], word: str
) -> None:
    with pytest.raises(ValueError, match=f"same .*{word}.*run it again"):
        next(run_transfers(seed, saved=saved, tasks=TASKS, **{**FEW, **changed}))


def test_task_jets_are_thinned_evenly() -> None:
    whole, few = task_jets("w-qcd", 1)[2], task_jets("w-qcd", 1, 50)[2]
    step = -(-len(whole) // 50)
    assert few.constituents.p4.equal(whole.constituents[::step].p4)


class _Knows(Tagger):
    """Tells so many signal jets of a batch from the background; it does not know the others."""

    def __init__(self, signals: int = 9) -> None:
        super().__init__(4, signals=signals)
        self.signals = signals

    def forward(self, batch: Any) -> Tensor:
        scores = torch.zeros(len(batch.y))
        scores[(batch.y == 1).nonzero().flatten()[: self.signals]] = 1.0
        return scores

    def untrained(self, seed: int = 0) -> Tagger:
        assert seed == 2
        return _Knows()


def test_each_column_is_of_its_own_tagger(monkeypatch: pytest.MonkeyPatch) -> None:
    """A frozen embedding tells a third of what the source told, a fine-tuned one two less."""
    trained_on: list[tuple[JetTreeDataset, JetTreeDataset, int]] = []

    def heads(share: float, less: int) -> Any:
        def train(
            source: Any, train: JetTreeDataset, val: JetTreeDataset, *, seed: int, **options: Any
        ) -> FitResult:
            trained_on.append((train, val, seed))
            assert options == {"epochs": 1, "progress": False}
            return FitResult(_Knows(int(share * source.signals) - less), [], 0)

        return train

    monkeypatch.setattr("pyg_jets.study.transfers.transfer", heads(1 / 3, 0))
    monkeypatch.setattr("pyg_jets.study.transfers.fine_tune", heads(1, 2))
    knows = {"w-qcd": 24, "top-qcd": 15}
    parts = {task: task_jets(task, 2, 60) for task in TASKS}
    sizes = {task: len(each[0]) for task, each in parts.items()}
    saved = SavedStudy(2, 1, sizes, {task: _Knows(known) for task, known in knows.items()})
    found = list(run_transfers(2, saved=saved, tasks=TASKS, **FEW))
    assert len(found) == 4
    for each in found:
        test = parts[each.target][2]
        assert test.y is not None
        assert test.y.sum() > 24
        columns = {
            each.base: knows[each.target],
            each.frozen: knows[each.source] // 3,
            each.untrained: 9 // 3,
            each.fine_tuned: knows[each.source] - 2,
        }
        for estimate, signals in columns.items():
            assert estimate is not None
            # Of the other signal jets half of the pairs with a background jet count.
            auc = 0.5 + 0.5 * signals / int(test.y.sum())
            assert estimate.value == pytest.approx(auc)
            assert estimate.low < auc < estimate.high
    heads_of = [task for task in TASKS for _ in TASKS for _ in range(3)]
    for task, (train, val, seed) in zip(heads_of, trained_on, strict=True):
        assert seed == 2
        for used, part in zip((train, val), parts[task], strict=False):
            assert torch.equal(used.constituents.p4, part.constituents.p4)


def test_without_fine_tuning_none_is_done(
    saved: SavedStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("pyg_jets.study.transfers.fine_tune")
    (found,) = run_transfers(2, saved=saved, tasks=TASKS[:1], fine_tuning=False, **FEW)
    assert found.fine_tuned is None

"""Pairs of two small tasks: all columns on the same jets, saved taggers as good as trained ones."""

from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets import JetTreeDataset
from pyg_jets.datasets import Task
from pyg_jets.study.chapters.transfer.measure import check_study, transfers
from pyg_jets.study.saved import SavedStudy
from pyg_jets.taggers import RecNN, Tagger
from pyg_jets.training import FitResult

TASKS = ("w-qcd", "top-qcd")
TRAINING: dict[str, Any] = {"epochs": 1, "progress": False}


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
            standardised = options.pop("standardised", False)
            # 9: the control, the only one that is standardised.
            assert standardised == (source.signals == 9)
            assert options == {"epochs": 1, "progress": False}
            return FitResult(_Knows(int(share * source.signals) - less), [], 0)

        return train

    monkeypatch.setattr("pyg_jets.study.chapters.transfer.measure.transfer", heads(1 / 3, 0))
    monkeypatch.setattr("pyg_jets.study.chapters.transfer.measure.fine_tune", heads(1, 2))
    knows = {"w-qcd": 24, "top-qcd": 15}
    parts = {task: Task.named(task).split(2, 60) for task in TASKS}
    taggers = {task: _Knows(known) for task, known in knows.items()}
    pairs = transfers(parts, taggers, 2, **TRAINING)
    assert len(pairs) == 4
    for pair in pairs:
        assert pair.loss == pair.base.value - pair.frozen.value
        test = parts[pair.target][2]
        assert test.y is not None
        assert test.y.sum() > 24
        columns = {
            pair.base: knows[pair.target],
            pair.frozen: knows[pair.source] // 3,
            pair.untrained: 9 // 3,
            pair.fine_tuned: knows[pair.source] - 2,
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


def test_without_fine_tuning_none_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("pyg_jets.study.chapters.transfer.measure.fine_tune")
    parts = {"w-qcd": Task.named("w-qcd").split(2, 60)}
    tagger = RecNN(4)
    tagger.fit_scaling(parts["w-qcd"][0])
    (pair,) = transfers(parts, {"w-qcd": tagger}, 2, fine_tuning=False, **TRAINING)
    assert pair.fine_tuned is None


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"seed": 3}, "seed, 3"),
        ({"epochs": 2}, "epochs, 2"),
        ({"jets": {"w-qcd": 40}}, "numbers of training jets"),
    ],
)
def test_other_studies_are_refused(changed: dict[str, Any], word: str) -> None:
    settings: dict[str, Any] = {"seed": 2, "epochs": 1, "jets": {"w-qcd": 60}}
    study = SavedStudy(2, 1, {"w-qcd": 60, "top-qcd": 50}, {})
    check_study(study, **settings)
    with pytest.raises(ValueError, match=f"same .*{word}.*run it again"):
        check_study(study, **{**settings, **changed})

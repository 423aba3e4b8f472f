"""A row for each tagger, over its seeds."""

import pytest

from pyg_jets.datasets import Task
from pyg_jets.study.chapters.performance.tables import (
    Trainings,
    performance_table,
    task_numbers,
    training_numbers,
)
from pyg_jets.study.plan import TrainingKey
from pyg_jets.study.task import train_task


@pytest.fixture(scope="module")
def trained() -> Trainings:
    return {
        TrainingKey("w-qcd", "simple", "kt", "jet", seed): train_task(
            Task.named("w-qcd").on_trees("kt"), seed=seed, epochs=1, jets=400, progress=False
        )
        for seed in (0, 1)
    }


def test_one_row_for_both_seeds(trained: Trainings) -> None:
    table = performance_table(trained)
    (row,) = table.rows
    cells = dict(zip(table.header, row, strict=True))
    assert row[:4] == ["w-qcd", "simple", "kt", "jet"]
    aucs = [training.metrics["auc"].value for training in trained.values()]
    mean, spread = sum(aucs) / 2, abs(aucs[0] - aucs[1]) / 2**0.5
    assert float(cells["AUC"].split(" ")[0]) == pytest.approx(mean, abs=0.005)
    assert float(cells["AUC"].split("± ")[1]) == pytest.approx(spread, abs=0.005)
    assert cells["AUC (paper)"] == "0.957"
    assert cells["best epoch"] == "1, 1"
    assert "means of 2 trainings" in table.caption
    one = performance_table({key: training for key, training in trained.items() if key.seed == 0})
    assert "±" not in one.rows[0][5]


def test_every_number(trained: Trainings) -> None:
    rows = training_numbers(trained)
    assert [row["seed"] for row in rows] == [0, 1]
    for row, training in zip(rows, trained.values(), strict=True):
        assert row["auc"] == training.metrics["auc"].value
        assert row["algorithm"] == "kt"


def test_numbers_of_a_task_are_means(trained: Trainings) -> None:
    numbers = task_numbers(trained)["w-qcd"]
    aucs = [training.metrics["auc"].value for training in trained.values()]
    assert numbers["auc"] == pytest.approx(sum(aucs) / 2)
    first = next(iter(trained.values()))
    assert list(numbers["jets"].values()) == list(first.jets)
    assert numbers["history"] == first.training.history
    assert numbers["best_epoch"] == 1

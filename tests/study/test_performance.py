"""A row for each tagger, over its seeds."""

import pytest

from pyg_jets.study.performance import Trainings, performance_numbers, performance_table
from pyg_jets.study.task import train_task


@pytest.fixture(scope="module")
def trained() -> Trainings:
    return {
        ("w-qcd", "gated", "kt", seed): train_task(
            "w-qcd", seed=seed, epochs=1, jets=100, algorithm="kt", progress=False
        )
        for seed in (0, 1)
    }


def test_one_row_for_both_seeds(trained: Trainings) -> None:
    table = performance_table(trained)
    (row,) = table.rows
    assert row[:3] == ["w-qcd", "gated", "kt"]
    assert "±" in row[4]
    assert row[5] == "0.957"
    assert row[-1] == "1, 1"
    assert "2 seeds" in table.caption
    one = performance_table({key: each for key, each in trained.items() if key[-1] == 0})
    assert "±" not in one.rows[0][4]


def test_every_number(trained: Trainings) -> None:
    rows = performance_numbers(trained)
    assert [row["seed"] for row in rows] == [0, 1]
    for row, each in zip(rows, trained.values(), strict=True):
        assert row["auc"] == each.metrics["auc"].value
        assert row["algorithm"] == "kt"

"""The table by hand."""

from pyg_jets.metrics import Estimate
from pyg_jets.study.chapters.without_labels.measure import Worth
from pyg_jets.study.chapters.without_labels.tables import worth_numbers, worth_table


def _one(labels: int, every: bool, way: str, seed: int, value: float) -> Worth:
    return Worth("w-qcd", labels, every, way, seed, Estimate(value, value - 0.01, value + 0.01))


RESULT = [
    _one(300, False, "frozen", 0, 0.9),
    _one(300, False, "frozen", 1, 0.92),
    _one(300, False, "untrained", 0, 0.8),
    _one(6701, True, "frozen", 0, 0.95),
    _one(6720, True, "frozen", 1, 0.95),
]


def test_rows_and_columns() -> None:
    table = worth_table(RESULT, "masked")
    assert [row[1] for row in table.rows] == ["300", "all (6,720)"]
    row = dict(zip(table.header, table.rows[0], strict=True))
    assert row["without labels, frozen"].startswith("0.91 [")
    assert row["untrained, frozen"] == "0.800 [0.790, 0.810] (1 of 2)"
    assert row["from nothing"] == "–"
    assert "(masked)" in table.caption
    assert "means of 2 trainings" in table.caption
    assert table.caption.endswith("(1 of 2): of so many trainings alone. –: was not measured.")


def test_numbers() -> None:
    first = worth_numbers(RESULT)[0]
    assert first["way"] == "frozen"
    assert first["auc_interval"] == [0.89, 0.91]

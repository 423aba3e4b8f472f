"""Formulas as a table, as numbers and in a sentence."""

import pytest

from pyg_jets.intervention import Expression, Formula
from pyg_jets.metrics import Estimate
from pyg_jets.study.chapters.ordering.formulas import (
    formula_numbers,
    formula_sentences,
    formula_table,
)
from pyg_jets.study.chapters.ordering.measure import Ordering
from pyg_jets.study.chapters.ordering.run import show
from pyg_jets.study.numbers import cell


def _formula(value: float, *names: str) -> Formula:
    expression = Expression(("abs", *names), 1.0, 2.0, {names[0]: (0.0, 1.0)})
    numbers = (Estimate(value + k / 10, value, value + 0.5) for k in range(4))
    return Formula(expression, *numbers)


@pytest.fixture
def trainings(ordering: Ordering) -> list[Ordering]:
    return [
        ordering._replace(formulas=(_formula(value, "a"), _formula(value / 2, "b")))
        for value in (0.2, 0.4)
    ]


def test_a_row_for_each_training_and_their_means(trainings: list[Ordering]) -> None:
    (table,) = formula_table({"w-qcd": trainings})
    assert [row[1:5] for row in table.rows] == [
        ["the tagger", "0", "1 + 2 * abs(a)", "2"],
        ["the tagger", "1", "1 + 2 * abs(a)", "2"],
        ["the tagger", "all", "mean", ""],
        ["untrained", "0", "1 + 2 * abs(b)", "2"],
        ["untrained", "1", "1 + 2 * abs(b)", "2"],
        ["untrained", "all", "mean", ""],
    ]
    assert table.rows[0][5] == cell(trainings[0].formulas[0].r2)  # type: ignore[index]
    assert table.rows[2][5].startswith("0.3")
    assert "|" not in "".join(map("".join, table.rows))  # Markdown would end the cell
    assert {len(row) for row in table.rows} == {len(table.header)}


def test_numbers_say_all_that_computes_it_again(trainings: list[Ordering]) -> None:
    (first, _) = formula_numbers(trainings)
    assert first["trained"]["tokens"] == ["abs", "a"]
    assert first["trained"]["units"] == {"a": [0.0, 1.0]}
    assert first["untrained"]["r2"] == 0.1


def test_the_sentence_has_the_means(trainings: list[Ordering]) -> None:
    (sentence,) = formula_sentences({"w-qcd": trainings})
    assert "A formula of 2 to 2 tokens explains 0.3" in sentence.text


def test_without_the_package_it_is_said(ordering: Ordering) -> None:
    without = ordering._replace(formulas=None)
    shown = show({"w-qcd": [without]})
    assert "formulas" not in [table.name for table in shown.tables]
    assert any("gplearn is not there" in sentence.text for sentence in shown.sentences)
    assert shown.numbers["tasks"]["w-qcd"]["formulas"] == []


def test_with_it_both_networks_have_one(ordering: Ordering) -> None:
    pytest.importorskip("gplearn", reason="the package gplearn is not there")
    assert ordering.formulas is not None
    for steps, one in zip((ordering.trained, ordering.untrained), ordering.formulas, strict=True):
        assert set(one.expression.names) <= {step.name for step in steps}

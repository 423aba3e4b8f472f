"""Tables and sentences say what was measured."""

from pyg_jets.study.chapters.erasure.measure import Erasure
from pyg_jets.study.chapters.erasure.tables import (
    erased_name,
    erasure_numbers,
    erasure_sentences,
    erasure_table,
)
from pyg_jets.study.numbers import cell


def test_a_row_for_each_with_its_cost(erased: Erasure) -> None:
    table = erasure_table({"w-qcd": erased})
    assert len(table.rows) == len(erased.costs)
    assert [row[1] for row in table.rows] == [erased_name(cost) for cost in erased.costs]
    column = list(table.header).index("cost of erasing")
    assert [row[column] for row in table.rows] == [cell(cost.cost) for cost in erased.costs]
    assert table.rows[-1][2:6] == [""] * 4
    assert {len(row) for row in table.rows} == {len(table.header)}
    assert f"0 of {sum(erased.jets)} (w-qcd)" in table.caption


def test_the_sentence_names_the_largest(erased: Erasure) -> None:
    (sentence,) = erasure_sentences({"w-qcd": erased})
    single = erased.costs[:-1]
    most = max(single, key=lambda cost: cost.cost.value).erased[0]
    best = max(single, key=lambda cost: cost.linear[cost.erased[0]].before.value).erased[0]
    assert sentence.text.startswith(f"Erasing {most} costs most")
    assert f"Read best is {best}," in sentence.text


def test_all_numbers_are_there(erased: Erasure) -> None:
    numbers = erasure_numbers(erased)
    assert numbers["jets"]["left_out"] == 0
    mass = next(cost for cost in erased.costs if cost.erased == ("mass",))
    assert numbers["mass"]["cost"] == mass.cost.value
    # Of the others too: what went with it.
    assert numbers["mass"]["width_r2_after"] == mass.linear["width"].after.value
    assert "all of them" in numbers

"""Tables and sentences say what was measured."""

from pyg_jets.study.chapters.ordering.measure import Ordering
from pyg_jets.study.chapters.ordering.tables import (
    alone_table,
    ordering_numbers,
    ordering_sentences,
    search_table,
)
from pyg_jets.study.numbers import cell


def test_observables_by_how_well_they_order(ordering: Ordering) -> None:
    table = alone_table({"w-qcd": ordering})
    values = [ordering.alone[row[1]].trained.value for row in table.rows]
    assert values == sorted(values, reverse=True)
    assert len(values) == len(ordering.alone)


def test_a_row_for_each_step(ordering: Ordering) -> None:
    names = [step.name for step in ordering.trained]
    table = search_table({"w-qcd": ordering}, {"w-qcd": names})
    assert [row[1:4] for row in table.rows] == [
        [str(k + 1), step.name, cell(step.ordering)] for k, step in enumerate(ordering.trained)
    ]
    assert {len(row) for row in table.rows} == {len(table.header)}


def test_the_sentence_is_of_the_last_step(ordering: Ordering) -> None:
    (sentence,) = ordering_sentences({"w-qcd": ordering})
    last = ordering.trained[-1]
    assert f"order {100 * last.ordering.value:.1f} % of the pairs" in sentence.text
    assert sentence.text.startswith(f"{len(ordering.trained)} observables")


def test_all_numbers_are_there(ordering: Ordering) -> None:
    numbers = ordering_numbers([ordering, ordering], ordering)
    assert numbers["chosen"] == 2 * [[step.name for step in ordering.trained]]
    assert numbers["search"][0]["ordering"] == ordering.trained[0].ordering.value
    assert numbers["alone"]["mass"]["auc"] == ordering.alone["mass"].auc.value

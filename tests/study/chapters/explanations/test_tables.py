"""Explanations as tables and as JSON."""

import json

from pyg_jets.study.chapters.explanations.measure import TaskExplained
from pyg_jets.study.chapters.explanations.sentences import sentence_of
from pyg_jets.study.chapters.explanations.tables import explanation_numbers, explanation_tables


def test_the_tables_have_every_method(explained: TaskExplained) -> None:
    nulls, measures, layers = explanation_tables(explained)
    assert [table.task for table in (nulls, measures, layers)] == ["quark-gluon"] * 3
    assert [row[:2] for row in nulls.rows] == [
        [method, f"300 {kind}"] for method in ("saliency", "lrp") for kind in ("Quark", "Gluon")
    ]
    # Three nulls are too few for a verdict.
    assert {row[2] for row in nulls.rows} <= {"do NOT differ", "too few splittings"}
    assert {row[5] for row in nulls.rows} == {"–"}
    assert [row[0] for row in measures.rows] == list(explained.faithfulness)
    assert len(layers.rows) == sum(
        len(each) for ways in explained.layers.values() for each in ways.values()
    )


def test_the_numbers_are_json(explained: TaskExplained) -> None:
    numbers = json.loads(json.dumps(explanation_numbers(explained), allow_nan=False))
    of_map = numbers["maps"]["lrp"]["quark"]
    assert of_map["differs"] == [False]
    assert of_map["sentence"] == sentence_of(explained, "lrp", "quark")
    assert {len(of_map[name]) for name in ("mean", "error", "null", "significance")} == {30}

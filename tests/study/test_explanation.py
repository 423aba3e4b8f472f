"""A tagger of toy jets explained: maps, nulls, measures, randomised layers."""

import json
from pathlib import Path

import pytest

from pyg_jets import cluster
from pyg_jets.report import write_pictures
from pyg_jets.simulation import ToyShower
from pyg_jets.study import TaskExplained, explain_task, methods_named
from pyg_jets.study.explanation_pictures import explanation_pictures
from pyg_jets.study.explanation_tables import explanation_numbers, explanation_tables
from pyg_jets.study.explanation_words import sentence_of
from pyg_jets.taggers import FCN, Tagger

SAID: list[str] = []


@pytest.fixture(scope="module")
def explained(toy_tagger: Tagger, shower: ToyShower) -> TaskExplained:
    test = cluster(shower.jets(900, 5).constituents)
    methods = methods_named(["saliency", "lrp"], toy_tagger)
    options = {"jets": 300, "nulls": 3}
    return explain_task(toy_tagger, test, "quark-gluon", methods, say=SAID.append, **options)


def test_every_part_is_there(explained: TaskExplained) -> None:
    assert {name: set(maps) for name, maps in explained.maps.items()} == {
        "saliency": {"quark", "gluon"},
        "lrp": {"quark", "gluon"},
    }
    assert explained.maps["lrp"]["gluon"].jets == 300
    assert set(explained.measures) == {"saliency", "lrp", "largest kt", "random"}
    assert explained.measures["lrp"].completeness is not None
    assert set(explained.layers["lrp"]) == {"cascading", "independent"}
    assert explained.truth is None
    assert explained.by_chance is None
    assert any("lrp: map beside 3 nulls" in line for line in SAID)


def test_methods_by_name(toy_tagger: Tagger) -> None:
    with pytest.raises(ValueError, match=r"got 'tealeaves', no such method"):
        methods_named(["tealeaves"], toy_tagger)
    with pytest.raises(ValueError, match=r"for a FCN .* \(got 'lrp', a method of others\)"):
        methods_named(["lrp"], FCN())


def test_the_tables_have_every_method(explained: TaskExplained) -> None:
    nulls, measures, layers = explanation_tables(explained)
    assert [table.task for table in (nulls, measures, layers)] == ["quark-gluon"] * 3
    assert [row[:2] for row in nulls.rows] == [
        [method, f"300 {kind}"] for method in ("saliency", "lrp") for kind in ("Quark", "Gluon")
    ]
    # Three nulls are too few for a verdict.
    assert {row[2] for row in nulls.rows} <= {"do NOT differ", "too few splittings"}
    assert {row[5] for row in nulls.rows} == {"–"}
    assert [row[0] for row in measures.rows] == list(explained.measures)
    assert len(layers.rows) == sum(
        len(each) for ways in explained.layers.values() for each in ways.values()
    )


def test_the_numbers_are_json(explained: TaskExplained) -> None:
    numbers = json.loads(json.dumps(explanation_numbers(explained), allow_nan=False))
    of_map = numbers["maps"]["lrp"]["quark"]
    assert of_map["differs"] is False
    assert of_map["sentence"] == sentence_of(explained, "lrp", "quark")
    assert {len(of_map[name]) for name in ("mean", "error", "null", "significance")} == {30}


def test_a_figure_for_each_method(explained: TaskExplained, tmp_path: Path) -> None:
    pictures = explanation_pictures(explained)
    assert [each.name for each in pictures] == [
        "explained-quark-gluon-saliency",
        "explained-quark-gluon-lrp",
    ]
    titles = [ax.get_title() for ax in pictures[0].figure.axes]
    for title in ("map", "error", "null: untrained", "map − null", "Lund density"):
        assert titles.count(title) == 2
    rows = [row.get_suptitle() for row in pictures[0].figure.subfigs]
    assert not any("map differs" in title for title in rows)
    assert sentence_of(explained, "lrp", "gluon") in pictures[1].caption
    assert all(file.stat().st_size > 10_000 for file in write_pictures(tmp_path, pictures))

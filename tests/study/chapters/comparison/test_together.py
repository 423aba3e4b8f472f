"""Pairs and threes of made-up taggers: who gains, over all seeds."""

import json
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pyg_jets.metrics.over_trainings import over_trainings
from pyg_jets.probing import stacked_auc
from pyg_jets.study.chapters.comparison.measure import TrainedTagger
from pyg_jets.study.chapters.comparison.together import (
    Stacked,
    stacked,
    together_numbers,
    together_sentence,
    together_table,
)
from tests.study.chapters.comparison.made_up import TRAINED


def _known(seeds: Sequence[int], names: str = "ABC") -> list[TrainedTagger]:
    """A and B know one of two numbers that the class is made of, C what A knows."""
    taggers = []
    for seed in seeds:
        x = np.random.default_rng(seed).normal(size=(300, 2))
        labels = (x.sum(1) > 0).astype(float)
        for name in names:
            column = x[:, [1 if name == "B" else 0]]
            taggers.append(
                replace(TRAINED[0], name=name, seed=seed, embedding=column, labels=labels)
            )
    return taggers


def test_pairs_that_know_different_things_gain() -> None:
    taggers = _known([0, 1, 2])
    by_seed = stacked(taggers)
    assert list(by_seed) == [0, 1, 2]
    table = together_table(by_seed, "w-qcd")
    assert [(row[0], row[-1]) for row in table.rows] == [
        ("A + B", "yes"),
        ("A + C", "not shown"),
        ("B + C", "yes"),
        ("A + B + C", "yes"),
    ]
    expected = over_trainings([of_seed["A", "B"].whole for of_seed in by_seed.values()])
    assert table.rows[0][1] == str(expected)
    assert "means of 3 trainings" in table.caption
    text = together_sentence(by_seed, "w-qcd").text
    assert text == (
        "w-qcd: of 4 stacked embeddings gain over each of their taggers: A + B, B + C, A + B + C."
    )
    one = {t.name: t.embedding for t in taggers[:3]}
    assert by_seed[0] == stacked_auc(one, taggers[0].labels, seed=0)
    numbers = json.loads(json.dumps(together_numbers(by_seed)))
    assert [(row["taggers"], row["seed"]) for row in numbers[:2]] == [
        (["A", "B"], 0),
        (["A", "C"], 0),
    ]
    assert numbers[0]["gains"]["A"] == by_seed[0]["A", "B"].gains["A"].value


def test_weights_of_the_jets_are_heeded() -> None:
    taggers = _known([0], "AB")
    weight = np.linspace(0, 1, 300)
    (heavy,) = stacked([replace(one, weight=weight) for one in taggers]).values()
    expected = stacked_auc(
        {one.name: one.embedding for one in taggers}, taggers[0].labels, weight=weight
    )
    assert heavy == expected
    assert heavy != next(iter(stacked(taggers).values()))


def test_threes_of_six_are_left_out_and_nothing_may_gain() -> None:
    (many,) = stacked(_known([0], "ACDEFG")).values()
    assert {len(names) for names in many} == {2}
    assert len(many) == 15
    pair: Stacked = {names: many[names] for names in many if names == ("A", "C")}
    text = together_sentence({0: pair}, "w-qcd").text
    assert text == "w-qcd: of 1 stacked embeddings gain nothing."

"""Two taggers on the same jets."""

from dataclasses import replace

import numpy as np
import pytest

from pyg_jets import LundPlane
from pyg_jets.study.chapters.comparison.agreement import (
    agreement_numbers,
    agreement_of_taggers,
    agreement_table,
    maps_alike,
    two_taggers,
)
from tests.study.chapters.comparison.made_up import TRAINED


def test_a_tagger_and_itself_or_its_opposite() -> None:
    one = TRAINED[0]
    same = two_taggers(one, replace(one, name="B"))
    assert same.names == ("A", "B")
    assert same.ordering.value == 1
    assert same.cka == pytest.approx(1)
    assert same.maps.keys() == {"w"}
    opposite = two_taggers(one, replace(one, scores=1 - one.scores))
    assert opposite.ordering.value == 0


def test_two_that_know_different_things_are_not_alike() -> None:
    """The class is where the sum of two numbers is large; each tagger knows one of them."""
    rng = np.random.default_rng(0)
    first, second = rng.normal(size=(2, 400))
    labels = (first + second > 0).astype(float)
    known = [
        replace(
            TRAINED[0],
            name=name,
            scores=1 / (1 + np.exp(-x)),
            embedding=np.column_stack((x, x**2)),
            labels=labels,
        )
        for name, x in (("A", first), ("B", second))
    ]
    pair = two_taggers(*known)
    assert pair.cka < 0.1
    signal, background = labels == 1, labels == 0
    alike = [
        (first[s] - first[b]) * (second[s] - second[b]) > 0
        for s in np.flatnonzero(signal)
        for b in np.flatnonzero(background)
    ]
    assert pair.ordering.value == pytest.approx(np.mean(alike))


def test_all_pairs_of_the_first_seed() -> None:
    pairs = agreement_of_taggers(TRAINED)
    assert [pair.names for pair in pairs] == [("A", "B")]
    assert agreement_of_taggers(TRAINED[:1]) == []
    table = agreement_table(pairs, "w-qcd")
    assert table.name == "agreement-w-qcd"
    assert table.rows[0][0] == "A + B"
    assert table.rows[0][2] == "1.00"
    assert "maps alike, w" in table.header
    (numbers,) = agreement_numbers(pairs)
    assert numbers["taggers"] == ["A", "B"]
    assert numbers["ordering_interval"] == [1.0, 1.0]


def test_maps_are_compared_by_ranks() -> None:
    x, y = (part.ravel() for part in np.meshgrid(np.linspace(0.5, 4, 8), np.linspace(0.5, 4, 8)))
    values = x + 2 * y

    def plane(sample: np.ndarray) -> LundPlane:
        made = LundPlane()
        for _ in range(10):
            made.histogram.fill(x, y, sample=sample)
        return made

    assert maps_alike(plane(values), plane(np.exp(values))) == pytest.approx(1)
    assert maps_alike(plane(values), plane(-values)) == pytest.approx(-1)
    assert np.isnan(maps_alike(plane(values), plane(0 * values)))
    assert np.isnan(maps_alike(plane(values), plane(values), min_count=11))

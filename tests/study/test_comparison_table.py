"""Rows, means and figures of made-up comparisons."""

import json
from dataclasses import replace

import numpy as np

from pyg_jets import LundPlane
from pyg_jets.metrics import Estimate
from pyg_jets.study.comparison import Compared
from pyg_jets.study.comparison_table import (
    METRICS,
    comparison_numbers,
    comparison_pictures,
    comparison_table,
)
from pyg_jets.taggers import FCN


def _estimate(value: float) -> Estimate:
    return Estimate(value, value - 0.01, value + 0.01)


def _compared(name: str, seed: int, auc: float) -> Compared:
    plane = LundPlane()
    plane.histogram.fill(np.full(9, 1.0), np.full(9, 2.0), sample=np.linspace(1, 2, 9))
    return Compared(
        name=name,
        seed=seed,
        metrics={key: _estimate(auc) for key in METRICS.values()},
        scores=np.linspace(0, 1, 100),
        labels=np.repeat([0.0, 1.0], 50),
        tagger=FCN(),
        epochs=7,
        parameters=1234,
        mflop=0.125,
        train_rate=1000.0 + seed,
        predict_rate=20000.0,
        planes={"w": (plane, plane)} if seed == 0 else {},
        folded={},
    )


COMPARED = [_compared("A", 0, 0.9), _compared("B", 0, 0.8), _compared("A", 1, 0.92)]


def test_a_row_for_each_tagger_and_the_baseline() -> None:
    table = comparison_table(COMPARED, [_estimate(0.7), _estimate(0.72)])
    assert [row[0] for row in table.rows] == ["A", "B", "mass, multiplicity"]
    assert {len(row) for row in table.rows} == {len(table.header)}
    assert table.rows[0][1] == "0.91 [0.88, 0.94] ± 0.01"
    assert table.rows[1][1] == "0.800 [0.790, 0.810]"
    assert table.rows[0][5:] == ["1,234", "0.12", "1,000", "20,000"]
    assert table.rows[2][1].startswith("0.71 [")
    assert "means of 2 trainings" in table.caption
    assert "each by its own recipe but for the epochs (7);" in table.caption
    asked = [replace(each, epochs=FCN.recipe.epochs) for each in COMPARED]
    assert "each by its own recipe;" in comparison_table(asked, [_estimate(0.7)]).caption


def test_pictures_and_numbers() -> None:
    roc, maps = comparison_pictures(COMPARED, "w-qcd")
    assert [line.get_label() for line in roc.figure.axes[0].lines] == ["A (0.900)", "B (0.800)"]
    assert [ax.get_title() for ax in maps.figure.axes if ax.get_title()] == [
        "A, w jets",
        "B, w jets",
    ]
    numbers = json.loads(json.dumps(comparison_numbers(COMPARED, {"task": "w-qcd"})))
    assert numbers["taggers"][2]["auc"] == 0.92
    assert numbers["settings"] == {"task": "w-qcd"}


def test_many_maps_stand_two_taggers_to_a_row() -> None:
    five = [_compared(name, 0, 0.9) for name in "ABCDE"]
    _, maps = comparison_pictures(five, "w-qcd")
    places = {
        (spec.rowspan.start, spec.colspan.start)
        for ax in maps.figure.axes
        if ax.get_title() and (spec := ax.get_subplotspec()) is not None
    }
    assert places == {(0, 0), (0, 1), (1, 0), (1, 1), (2, 0)}

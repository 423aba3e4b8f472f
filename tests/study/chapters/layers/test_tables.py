"""Figure 2 as a table and as numbers."""

import json

from pyg_jets.metrics import Estimate
from pyg_jets.study.chapters.layers.tables import layers_numbers, layers_table

SCORES = {
    "RecNN": {
        "Hidden(-3)": {"mass": Estimate(0.9, 0.8, 1.0, 5, 6), "tau_1": Estimate(0.5, 0.4, 0.6)},
        "Hidden(-1)": {"mass": Estimate(0.7, 0.6, 0.8), "tau_1": Estimate(float("-inf"), 0.1, 0.2)},
    },
    "CNN": {"Hidden(-3)": {"mass": Estimate(0.2, 0.1, 0.3), "tau_1": Estimate(0.3, 0.2, 0.4)}},
}


def test_a_row_for_each_layer_and_a_column_for_each_observable() -> None:
    table = layers_table({"CNN": SCORES["CNN"], "RecNN": SCORES["RecNN"]}, "w-qcd")
    assert table.name == "layers"
    assert table.header == ["tagger", "layer", "mass", "tau_1"]
    assert [row[:3] for row in table.rows] == [
        ["CNN", "Hidden(-3)", "0.20 [0.10, 0.30]"],
        ["RecNN", "Hidden(-3)", "0.90 [0.80, 1.00]"],
        ["RecNN", "Hidden(-1)", "0.70 [0.60, 0.80]"],
    ]
    assert table.rows[0][3] == "0.30 [0.20, 0.40]"
    assert "trained on w-qcd" in table.caption
    assert "68 % intervals over jets" in table.caption
    assert "means of 4 trainings" in layers_table(SCORES, trainings=4).caption


def test_numbers_for_json() -> None:
    numbers = json.loads(json.dumps(layers_numbers(SCORES), allow_nan=False))
    assert numbers["RecNN"]["Hidden(-3)"]["mass"] == {
        "r2": 0.9,
        "r2_interval": [0.8, 1.0],
        "r2_counts": [5, 6],
    }
    assert numbers["RecNN"]["Hidden(-1)"]["tau_1"]["r2"] is None
    assert list(numbers["CNN"]) == ["Hidden(-3)"]

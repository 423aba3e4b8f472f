"""The table says what was found, and what a draw would find."""

from pyg_jets.metrics import Estimate, share
from pyg_jets.study.chapters.truth.measure import TruthScores
from pyg_jets.study.chapters.truth.tables import truth_table

SCORES = TruthScores(share(3, 10), share(5, 10), Estimate(0.75, 0.7, 0.8), Estimate(0.25, 0.2, 0.3))


def test_table() -> None:
    table = truth_table(
        {"a": SCORES, "a, untrained": SCORES},
        "top-qcd",
        by_chance=(0.07, 0.135),
        efficiency={"all quarks parted": share(9, 10)},
    )
    assert table.name == "truth-top-qcd"
    assert [row[0] for row in table.rows] == ["a", "a, untrained"]
    assert table.rows[0][3:] == ["0.75 [0.70, 0.80]", "0.25 [0.20, 0.30]"]
    assert table.rows[0][1].startswith("0.30 [")
    assert "10 test jets of the signal of top-qcd" in table.caption
    assert "A draw would find 0.070 and 0.135." in table.caption
    assert table.caption.endswith("Shares of jets: all quarks parted 0.900.")
    assert len(table.header) == len(table.rows[0])


def test_another_mask_is_another_table() -> None:
    table = truth_table(
        {"a": SCORES}, "w-qcd", by_chance=(0.4, 0.6), efficiency={}, mask="products"
    )
    assert table.name == "truth-w-qcd-products"
    assert "if it holds a quark" in table.caption

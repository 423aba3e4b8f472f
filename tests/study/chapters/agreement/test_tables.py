"""Pairs that agree most stand first; what is not defined is null."""

from pyg_jets.metrics import Estimate
from pyg_jets.study.chapters.agreement.measure import Agreement
from pyg_jets.study.chapters.agreement.tables import agreement_numbers, agreement_table

NAN = float("nan")
PAIRS = Agreement(
    ("a", "b", "c"),
    {
        ("a", "b"): Estimate(NAN, NAN, NAN),
        ("a", "c"): Estimate(0.2, 0.1, 0.3),
        ("b", "c"): Estimate(0.6, 0.5, 0.7),
    },
    {("a", "b"): NAN, ("a", "c"): -0.5, ("b", "c"): 0.25},
)


def test_rows() -> None:
    table = agreement_table(PAIRS, "w-qcd")
    assert table.name == "agreement-w-qcd"
    assert [row[:2] for row in table.rows] == [["b", "c"], ["a", "c"], ["a", "b"]]
    assert [row[3] for row in table.rows] == ["0.25", "-0.50", "nan"]


def test_numbers() -> None:
    numbers = agreement_numbers(PAIRS)
    assert numbers["a, b"] == {"rank": None, "rank_interval": [None, None], "maps": None}
    assert (numbers["b, c"]["rank"], numbers["a, c"]["maps"]) == (0.6, -0.5)

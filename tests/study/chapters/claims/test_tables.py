"""The table, the numbers and the summary of claims made up."""

import json
import math

import pytest

from pyg_jets.study.chapters.claims.claim import Claim
from pyg_jets.study.chapters.claims.tables import claims_numbers, claims_summary, claims_table

HOLDS = Claim("up", "It rises.", "C", "w-qcd", "Rise.", [0.2, 0.3, 0.25], [0.1, 0.2, 0.15])
FAILS = Claim("down", "It falls.", "2", None, "Fall.", [-0.2, -0.3, -0.25])
OPEN = Claim("so", "So-so.", "3", "w-qcd", "Sum.", [0.1, 0.2, 0.3], [0.2, 0.1, 0.3])
UNKNOWN = Claim("spot", "A spot.", "3", "w-qcd", "Spot.", [0.1, math.nan], [0.2, 0.1])
CLAIMS = [HOLDS, FAILS, OPEN, UNKNOWN]


def test_rows() -> None:
    table = claims_table(CLAIMS)
    assert table.name == "claims"
    assert table.rows[0] == [
        "w-qcd",
        "It rises.",
        "holds",
        "yes",
        "+0.25 [+0.13, +0.37]",
        "+0.15 [+0.03, +0.27]",
        "Rise.",
        "C",
    ]
    assert table.rows[1][0] == "all"
    assert table.rows[1][2:6] == ["does not hold", "–", "-0.25 [-0.37, -0.13]", "–"]
    assert table.rows[2][2:4] == ["not decided", "not decided"]
    assert table.rows[3][2:6] == ["not decided", "not decided", "–", "+0.15"]
    of_task = table.of_task("w-qcd")
    assert of_task is not None
    assert len(of_task.rows) == 3
    assert [table.is_number(column) for column in (4, 5, 6)] == [True, True, False]


@pytest.mark.parametrize(
    ("claims", "words"), [(CLAIMS[:3], "over 3 trainings"), (CLAIMS, "over 2 to 3 trainings")]
)
def test_caption(claims: list[Claim], words: str) -> None:
    caption = claims_table(claims).caption
    assert words in caption
    assert "95 % interval" in caption
    assert "positive where the paper is right" in caption


def test_numbers_are_json() -> None:
    numbers = json.loads(json.dumps(claims_numbers(CLAIMS), allow_nan=False))
    assert numbers[0]["margins"] == [0.2, 0.3, 0.25]
    assert numbers[0]["control"] == [0.1, 0.2, 0.15]
    low, mean, high = (numbers[0][name] for name in ("low", "mean", "high"))
    assert (low, mean, high) == pytest.approx((0.1258, 0.25, 0.3742), abs=1e-4)
    assert [row["verdict"] for row in numbers[:3]] == ["holds", "does not hold", "not decided"]
    assert [row["learnt"] for row in numbers] == ["yes", "–", "not decided", "not decided"]
    assert numbers[3]["margins"] == [0.1, None]
    assert numbers[3]["mean"] is None
    assert (numbers[1]["name"], numbers[1]["task"], numbers[1]["control"]) == ("down", None, [])


def test_summary() -> None:
    assert claims_summary(CLAIMS) == (
        "Of 4 claims of the paper 1 hold, 1 do not, 2 are not decided; training raised the margin "
        "of 1 of those that hold."
    )
    lowered = Claim("up", "It rises.", "C", None, "Rise.", [0.1, 0.1, 0.1], [0.2, 0.2, 0.2])
    assert claims_summary([lowered]).endswith("margin of 0 of those that hold.")

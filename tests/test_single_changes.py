"""The tool that changes code notices what tests notice, in compiled modules and in others."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.code_changes import Change, changed, changes
from tests.equivalent_changes import EQUIVALENT
from tests.single_changes import counts

ROOT = Path(__file__).parents[1]
MODULE = '''"""Sums."""

HALF = 0.5


def share(one: float, other: float) -> float:
    """Never read."""
    return one / (one + other)


def kept(values: list[float]) -> list[float]:
    """What is above."""
    return [value for value in values if value > HALF]
'''
TEST = """
from small.sums import kept, share

def test_share():
    assert share(1.0, 3.0) == 0.25

def test_kept():
    assert kept([0.4, 0.6]) == [0.6]
"""
SCRIPT = """
import argparse, json, sys
from pathlib import Path
from tests.single_changes import drawn, tried

here = Path.cwd()
options = argparse.Namespace(
    seed=0, changes=int(sys.argv[1]), seconds=20, k=None, all=False, again=None, json=None,
    tests=Path("tests/test_sums.py"),
)
rows = tried(here, [drawn(here, Path("small/sums.py"), options)], options)
Path("rows.json").write_text(json.dumps(rows))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="changes are tried in forks")
@pytest.mark.parametrize(("compiled", "number"), [("", 99), ("\n# compiled(): in files\n", 2)])
def test_survivors_are_those_that_no_test_looks_at(
    compiled: str, number: int, tmp_path: Path
) -> None:
    here = tmp_path / "checkout"
    for folder in ("small", "tests"):
        (here / folder).mkdir(parents=True)
    (here / "small" / "sums.py").write_text(MODULE + compiled)
    (here / "tests" / "test_sums.py").write_text(TEST)
    (here / "pytest.ini").write_text("[pytest]\naddopts = --import-mode=importlib\n")
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(number)],
        cwd=here,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    rows = json.loads((here / "rows.json").read_text())
    verdicts = {(row["key"], row["verdict"]) for row in rows}
    every = {
        ("HALF = 0.55", "survived"),
        ("return (one * (one + other))", "killed"),
        ("return one / ((one - other))", "killed"),
        ("return other / (one + other)", "killed"),
        ("return one / (other + other)", "killed"),
        ("return one / (one + one)", "killed"),
        ("return [value for value in values if (value >= HALF)]", "survived"),
    }
    assert verdicts == every if number > 7 else verdicts < every
    assert {verdict for _, verdict in verdicts} == {"killed", "survived"}
    assert (here / "small" / "sums.py").read_text() == MODULE + compiled
    survived = [line for line in ran.stdout.splitlines() if line.startswith("survived small/sums")]
    assert len(survived) == sum(row["verdict"] == "survived" for row in rows)


def test_what_is_left_out_stands_in_the_key() -> None:
    source = "def f(rows):\n    for row in rows:\n        row.sort()  # why\n"
    (change,) = [each for each in changes(source) if each.text == "pass"]
    assert change == Change(3, source.index("row.sort"), source.index("  # why"), "pass")
    assert change.key(source.encode()) == "pass # why # row.sort() # why"
    assert changed(source.encode(), change).decode().endswith("rows:\n        pass  # why\n")


def test_counts_are_by_folder() -> None:
    rows = [
        {"module": f"pyg_jets/{path}", "verdict": verdict}
        for path, verdict in (
            ("jets/trees/a.py", "killed"),
            ("jets/trees/b.py", "survived"),
            ("lund/c.py", "equivalent"),
        )
    ]
    assert counts(rows).splitlines()[2:] == [
        "| jets/trees | 2 | 1 (50%) | 0 |",
        "| lund | 1 | 0 (0%) | 1 |",
        "| all | 3 | 1 (33%) | 1 |",
    ]


@pytest.mark.parametrize("module", EQUIVALENT)
def test_equivalent_changes_are_still_possible(module: str) -> None:
    """A line that was rewritten takes its reasons along."""
    source = (ROOT / "pyg_jets" / module).read_text()
    possible = {change.key(source.encode()) for change in changes(source)}
    assert set(EQUIVALENT[module]) <= possible
    assert all(EQUIVALENT[module].values())

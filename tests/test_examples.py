"""Every example does what its file says; one as a user starts it, all others in this process."""

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
import torch

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
NEEDS = {"simulate_on_a_cluster": "pythia8mc"}
"""Packages of extras."""


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_example_runs_and_writes(
    example: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    pytest.importorskip(NEEDS.get(example.stem, "torch"))
    assert len(example.read_text(encoding="utf-8").splitlines()) <= 120
    suffix = ".safetensors" if example.stem.startswith("train") else ".png"
    out = tmp_path / f"out{suffix}"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [str(example), "--smoke", "--out", str(out)])
    with torch.random.fork_rng():
        runpy.run_path(str(example), run_name="__main__")
    assert out.stat().st_size > 1000
    assert f"written: {out}" in capsys.readouterr().out


def test_an_example_runs_as_a_user_starts_it(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / "cluster_a_jet.py"), "--smoke"],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=tmp_path,
        env={**os.environ, "MPLBACKEND": "Agg"},
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "a_jet.png").stat().st_size > 1000


def test_the_page_names_the_examples() -> None:
    page = (ROOT / "docs" / "examples.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"`(\w+)\.py`", page)) == [path.stem for path in EXAMPLES]

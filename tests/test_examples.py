"""Every example runs as a user runs it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_example_runs_and_writes(example: Path, tmp_path: Path) -> None:
    assert len(example.read_text().splitlines()) <= 120
    suffix = ".safetensors" if example.stem.startswith("train") else ".png"
    out = tmp_path / f"out{suffix}"
    done = subprocess.run(
        [sys.executable, str(example), "--smoke", "--out", str(out)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=tmp_path,
        env={**os.environ, "MPLBACKEND": "Agg"},
    )
    assert done.returncode == 0, done.stderr
    assert out.stat().st_size > 1000
    assert done.stdout.strip()


def test_there_are_examples() -> None:
    assert {path.stem for path in EXAMPLES} >= {
        "cluster_a_jet",
        "saliency_on_lund_plane",
        "train_recnn",
    }

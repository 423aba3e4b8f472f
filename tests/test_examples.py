"""Every example does what its file says; one as a user starts it, all others in this process."""

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import torch
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
NOTEBOOK = ROOT / "examples" / "the_paper.ipynb"
NEEDS = {
    "lund_density": "pythia8mc",
    "simulate_on_a_cluster": "pythia8mc",
    "your_own_files": "uproot",
}
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


def test_the_notebook_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("JETS", "300"), ("EPOCHS", "1"), ("CHANNELS", "8")):
        monkeypatch.setenv(f"NOTEBOOK_{name}", value)
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    resources = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=300, startup_timeout=300, resources=resources).execute()
    shown = [out for cell in notebook.cells for out in cell.get("outputs", ())]
    pictures = [out for out in shown if "image/png" in out.get("data", {})]
    assert len(pictures) == 3
    said = "".join(out.text for out in shown if out.output_type == "stream")
    assert said.count("from its null") == 2


def test_the_notebook_shows_its_figures_and_is_light() -> None:
    assert NOTEBOOK.stat().st_size < 500_000
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    outputs = [out for cell in notebook.cells for out in cell.get("outputs", ())]
    assert sum("image/png" in out.get("data", {}) for out in outputs) == 3
    assert [out for out in outputs if out.output_type == "error"] == []
    assert [out for out in outputs if out.get("name") == "stderr"] == []


def test_the_page_names_the_examples() -> None:
    page = (ROOT / "docs" / "examples.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"`(\w+)\.py`", page)) == [path.stem for path in EXAMPLES]

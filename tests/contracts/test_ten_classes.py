"""Ten classes from a file like JetClass' through training to metrics, maps and tables."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from pyg_jets import Task, datasets, load_tagger, predict
from pyg_jets.attribution import node_saliency
from pyg_jets.cli import main
from pyg_jets.datasets.formats.jetclass import LABELS
from pyg_jets.metrics import confusion, macro_auc, roc_auc
from pyg_jets.study import Plan
from pyg_jets.study.chapters.classes.run import run, show

KINDS = tuple(name.removeprefix("label_") for name in LABELS)
JETS = 600


@pytest.fixture(scope="module")
def task(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A parquet file whose classes differ in their numbers of particles and their width."""
    pa, pq = (pytest.importorskip(name) for name in ("pyarrow", "pyarrow.parquet"))
    folder, rng = tmp_path_factory.mktemp("ten"), np.random.default_rng(0)
    columns: dict[str, list[np.ndarray]] = {
        name: [] for name in ("px", "py", "pz", "energy", "d0val", "charge")
    }
    label = np.arange(JETS) % 10
    for kind in label:
        n, width = 4 + 3 * (kind % 5), 0.05 if kind < 5 else 0.3
        pt, eta, phi = rng.uniform(5, 50, n), rng.normal(0, width, n), rng.normal(1, width, n)
        p4 = [pt * np.cos(phi), pt * np.sin(phi), pt * np.sinh(eta), pt * np.cosh(eta)]
        more = [rng.normal(size=n), rng.choice([-1, 0, 1], n)]
        for column, values in zip(columns.values(), [*p4, *more], strict=True):
            column.append(values)
    table = {f"part_{name}": rows for name, rows in columns.items()}
    table |= {name: list((label == k).astype(float)) for k, name in enumerate(LABELS)}
    pq.write_table(pa.table(table), folder / "jets.parquet")
    lines = [
        f"  - {{name: {name}, jets: jets.parquet, label: {k}}}" for k, name in enumerate(KINDS)
    ]
    (folder / "ten.yaml").write_text("\n".join(["name: ten", "kinds:", *lines]))
    return folder / "ten.yaml"


def test_from_the_file_to_the_report(task: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = task.parent
    jets = datasets.read(folder / "jets.parquet")
    assert jets.label is not None
    assert jets.label.bincount().tolist() == [JETS // 10] * 10
    assert "part_d0val" in jets.particle_columns
    assert jets.jet_columns.keys() >= set(LABELS)
    # The command trains and says what it does on the test jets.
    file = folder / "ten.safetensors"
    options = ["--task", str(task), "--tagger", "recnn", "--epochs", "8", "--out", str(file)]
    assert main(["train", *options]) == 0
    said = capsys.readouterr().out
    assert all(f"auc_{kind} " in said for kind in KINDS)
    tagger, of_task = load_tagger(file), Task.from_file(task)
    assert tagger.classes == of_task.classes == KINDS
    test = of_task.test()
    assert test.constituents.particle_columns.keys() >= {"part_d0val"}
    p = predict(tagger, test)
    assert p.shape == (len(test), 10)
    torch.testing.assert_close(p.sum(1), torch.ones(len(test)))
    whole = macro_auc(p, test.y)
    assert f"macro_auc        {whole}" in said
    assert whole.value > 0.75
    # Narrow and wide jets are told apart, and so are few particles and many.
    assert roc_auc(p, test.y, target=(0, 5)).value > 0.9
    assert roc_auc(p, test.y, target=(0, 4)).value > 0.9
    assert len(confusion(p, test.y)) == 10
    saliency = node_saliency(tagger, test.batch(), target=("Tbqq", "QCD"))
    assert saliency.isfinite().all()
    out = folder / "ten.png"
    given = ["--tagger", str(file), "--task", str(task), "--out", str(out)]
    assert main(["saliency", *given]) == 0
    assert out.stat().st_size > 10_000


def test_the_chapter_of_a_study(task: Path) -> None:
    plan = Plan.of_command([task], epochs=1, jets=200)
    assert len(plan.tasks) == 45
    shown = show(run(plan))
    files = {path.name for path in shown.write(task.parent / "out", {})}
    assert {f"{name}-ten.md" for name in ("classes", "pairs", "confusion")} <= files
    numbers = json.loads((task.parent / "out" / "classes-ten.json").read_text())["classes"]["ten"]
    assert set(numbers["confusion"]) == set(KINDS)
    assert f"auc_{KINDS[8]}:{KINDS[9]}" in numbers
    rows = (task.parent / "out" / "confusion-ten.md").read_text().splitlines()
    assert sum(row.startswith("| ") for row in rows) >= 10

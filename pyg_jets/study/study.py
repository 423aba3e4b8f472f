"""All three tasks, and what is written about them."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pyg_jets.datasets import TASKS
from pyg_jets.report import write_report
from pyg_jets.study.mass_direction import TASK, mass_direction
from pyg_jets.study.pictures import pictures_of
from pyg_jets.study.source import Source
from pyg_jets.study.tables import (
    basis_table,
    numbers_of,
    performance_table,
    probe_table,
    stronger_table,
)
from pyg_jets.study.task import run_task
from pyg_jets.study.trends import trend_table


def study(
    directory: str | os.PathLike[str],
    *,
    tasks: Sequence[str] = TASKS,
    seed: int = 0,
    epochs: int = 15,
    jets: int | None = None,
    source: Source = None,
    progress: bool = True,
) -> Path:
    """Run the paper's tasks and write tables, figures and a page.

    The same seed gives the same numbers on the same machine.

    Args:
        directory: Where ``results.json``, tables, figures, taggers and ``report.html`` go.
        tasks: Which of the three.
        seed: Of splits, initial parameters, the order of the jets and the bootstrap.
        epochs: Of each training.
        jets: Use at most so many jets of each part; None: all.
        source: Folder of other jets, as in :func:`pyg_jets.study.jets_of_kind`.
        progress: Say on standard error what is going on.

    Returns:
        The path of ``report.html``.
    """
    Path(directory).mkdir(parents=True, exist_ok=True)
    on: dict[str, Any] = {"jets": jets, "source": source}
    start, results = time.monotonic(), []
    for number, name in enumerate(tasks, 1):
        _say(progress, f"[{number}/{len(tasks)}] {name}: train, evaluate, probe, map")
        result = run_task(name, seed=seed, epochs=epochs, progress=progress, **on)
        result.training.tagger.save(Path(directory) / f"recnn-{name}.safetensors")
        results.append(result)
        elapsed = time.monotonic() - start
        _say(progress, f"    AUC {result.metrics['auc']} after {elapsed:.0f} s")
    settings = {"seed": seed, "epochs": epochs, "version": version("pyg_jets")}
    numbers = {"settings": settings, "tasks": {each.name: numbers_of(each) for each in results}}
    probes = probe_table({result.name: result.probes for result in results})
    tables = [
        performance_table(results),
        probes,
        trend_table({result.name: result.probes for result in results}),
        stronger_table({result.name: result.stronger for result in results}),
        basis_table(results),
    ]
    pictures = pictures_of(results)
    for result in results:
        if result.name == TASK:
            followed = mass_direction(result.training.tagger, seed=seed, **on)
            numbers["mass_direction"] = followed.numbers
            tables.append(followed.table)
            pictures += followed.pictures
    page = write_report(
        directory,
        "What RecNN jet taggers have learnt (arXiv:1911.01872)",
        numbers,
        tables,
        pictures,
    )
    _say(progress, f"written: {page}")
    return page


def _say(progress: bool, text: str) -> None:
    if progress:
        sys.stderr.write(text + "\n")
        sys.stderr.flush()

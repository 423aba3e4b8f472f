"""The benchmark as it is shown: tables, and one file with all numbers."""

from __future__ import annotations

import json
from pathlib import Path

from pyg_jets.evaluation.benchmark.results import Benchmark
from pyg_jets.jobs.atomic import save_text
from pyg_jets.study.chapters.benchmark.tables import (
    cost_table,
    measures_table,
    ranked_table,
    tagger_table,
)
from pyg_jets.study.shown import Shown

NUMBERS = "benchmark.json"


def show(result: Benchmark) -> Shown:
    """All tables, the ranked ones first.

    Args:
        result: The benchmark.
    """
    truths = list(dict.fromkeys(row.truth for row in result.rows))
    tables = [ranked_table(result, truth) for truth in truths]
    tables += [tagger_table(result), cost_table(result)]
    tables += [measures_table(result, truth) for truth in truths]
    return Shown(numbers=result.numbers(), tables=tables)


def write(result: Benchmark, folder: Path) -> list[Path]:
    """Write each table for readers and as CSV, and all numbers once.

    Args:
        result: The benchmark.
        folder: It is made if it is not there.

    Returns:
        The files written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shown, files = show(result), []
    for table in shown.tables:
        texts = {".md": f"{table.caption}\n\n{table.markdown()}", ".csv": table.csv()}
        for ending, text in texts.items():
            files.append(folder / f"{table.name}{ending}")
            save_text(files[-1], text)
    files.append(folder / NUMBERS)
    save_text(files[-1], json.dumps(shown.numbers, indent=None) + "\n")
    return files

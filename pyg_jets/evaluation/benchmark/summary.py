"""From the cells of all trainings to the rows of the benchmark."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from pyg_jets.evaluation.benchmark.cells import Cell, Cells
from pyg_jets.evaluation.benchmark.controls import CONTROLS, ORACLE, RANDOM
from pyg_jets.evaluation.benchmark.job import TAGGER_AUC, Job
from pyg_jets.evaluation.benchmark.learnt import agreement, learnt, together
from pyg_jets.evaluation.benchmark.measures import LEARNT
from pyg_jets.evaluation.benchmark.results import Benchmark, Row
from pyg_jets.metrics import Estimate


def summary(jobs: Sequence[Job], settings: dict[str, Any]) -> Benchmark:
    """All rows of jobs that have been run.

    Args:
        jobs: Of all trainings.
        settings: For the record.
    """
    whole = Benchmark([], {}, {}, {}, settings)
    for truth, tagger in dict.fromkeys((job.truth.name, job.tagger[0]) for job in jobs):
        own = [job for job in jobs if (job.truth.name, job.tagger[0]) == (truth, tagger)]
        _add(whole, own)
    return whole


def _add(whole: Benchmark, jobs: Sequence[Job]) -> None:
    """The rows of one tagger on one truth."""
    job = jobs[0]
    names = job.truth.name, job.tagger[0]
    cells = {
        name: {one.trained: _cell(one, name) for one in jobs} for name in (*CONTROLS, *job.methods)
    }
    refused = {name: next(iter(of.values())).refusal for name, of in cells.items()}
    whole.refused.update({(names[1], name): why for name, why in refused.items() if why})
    numbers = {
        permuted: {
            name: _over_trainings(job, [c for t, c in of.items() if t.permuted == permuted])
            for name, of in cells.items()
            if not refused[name]
        }
        for permuted in (False, True)
    }
    controls = sum(one.trained.permuted for one in jobs)
    counts = controls, len(jobs) - controls
    pairs = math.comb(counts[0], 2), max(1, math.comb(counts[1], 2))
    whole.auc[names] = numbers[False][ORACLE].pop(TAGGER_AUC)
    for name, measures in numbers[False].items():
        for measure, value in measures.items():
            on_scale = None
            if measure in LEARNT:
                of = pairs if measure == "agreement" else counts
                on_scale = _on_scale(name, measure, value, numbers, of)
            whole.rows.append(Row(*names, name, measure, value, on_scale))
        seconds = [cell.seconds for t, cell in cells[name].items() if not t.permuted]
        if name not in CONTROLS and sum(seconds) > 0:
            whole.speed[(*names, name)] = job.settings.jets * len(seconds) / sum(seconds)


def _cell(job: Job, name: str) -> Cell:
    cell = Cells(job.folder).load(job.key(name))
    assert cell is not None
    return cell


def _over_trainings(job: Job, cells: Iterable[Cell]) -> dict[str, Estimate]:
    there = [cell for cell in cells if cell.relevance is not None]
    numbers = together([cell.measured for cell in there])
    answer = job.answer("test", job.settings.jets)
    relevances = [cell.relevance for cell in there if cell.relevance is not None]
    alike = agreement(relevances, answer.jets.batch(), job.settings.seed)
    return numbers if alike is None else {**numbers, "agreement": alike}


def _on_scale(
    name: str,
    measure: str,
    value: Estimate,
    numbers: dict[bool, dict[str, dict[str, Estimate]]],
    counts: tuple[int, int],
) -> Estimate | None:
    """Between the same on taggers of permuted labels, or random numbers, and the truth."""
    truth = numbers[False][ORACLE][measure]
    # The truth and draws are no attributions of a network: nothing is what draws have.
    of = RANDOM if name in (ORACLE, RANDOM) else name
    nothing = numbers[True].get(of, {}).get(measure)
    if nothing is None:
        nothing = numbers[False][RANDOM].get(measure)
    if nothing is None:
        return None
    if name == ORACLE and learnt(value, nothing, truth, counts) is not None:
        return Estimate(1.0, 1.0, 1.0)
    return learnt(replace(value, count=None, total=None), nothing, truth, counts)

"""All three tasks, and what is written about them."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pyg_jets.datasets import TASKS, Task, resolve_task
from pyg_jets.datasets.task import Source
from pyg_jets.report import write_report
from pyg_jets.study.claims_section import judge
from pyg_jets.study.config import CONFIGS, StudyConfig
from pyg_jets.study.full_sections import (
    compare_taggers,
    examine_robustness,
    full_reading_jobs,
    full_training_jobs,
    probe_the_layers,
    show_others,
    transfer,
)
from pyg_jets.study.page_data import task_title
from pyg_jets.study.plan import Findings, Plan
from pyg_jets.study.saved import check_folder, save_taggers
from pyg_jets.study.sections import (
    draw,
    explain,
    follow_the_mass,
    perform,
    probe,
    reading_jobs,
    training_jobs,
)
from pyg_jets.study.side_by_side import Clock, run_jobs
from pyg_jets.study.stages import Stages

SHORT = CONFIGS["short"]


def study(
    directory: str | os.PathLike[str],
    *,
    config: StudyConfig = SHORT,
    tasks: Sequence[str] = TASKS,
    seed: int = 0,
    jets: int | None = None,
    source: Source = None,
    workers: int = 1,
    progress: bool = True,
) -> Path:
    """Run the paper's tasks and write tables, figures and a page.

    Every number is of ``config.seeds`` trainings. First everything is trained, then everything is
    read, each in ``workers`` processes; then the results are put together. The same seed gives the
    same numbers on the same machine, for any number of processes.

    Args:
        directory: Where ``results.json``, tables, figures, taggers and ``report.html`` go; finished
            stages, if they are kept, are in ``stages`` there.
        config: What is done.
        tasks: Which of the three.
        seed: The first of splits, initial parameters, the order of the jets and the bootstrap.
        jets: Use at most so many jets of each part; None: all.
        source: Folder of other jets, as in :func:`pyg_jets.study.jets_of_kind`.
        workers: Processes.
        progress: Say on standard error what has been done, and about how long the rest takes.

    Returns:
        The path of ``report.html``.

    Raises:
        FileNotFoundError: If there are no jets of a kind.
        ValueError: If ``directory`` holds a study with other settings.
        OSError: If one of the processes dies.
    """
    resolved = [resolve_task(task, source) for task in tasks]  # refuses before the work
    folder = Path(directory)
    with _stages(folder, config, resolved) as stages:
        settings = {
            "seed": seed,
            "jets": jets,
            "tasks": list(tasks),
            **asdict(config),
            "version": version("pyg_jets"),
            "source": stages.origin["source"],
        }
        check_folder(folder, settings)
        folder.mkdir(parents=True, exist_ok=True)
        seeds = range(seed, seed + config.seeds)
        plan = Plan(config, stages, tasks, seeds, {"jets": jets, "source": source})
        say = Clock(progress).say
        run_jobs([*full_training_jobs(plan), *training_jobs(plan)], workers, say)
        run_jobs([*full_reading_jobs(plan), *reading_jobs(plan)], workers, say)
        page = _write(plan, folder, settings)
    say(f"written: {page}")
    return page


@contextlib.contextmanager
def _stages(folder: Path, config: StudyConfig, tasks: Sequence[Task]) -> Iterator[Stages]:
    """Where processes leave their results to each other: in the folder, or until the end."""
    if config.keep:
        yield Stages(folder / "stages", tasks)
        return
    with tempfile.TemporaryDirectory() as temporary:
        yield Stages(Path(temporary), tasks)


def _write(plan: Plan, folder: Path, settings: dict[str, Any]) -> Path:
    """Put all results together; the taggers are those of the first seed."""
    findings = Findings({"settings": settings})
    trainings = perform(plan, findings)
    readings = probe(plan, findings)
    directions = follow_the_mass(plan, findings)
    explain(plan, findings)
    transfers = transfer(plan, findings)
    layers = probe_the_layers(plan, findings)
    show_others(plan, findings)
    examinations = examine_robustness(plan, findings)
    compare_taggers(plan, findings)
    draw(plan, findings)
    judge(
        findings,
        readings,
        directions,
        transfers=transfers,
        layers=layers,
        examinations=examinations,
    )
    first = {task: trainings[plan.recnn(task, plan.seeds[0])] for task in plan.tasks}
    taggers = {task: training.training.tagger for task, training in first.items()}
    findings.numbers["taggers"] = save_taggers(folder, taggers)
    return write_report(
        folder,
        "What RecNN jet taggers have learnt (arXiv:1911.01872)",
        findings.numbers,
        findings.tables,
        findings.pictures,
        sections={task: task_title(task) for task in plan.tasks},
        sentences=findings.sentences,
        maps=findings.maps,
        jets=findings.jets,
    )

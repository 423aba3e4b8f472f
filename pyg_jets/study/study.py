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

from pyg_jets.datasets import TASKS
from pyg_jets.jobs import finished
from pyg_jets.jobs.atomic import check_writable, made_folder
from pyg_jets.jobs.folder_lock import only_writer
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
from pyg_jets.study.source import Source, place_of_kind
from pyg_jets.study.stages import Stages

SHORT = CONFIGS["short"]

LEAST_JETS = 40
"""Jets of each part that a study needs: of fewer, probes find no class in some of their folds."""


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
        ValueError: If ``directory`` holds a study with other settings, or ``jets`` are too few.
        OSError: If the folder cannot be written or is in use by another run, or processes die again
            and again.
    """
    if source is not None:
        for kind in {kind for task in tasks for kind in task.split("-")}:
            place_of_kind(kind, source)  # refuses what is not there, before the work
    if jets is not None and jets < LEAST_JETS:
        raise ValueError(f"a study must have at least {LEAST_JETS} jets of each part (got {jets})")
    folder = Path(directory)
    with made_folder(folder), only_writer(folder), _stages(folder, config, source) as stages:
        check_writable(folder / "results.json", folder)
        settings = {
            "seed": seed,
            "jets": jets,
            "tasks": list(tasks),
            **asdict(config),
            "version": version("pyg_jets"),
            "source": stages.origin["source"],
        }
        check_folder(folder, settings)
        seeds = range(seed, seed + config.seeds)
        plan = Plan(config, stages, tasks, seeds, {"jets": jets, "source": source})
        say = Clock(progress).say
        run_jobs([*full_training_jobs(plan), *training_jobs(plan)], workers, say)
        run_jobs([*full_reading_jobs(plan), *reading_jobs(plan)], workers, say)
        page = _write(plan, folder, settings)
    say(f"written: {page}")
    return page


@contextlib.contextmanager
def _stages(folder: Path, config: StudyConfig, source: Source) -> Iterator[Stages]:
    """Where processes leave their results to each other: in the folder, or until the end."""
    if config.keep:
        yield Stages(folder / "stages", source)
        return
    with tempfile.TemporaryDirectory() as temporary:
        yield Stages(Path(temporary), source)


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
    # Until the last file is there, the folder says that it is not finished, and has no page.
    finished.begin(folder)
    (folder / "report.html").unlink(missing_ok=True)
    findings.numbers["taggers"] = save_taggers(folder, taggers)
    page = write_report(
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
    files = (path for path in folder.glob("[!.]*") if path.is_file())
    finished.finish(folder, (path for path in files if path.name != finished.RECORD))
    return page

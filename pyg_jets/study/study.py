"""All three tasks, and what is written about them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from pyg_jets.datasets import TASKS
from pyg_jets.report import write_report
from pyg_jets.study.ahead import read_ahead, train_ahead
from pyg_jets.study.config import CONFIGS, StudyConfig
from pyg_jets.study.full_sections import (
    compare_taggers,
    examine_robustness,
    probe_the_layers,
    train_others,
    transfer,
)
from pyg_jets.study.page_data import task_title
from pyg_jets.study.plan import Findings, Plan
from pyg_jets.study.sections import draw, explain, follow_the_mass, read, train
from pyg_jets.study.source import Source, place_of_kind
from pyg_jets.study.stages import Stages

SHORT = CONFIGS["short"]
SECTIONS = (
    read,
    draw,
    follow_the_mass,
    explain,
    transfer,
    probe_the_layers,
    train_others,
    examine_robustness,
    compare_taggers,
)
"""In the order in which they run; those that take longest are last."""


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

    The same seed gives the same numbers on the same machine.

    Args:
        directory: Where ``results.json``, tables, figures, taggers and ``report.html`` go; finished
            stages, if they are kept, are in ``stages`` there.
        config: What is done. Where stages are kept, a long study's page is written anew
            after each section.
        tasks: Which of the three.
        seed: The first of splits, initial parameters, the order of the jets and the bootstrap.
        jets: Use at most so many jets of each part; None: all.
        source: Folder of other jets, as in :func:`pyg_jets.study.jets_of_kind`.
        workers: Processes in which a study runs that keeps its stages: all trainings side by
            side, then what is read from them. The numbers are those of one process.
        progress: Say on standard error what is going on.

    Returns:
        The path of ``report.html``.

    Raises:
        FileNotFoundError: If there are no jets of a kind.
        ValueError: If there are several workers, and stages are not kept.
        OSError: If one of them dies.
    """
    if workers > 1 and not config.keep:
        raise ValueError(
            f"'workers' must be 1 for a study that keeps no stages, such as the short one "
            f"(got {workers})"
        )
    if source is not None:
        for kind in {kind for task in tasks for kind in task.split("-")}:
            place_of_kind(kind, source)  # refuses what is not there, before the work
    folder = Path(directory)
    folder.mkdir(parents=True, exist_ok=True)
    stages = Stages(folder / "stages" if config.keep else None, source, progress)
    seeds = range(seed, seed + config.seeds)
    plan = Plan(config, stages, tasks, seeds, {"jets": jets, "source": source}, progress)
    settings = {
        "seed": seed,
        "jets": jets,
        **asdict(config),
        "version": version("pyg_jets"),
        "source": stages.origin["source"],
    }
    found = Findings({"settings": settings})
    if workers > 1:
        train_ahead(plan, workers)
    trained = train(plan, found)
    for task in tasks:
        tagger = trained[(task, *plan.recnn, seed)].training.tagger
        tagger.save(folder / f"recnn-{task}.safetensors")
    if workers > 1:
        read_ahead(SECTIONS, plan, trained, workers)
    for section in SECTIONS:
        section(plan, trained, found)
        if config.keep and stages.minutes > 10:  # somebody may want to see what there is already
            _write(folder, tasks, found)
    page = _write(folder, tasks, found)
    stages.say(f"written: {page}")
    return page


def _write(folder: Path, tasks: Sequence[str], found: Findings) -> Path:
    return write_report(
        folder,
        "What RecNN jet taggers have learnt (arXiv:1911.01872)",
        found.numbers,
        found.tables,
        found.pictures,
        sections={task: task_title(task) for task in tasks},
        sentences=found.sentences,
        maps=found.maps,
        jets=found.jets,
    )

"""All tasks, and what is written about them: one chapter after the other."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pyg_jets.datasets import TASKS, Task
from pyg_jets.datasets.task_name import Source
from pyg_jets.jobs import finished
from pyg_jets.jobs.atomic import check_writable, made_folder
from pyg_jets.jobs.folder_lock import only_writer
from pyg_jets.report import write_report
from pyg_jets.study.chapters.claims import run as claims
from pyg_jets.study.chapters.classes import run as classes
from pyg_jets.study.chapters.comparison import run as comparison
from pyg_jets.study.chapters.erasure import run as erasure
from pyg_jets.study.chapters.explanations import run as explanations
from pyg_jets.study.chapters.layers import run as layers
from pyg_jets.study.chapters.maps import run as maps
from pyg_jets.study.chapters.mass_direction import run as mass_direction
from pyg_jets.study.chapters.ordering import run as ordering
from pyg_jets.study.chapters.page import run as page
from pyg_jets.study.chapters.performance import run as performance
from pyg_jets.study.chapters.probes import run as probes
from pyg_jets.study.chapters.response import run as response
from pyg_jets.study.chapters.robustness import run as robustness
from pyg_jets.study.chapters.transfer import run as transfer
from pyg_jets.study.chapters.without_labels import run as without_labels
from pyg_jets.study.config import CONFIGS, StudyConfig
from pyg_jets.study.plan import Job, Plan
from pyg_jets.study.saved import check_folder, save_taggers
from pyg_jets.study.shown import Shown
from pyg_jets.study.stages import Stages
from pyg_jets.study.tasks import tasks_by_name
from pyg_jets.study.workers import Clock, run_jobs

SHORT = CONFIGS["short"]

LEAST_JETS = 356
"""Jets of each part that a study needs. A probe of 70 features trains on 142 jets and more, so that
five folds need 178; twice as many leave room for jets of which an observable is not defined."""

CHAPTERS = {
    "performance": performance,
    "classes": classes,
    "maps": maps,
    "probes": probes,
    "mass_direction": mass_direction,
    "erasure": erasure,
    "response": response,
    "ordering": ordering,
    "explanations": explanations,
    "transfer": transfer,
    "without_labels": without_labels,
    "layers": layers,
    "robustness": robustness,
    "comparison": comparison,
    "page": page,
}
"""In the order of the page. The claims, which are held against their results, stand second."""

JUDGED = ("maps", "probes", "mass_direction", "transfer", "layers", "robustness")
"""The chapters that claims are about."""


def study(
    directory: str | os.PathLike[str],
    *,
    config: StudyConfig = SHORT,
    tasks: Sequence[str | os.PathLike[str] | Task] = TASKS,
    seed: int = 0,
    jets: int | None = None,
    source: Source = None,
    workers: int = 1,
    progress: bool = True,
) -> Path:
    """Run tasks, by default the paper's, and write tables, figures and a page.

    Every number is of ``config.seeds`` trainings. First everything is trained, then everything is
    read, each in ``workers`` processes; then the results are put together. The same seed gives the
    same numbers on the same machine, for any number of processes.

    Args:
        directory: Where ``results.json``, tables, figures, taggers and ``report.html`` go; finished
            stages, if they are kept, are in ``stages`` there.
        config: What is done.
        tasks: Each as :func:`pyg_jets.datasets.resolve_task` takes it: a name, a file or a task.
        seed: The first of splits, initial parameters, the order of the jets and the bootstrap.
        jets: Use at most so many jets of each part; None: all.
        source: Where the jets of a name's kinds are, as in :meth:`pyg_jets.Task.named`.
        workers: Processes.
        progress: Say on standard error what has been done, and about how long the rest takes.

    Returns:
        The path of ``report.html``.

    Raises:
        FileNotFoundError: If there are no jets of a kind.
        ValueError: If ``directory`` holds a study with other settings, ``jets`` are too few, or as
            in :func:`pyg_jets.study.tasks.tasks_by_name`.
        OSError: If the folder cannot be written or is in use by another run, or processes die again
            and again.
    """
    named = tasks_by_name(tasks, source)  # refuses before the work
    if jets is not None and jets < LEAST_JETS:
        raise ValueError(f"a study must have at least {LEAST_JETS} jets of each part (got {jets})")
    folder = Path(directory)
    with (
        made_folder(folder),
        only_writer(folder),
        _stages(folder, config, list(named.values())) as stages,
    ):
        check_writable(folder / "results.json", folder)
        settings = {
            "seed": seed,
            "jets": jets,
            "tasks": list(named),
            **config.settings(),
            "version": version("pyg_jets"),
            "source": stages.origin["source"],
        }
        check_folder(folder, settings)
        seeds = range(seed, seed + config.seeds)
        plan = Plan(config, stages, named, seeds, jets)
        say = Clock(progress).say
        run_jobs(all_trainings(plan), workers, say)
        run_jobs(all_readings(plan), workers, say)
        page = _write(plan, folder, settings)
    say(f"written: {page}")
    return page


def all_trainings(plan: Plan) -> list[Job]:
    """Everything that a study trains, the longest first."""
    jobs = [
        *classes.trainings(plan),
        *performance.trainings(plan),
        *layers.trainings(plan),
        *comparison.trainings(plan),
        *without_labels.trainings(plan),
    ]
    return sorted(jobs, key=lambda job: -job.cost)


def all_readings(plan: Plan) -> list[Job]:
    """Everything that is read of what was trained, the longest first."""
    used = (erasure, response, ordering)
    readers = (
        classes,
        maps,
        probes,
        mass_direction,
        *used,
        explanations,
        transfer,
        without_labels,
        robustness,
        comparison,
        page,
    )
    jobs = [job for chapter in readers for job in chapter.jobs(plan)]
    return sorted(jobs, key=lambda job: -job.cost)


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
    results: dict[str, Any] = {name: chapter.run(plan) for name, chapter in CHAPTERS.items()}
    first, *others = [
        chapter.show(results[name]) for name, chapter in CHAPTERS.items() if results[name]
    ]
    judged = claims.show(claims.run(**{name: results[name] for name in JUDGED}))
    shown = Shown.together([Shown({"settings": settings}), first, judged, *others])
    taggers = {
        key.task: trained.training.tagger
        for key, trained in results["performance"].read.items()
        if key.seed == plan.seeds[0]
    }
    # Until the last file is there, the folder says that it is not finished, and has no page.
    finished.begin(folder)
    (folder / "report.html").unlink(missing_ok=True)
    shown.numbers["taggers"] = save_taggers(folder, taggers)
    written = write_report(
        folder,
        "What RecNN jet taggers have learnt (arXiv:1911.01872)",
        shown.numbers,
        shown.tables,
        shown.pictures,
        sections={name: task.title for name, task in plan.tasks.items()},
        sentences=shown.sentences,
        maps=shown.maps,
        jets=shown.jets,
    )
    files = (path for path in folder.glob("[!.]*") if path.is_file())
    finished.finish(folder, (path for path in files if path.name != finished.RECORD))
    return written

"""The benchmark of explanations: methods by taggers by truths."""

from __future__ import annotations

import inspect
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeAlias

from pyg_jets.attribution import Attribution
from pyg_jets.evaluation.benchmark.job import Job, Settings, Trained
from pyg_jets.evaluation.benchmark.methods import as_attribution, methods_named
from pyg_jets.evaluation.benchmark.networks import NETWORKS, networks_named
from pyg_jets.evaluation.benchmark.results import Benchmark
from pyg_jets.evaluation.benchmark.summary import summary
from pyg_jets.evaluation.benchmark.truth import Truth
from pyg_jets.evaluation.benchmark.truths import TRUTHS, truth_named
from pyg_jets.jobs import pool, progress
from pyg_jets.jobs.atomic import made_folder
from pyg_jets.jobs.folder_lock import only_writer
from pyg_jets.taggers import Tagger

Taggers: TypeAlias = "Iterable[str] | Mapping[str, Callable[[], Tagger]]"
KNOWN_FUNCTION = "known function"
"""What tables call the tagger of a truth that has its own."""


def benchmark(
    truths: Iterable[str | Truth] | None = None,
    taggers: Taggers | None = None,
    methods: Iterable[str] | Mapping[str, Any] | None = None,
    *,
    trainings: int = 3,
    controls: int | None = None,
    jets: int = 200,
    train_jets: int = 4000,
    epochs: int | None = None,
    lr: float | None = 5e-3,
    seed: int = 0,
    folder: Path | str | None = None,
    workers: int = 1,
    scheduler: str | None = None,
    say: Callable[[str], object] | None = None,
) -> Benchmark:
    """Attribution methods on taggers of jets whose answer is known.

    Every tagger learns every truth several times, and as often with the labels permuted; every
    method then says on the same test jets which splittings matter, as do the truth itself (the
    oracle), the largest kt, and random numbers. Measures of what was learnt are given on a scale,
    too, on which the oracle has 1 and the same method on taggers of permuted labels 0. Truths of
    known functions have their own tagger, which learns nothing.

    Args:
        truths: Names, or truths of one's own; all that need no generator if not given.
        taggers: Names, or what makes an untrained one by its name; all small networks if not given.
        methods: Names, or functions ``(tagger, batch)`` by their names; all if not given.
        trainings: Of each tagger on each truth.
        controls: Trainings on permuted labels; as many if not given, none with 0.
        jets: On which methods are measured, of both classes together.
        train_jets: On which taggers learn; half as many more choose the best epoch.
        epochs: Of each training; those of the tagger's recipe if not given.
        lr: Highest learning rate; None: that of the tagger's recipe.
        seed: Of everything random.
        folder: Where measured numbers and trained taggers are kept: what is there already is not
            done again. A folder for this call alone if not given.
        workers: Processes on this machine.
        scheduler: Address of a running ``distributed`` cluster to use instead; it must see the
            folder.
        say: Is told after each training which it was, and about how long the rest takes.

    Returns:
        Plain numbers. :func:`pyg_jets.study.chapters.benchmark.run.show` makes tables of them.

    Raises:
        ImportError: If a decay is asked for and ``pythia8mc`` is not installed.
        OSError: If another run is in the folder, or workers die again and again.
        ValueError: If a name is unknown, nothing is asked for, a number is too small, or a method
            does not give a finite number per node.

    Example:
        ``benchmark(["planted"], ["recnn"], ["saliency", "branch_removal"], trainings=2)``
    """
    settings = Settings(jets, train_jets, epochs, lr, seed, version("pyg_jets"))
    controls = trainings if controls is None else controls
    _check(trainings=(trainings, 1), controls=(controls, 0), jets=(jets, 20))
    _check(train_jets=(train_jets, 20), epochs=(1 if epochs is None else epochs, 1))
    with tempfile.TemporaryDirectory() as alone, made_folder(folder or alone) as kept:
        every = [Trained(k, permuted=False) for k in range(trainings)]
        every += [Trained(k, permuted=True) for k in range(controls)]
        jobs = _jobs(truths, taggers, methods, every, settings=settings, folder=kept)
        with only_writer(kept):
            _run(jobs, workers, scheduler, say)
            return summary(jobs, {**asdict(settings), "trainings": trainings, "controls": controls})


def _check(**numbers: tuple[int, int]) -> None:
    for name, (number, least) in numbers.items():
        if number < least:
            raise ValueError(f"'{name}' must be at least {least} (got {number})")


def _jobs(
    truths: Iterable[str | Truth] | None,
    taggers: Taggers | None,
    methods: Iterable[str] | Mapping[str, Any] | None,
    every: Sequence[Trained],
    *,
    settings: Settings,
    folder: Path,
) -> list[Job]:
    quick = [name for name, truth in TRUTHS.items() if truth.keep is None]
    wanted = [truth_named(truth) for truth in (quick if truths is None else truths)]
    builders, listed = _builders(taggers), _methods(methods)
    if not (wanted and builders and listed):
        raise ValueError(
            "there must be a truth, a tagger and a method at least (got "
            f"{len(wanted)}, {len(builders)} and {len(listed)})"
        )
    jobs = []
    for truth in wanted:
        if truth.tagger is not None:
            known = (KNOWN_FUNCTION, "")
            jobs.append(Job(truth, known, truth.tagger, every[0], listed, settings, folder))
            continue
        for name, build in builders.items():
            own = (name, _origin(NETWORKS.get(name) is build, build))
            jobs += [Job(truth, own, build, each, listed, settings, folder) for each in every]
    return jobs


def _builders(taggers: Taggers | None) -> dict[str, Callable[[], Tagger]]:
    if isinstance(taggers, Mapping):
        return dict(taggers)
    return networks_named(taggers)


def _methods(
    methods: Iterable[str] | Mapping[str, Any] | None,
) -> dict[str, tuple[str, Attribution]]:
    """By name, with what tells them from others of that name."""
    if isinstance(methods, Mapping):
        listed = {name: as_attribution(name, method) for name, method in methods.items()}
    else:
        listed = methods_named(methods)
    known = methods_named(None)
    return {
        name: (_origin(known.get(name) is method, method.function), method)
        for name, method in listed.items()
    }


def _origin(ours: bool, function: Any) -> str:
    """Nothing for what this package has; of others the text, so that a change is noticed."""
    if ours:
        return ""
    try:
        return inspect.getsource(inspect.unwrap(function))
    except (OSError, TypeError):
        return repr(function)


def _run(
    jobs: Sequence[Job], workers: int, scheduler: str | None, say: Callable[[str], object] | None
) -> None:
    report = (lambda _: None) if say is None else say
    left = [job for job in jobs if job.missing()]
    done = pool.results(Job.run, left, workers=workers, scheduler=scheduler, report=report)
    start = time.monotonic()
    for count, (number, _) in enumerate(done, start=1):
        job = left[number]
        seconds = (time.monotonic() - start) * (len(left) - count) / count
        rest = f", about {progress.duration(seconds)} left" if count < len(left) else ""
        labels = ", permuted labels" if job.trained.permuted else ""
        title = f"{job.truth.name}, {job.tagger[0]}, training {job.trained.number}{labels}"
        report(f"{title} ({count} of {len(left)}{rest})")

"""What RecNNs use, over several trainings of each task: erasing, responses, observables in place.

The three chapters of the full study alone. Finished stages are kept in the folder: run it again
after an interruption.
"""

import argparse
from pathlib import Path

from pyg_jets.datasets import TASKS
from pyg_jets.study import StudyConfig
from pyg_jets.study.chapters.erasure import run as erasure
from pyg_jets.study.chapters.ordering import run as ordering
from pyg_jets.study.chapters.performance import run as performance
from pyg_jets.study.chapters.response import run as response
from pyg_jets.study.plan import Plan
from pyg_jets.study.stages import Stages
from pyg_jets.study.tasks import tasks_by_name
from pyg_jets.study.workers import Clock, run_jobs

CHAPTERS = {"erasure": erasure, "response": response, "ordering": ordering}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--task", nargs="+", default=TASKS)
    parser.add_argument("--source", type=Path, help="a folder with a file of each kind")
    parser.add_argument("--jets", type=int, help="at most so many of each part")
    parser.add_argument("--seeds", type=int, default=3, help="trainings of each task (3)")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--chapters", nargs="+", default=list(CHAPTERS), choices=CHAPTERS)
    parser.add_argument("--out", type=Path, required=True, help="folder")
    options = parser.parse_args()

    config = StudyConfig(seeds=options.seeds, epochs=options.epochs, used=None)
    named = tasks_by_name(options.task, options.source)
    stages = Stages(options.out / "stages", list(named.values()))
    plan = Plan(config, stages, named, range(options.seeds), options.jets)
    run_jobs(performance.trainings(plan), options.workers, Clock().say)
    settings = {"tasks": list(named), "seeds": options.seeds, "epochs": options.epochs}
    settings["jets"] = options.jets
    chosen = {"performance": performance, **{name: CHAPTERS[name] for name in options.chapters}}
    for name, chapter in chosen.items():
        if name != "performance":
            run_jobs(chapter.jobs(plan), options.workers, Clock().say)
        shown = chapter.show(chapter.run(plan))
        shown.print(shown.write(options.out, settings))


if __name__ == "__main__":
    main()

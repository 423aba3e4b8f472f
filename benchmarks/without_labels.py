"""What an encoder that was trained without labels is worth, by the number of labelled jets.

One encoder a seed is pretrained on the training jets of all five kinds, whose labels are not looked
at; see pyg_jets/study/chapters/without_labels for what is then measured. Every number has a file of
its own in --out: an interrupted run goes on, and several may share the folder.
"""

import argparse
import json
from pathlib import Path

from pyg_jets import load_tagger
from pyg_jets.metrics import Estimate
from pyg_jets.study.chapters.without_labels.measure import WAYS, Worth, worth
from pyg_jets.study.chapters.without_labels.run import pretrained_on
from pyg_jets.study.chapters.without_labels.tables import worth_table
from pyg_jets.study.tasks import tasks_by_name
from pyg_jets.unsupervised import METHODS

TASKS = ("top-qcd", "w-qcd", "quark-gluon")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--method", choices=METHODS, default="contrastive")
    parser.add_argument("--epochs", type=int, default=12, help="of the pretraining (12)")
    parser.add_argument("--labels", type=int, nargs="+", default=[100, 300, 1000, 3000, 0],
                        help="numbers of labelled jets; 0: all")  # fmt: skip
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--source", type=Path, help="folder with jets (the bundled sample)")
    parser.add_argument("--jets", type=int, help="at most so many jets of each part")
    parser.add_argument("--tagger", default="recnn")
    parser.add_argument("--out", type=Path, required=True, help="folder")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    check_same_settings(options)
    tasks, result = tasks_by_name(TASKS, options.source), []
    for seed in range(options.seeds):
        encoder = encoder_of(options, tasks, seed)
        for task in tasks.values():
            for number in options.labels:
                for way in WAYS:
                    one = measured(options, encoder, task, number, way, seed=seed)
                    result += [] if one is None else [one]
    table = worth_table(result, options.method)
    path = options.out / f"without-labels-{options.method}.md"
    path.write_text(f"{table.caption}\n\n{table.markdown()}", encoding="utf-8")


def check_same_settings(options):
    """A folder holds the numbers of one kind of encoder."""
    path = options.out / f"{options.method}-settings.json"
    names = ("epochs", "source", "jets", "tagger")
    settings = {name: str(getattr(options, name)) for name in names}
    if path.exists() and (kept := json.loads(path.read_text())) != settings:
        raise SystemExit(
            f"'{options.out}' holds numbers of {kept}, wanted {settings}: choose another folder"
        )
    path.write_text(json.dumps(settings))


def encoder_of(options, tasks, seed):
    path = options.out / f"{options.method}-{seed}.safetensors"
    if not path.exists():
        folder = options.out / f"{options.method}-{seed}"
        pretrained_on(
            tasks, options.method, tagger=options.tagger, seed=seed, jets=options.jets,
            epochs=options.epochs, directory=folder,
        ).encoder.save(path)  # fmt: skip
    return load_tagger(path)


def measured(options, encoder, task, number, way, *, seed):
    """One number, of a file if it is there; None if it was not asked for."""
    path = options.out / f"{options.method}-{task.name}-{number}-{way}-{seed}.json"
    if not path.exists():
        if way not in options.ways:
            return None
        one = worth(encoder, task, number or None, way, seed=seed, jets=options.jets)
        fields = {**vars(one), "auc": [one.auc.value, one.auc.low, one.auc.high]}
        path.write_text(json.dumps(fields))
        print(f"seed {seed}, {task.name}, {one.labels} labels, {way}: {one.auc}", flush=True)
    fields = json.loads(path.read_text())
    return Worth(**{**fields, "auc": Estimate(*fields["auc"])})


if __name__ == "__main__":
    main()

"""What an encoder that was trained without labels is worth, by the number of labelled jets.

One encoder a seed is pretrained on the training jets of all five kinds, whose labels are not looked
at. Then, for each task and number of labelled jets, a head is trained on its frozen embedding, on
that of the same network untrained, and on both the encoder is also trained further (fine-tuned) or
from nothing. Embeddings are standardised. As many validation jets as labelled ones, at most those
of the task, choose the best epoch. AUC on the task's test jets, which no training has seen.
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path

import torch

from pyg_jets import Task, fit, load_tagger, predict
from pyg_jets.datasets import Kind
from pyg_jets.metrics import Estimate, over_trainings, roc_auc
from pyg_jets.report import Table
from pyg_jets.taggers import RecNN
from pyg_jets.taggers.recipe import Recipe
from pyg_jets.training import transfer
from pyg_jets.unsupervised import METHODS, pretrain

KINDS = ("w", "top", "qcd", "quark", "gluon")
TASKS = ("top-qcd", "w-qcd", "quark-gluon")
COLUMNS = {
    "untrained": "untrained, frozen",
    "frozen": "without labels, frozen",
    "fine_tuned": "without labels, fine-tuned",
    "nothing": "from nothing",
}


def main():
    options = arguments()
    found = {}
    for seed in range(options.seeds):
        for row in one_training(options, seed):
            found.setdefault((row["task"], row["labels"]), []).append(row)
        write(options, found)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--method", choices=METHODS, default="contrastive")
    parser.add_argument("--epochs", type=int, default=12, help="of the pretraining (12)")
    parser.add_argument("--labels", type=int, nargs="+", default=[100, 300, 1000, 3000, 0])
    parser.add_argument("--tasks", nargs="+", default=TASKS)
    parser.add_argument("--source", type=Path, help="folder with jets (the bundled sample)")
    parser.add_argument("--jets", type=int, help="at most so many jets of each part")
    parser.add_argument("--cell", default="simple")
    parser.add_argument("--only", nargs="+", choices=COLUMNS, default=list(COLUMNS))
    parser.add_argument("--out", type=Path, required=True, help="folder")
    return parser.parse_args()


def one_training(options, seed):
    options.out.mkdir(parents=True, exist_ok=True)
    encoder = encoder_of(options, seed)
    for task in options.tasks:
        train, val, test = Task.named(task, options.source).split(seed, options.jets)
        for number in options.labels:
            some = labelled(train, number, seed), labelled(val, number, seed)
            aucs = {}
            for name in COLUMNS:
                # A file a number: several runs may share a folder, and a later one knows them all.
                path = options.out / f"{options.method}-{task}-{number}-{name}-{seed}.json"
                if name in options.only and not path.exists():
                    auc = measured(name, encoder, some, test, seed)
                    path.write_text(json.dumps([auc.value, auc.low, auc.high]))
                    print(f"seed {seed}, {task}, {len(some[0])} labels, {name}: {auc}", flush=True)
                if path.exists():
                    aucs[name] = json.loads(path.read_text())
            yield {"task": task, "labels": number, "used": len(some[0]), **aucs}


def encoder_of(options, seed):
    path = options.out / f"{options.method}-{seed}.safetensors"
    if not path.exists():
        kinds = [Kind(kind) for kind in KINDS]
        if options.source is not None:
            kinds = [Kind(kind, jets=next(options.source.glob(f"{kind}.*"))) for kind in KINDS]
        train, val, _ = Task("kinds", kinds).split(seed, options.jets)
        torch.manual_seed(seed)
        encoder = RecNN(cell=options.cell)
        folder = options.out / f"{options.method}-{seed}"
        pretrain(
            encoder, train, options.method, val=val, epochs=options.epochs, seed=seed,
            directory=folder,
        ).encoder.save(path)  # fmt: skip
    return load_tagger(path)


def labelled(jets, number, seed):
    """As many jets of each class, drawn by the seed; all if the number is 0."""
    if not number or number >= len(jets):
        return jets
    drawn = torch.randperm(len(jets), generator=torch.Generator().manual_seed(seed))
    of_class = [drawn[jets.y[drawn] == label][: number // 2] for label in (0, 1)]
    return jets.index_select(torch.cat(of_class).sort().values)


def measured(name, encoder, some, test, seed):
    number = len(some[0])
    # At least 600 steps, of which an early end spares what is not needed.
    batch_size = 128 if number > 2000 else 32
    recipe = Recipe(max(15, round(600 * batch_size / number)), batch_size, lr=2e-3)
    untrained = encoder.untrained(seed)
    done = {"recipe": recipe, "seed": seed, "progress": False}
    if name in ("untrained", "frozen"):
        source = encoder if name == "frozen" else untrained
        result = transfer(source, *some, standardised=True, **done)
    elif name == "fine_tuned":
        # The head first: a new one would pull the embedding apart, arXiv:2202.10054.
        start = transfer(encoder, *some, standardised=True, **done).tagger
        result = fit(start, *some, **{**done, "recipe": replace(recipe, lr=2e-4)})
    else:
        result = fit(untrained, *some, **done)
    return roc_auc(predict(result.tagger, test), test.y, seed)


def write(options, found):
    rows = []
    for (task, number), trainings in found.items():
        labels = f"{trainings[0]['used']:,}"
        row = [task, labels if number else f"all ({labels})"]
        for name in COLUMNS:
            aucs = [Estimate(*one[name]) for one in trainings if name in one]
            row.append(str(over_trainings(aucs)) if aucs else "–")
        rows.append(row)
    caption = (
        f"AUC by the number of labelled jets, {options.method}: a head on the standardised frozen "
        "embedding of an untrained network and of one trained without labels; that one trained "
        f"further; and a network trained from nothing. Means of {len(next(iter(found.values())))} "
        "trainings; in brackets 68 %, after ± the spread over trainings; – was not measured."
    )
    table = Table("without-labels", caption, ["task", "labelled jets", *COLUMNS.values()], rows)
    path = options.out / f"without-labels-{options.method}.md"
    path.write_text(f"{caption}\n\n{table.markdown()}", encoding="utf-8")


if __name__ == "__main__":
    main()

"""Anomaly scores of encoders trained on one kind of jets, beside mass and multiplicity.

An encoder is trained on one kind alone (QCD; as the inverse task on W or tops), and its score
tells that kind's test jets from others. AUC above 0.5: others score higher. Beside it stands what
needs no training (mass, multiplicity), and the rank correlation of the score with both: a score
that is one of them under another name is not worth a network.
"""

import argparse
import json
from pathlib import Path

import torch
from scipy.stats import spearmanr

from pyg_jets import Task
from pyg_jets.metrics import Estimate, over_trainings, roc_auc
from pyg_jets.observables import jet_mass, multiplicity
from pyg_jets.report import Table
from pyg_jets.taggers import RecNN
from pyg_jets.unsupervised import METHODS, pretrain

PAIRS = {"qcd": ("w", "top"), "w": ("qcd",), "top": ("qcd",)}
SCORES = ("score", "summed loss", "mass", "multiplicity")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--method", choices=METHODS, default="autoencoder")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--jets", type=int, help="at most so many jets of each part")
    parser.add_argument("--source", type=Path, help="folder with jets (the bundled sample)")
    parser.add_argument("--out", type=Path, required=True, help="folder")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    found = {}
    for seed in range(options.seeds):
        for learnt, others in PAIRS.items():
            path = options.out / f"anomalies-{options.method}-{learnt}-{seed}.json"
            if not path.exists():
                path.write_text(json.dumps(one_training(options, learnt, others, seed)))
            for key, numbers in json.loads(path.read_text()).items():
                found.setdefault(key, []).append(numbers)
                print(seed, key, {name: round(v[0], 3) for name, v in numbers.items()}, flush=True)
        write(options, found)


def one_training(options, learnt, others, seed):
    result, numbers = None, {}
    for other in others:
        train, val, test = Task.named(f"{other}-{learnt}", options.source).split(seed, options.jets)
        if result is None:
            torch.manual_seed(seed)
            own = [part.index_select(part.y == 0) for part in (train, val)]
            result = pretrain(
                RecNN(), own[0], options.method, val=own[1], epochs=options.epochs, seed=seed,
                progress=False,
            )  # fmt: skip
        number = multiplicity(test).double()
        score = result.score(test).double()
        values = {"score": score, "mass": jet_mass(test), "multiplicity": number}
        if options.method != "contrastive":
            values["summed loss"] = score * (number - 1)  # of n constituents n - 1 splittings
        aucs = {name: roc_auc(value, test.y, seed) for name, value in values.items()}
        of_learnt = test.y == 0
        numbers[f"{learnt} -> {other}"] = {
            **{name: [auc.value, auc.low, auc.high] for name, auc in aucs.items()},
            **{
                f"{name}, rank correlation with {of}": [
                    float(spearmanr(values[name][of_learnt], values[of][of_learnt]).statistic)
                ]
                for name in ("score", "summed loss")
                if name in values
                for of in ("mass", "multiplicity")
            },
        }
    return numbers


def write(options, found):
    rows = []
    for key, trainings in found.items():
        learnt, other = key.split(" -> ")
        aucs = [
            str(over_trainings([Estimate(*one[name]) for one in trainings]))
            if name in trainings[0]
            else "–"
            for name in SCORES
        ]
        ranks = [
            f"{sum(one[k][0] for one in trainings) / len(trainings):.2f}"
            if (k := f"{name}, rank correlation with {of}") in trainings[0]
            else "–"
            for name, of in (("score", "mass"), ("score", "multiplicity"),
                             ("summed loss", "multiplicity"))
        ]  # fmt: skip
        rows.append([learnt, other, *aucs, *ranks])
    caption = (
        f"Anomaly scores, {options.method}, trained on one kind of jets alone: AUC with which the "
        "score, the summed loss, mass and multiplicity tell the other kind from it (below 0.5: "
        "the other kind scores lower), and rank correlations over jets of the learnt kind. Means "
        f"of {max(map(len, found.values()))} trainings; in brackets 68 %, after ± the spread over "
        "trainings."
    )
    header = ["learnt on", "told apart", *SCORES, "score ~ mass", "score ~ multiplicity"]
    header.append("summed loss ~ multiplicity")
    table = Table("anomalies", caption, header, rows)
    path = options.out / f"anomalies-{options.method}.md"
    path.write_text(f"{caption}\n\n{table.markdown()}", encoding="utf-8")


if __name__ == "__main__":
    main()

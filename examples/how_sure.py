"""How sure a tagger may be: several trainings, calibration, and sets that hold the true class.

Probabilities are held against what came true (reliability, arXiv:1706.04599), one number, the
temperature, makes them truer, several trainings say how far they depend on chance, and conformal
sets (arXiv:2107.07511) hold the true one of three kinds as often as was asked for.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from matplotlib.figure import Figure

from pyg_jets import Task
from pyg_jets.metrics import (
    at_temperature,
    calibration,
    conformal_sets,
    macro_auc,
    share,
    temperature,
)
from pyg_jets.taggers import RecNN
from pyg_jets.training import fit_ensemble


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jets", type=int, default=2000, help="of each part at most (2,000)")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--members", type=int, default=3, help="trainings (3)")
    parser.add_argument("--coverage", type=float, default=0.9, help="of the sets (0.9)")
    parser.add_argument("--out", type=Path, default=Path("how_sure.png"))
    parser.add_argument("--smoke", action="store_true", help="few jets, few epochs")
    options = parser.parse_args()
    if options.smoke:
        options.jets, options.epochs = 150, 3

    task = Task.named("w-top-qcd")
    train, val, test = task.split(seed=0, jets=options.jets)
    ensemble = fit_ensemble(
        lambda: RecNN(num_classes=3), train, val, members=options.members, epochs=options.epochs
    )
    members = ensemble.predictions(test).double().numpy()  # (members, jets, classes)
    print(f"{task.name}, {len(train):,} training jets; mean AUC against the rest")
    for seed, p in zip(ensemble.seeds, members, strict=True):
        print(f"  training {seed}: {macro_auc(p, test.y)}")
    whole = members.mean(0)
    print(f"  their mean: {macro_auc(whole, test.y)}")

    # The temperature is of the validation jets; it is tried on the test jets.
    one, of_one = members[0], ensemble.predictions(val)[0].double().numpy()
    hot = temperature(of_one, val.y)
    ways = {"one training": one, "at its temperature": at_temperature(one, hot.value),
            "mean of all": whole}  # fmt: skip
    print(
        f"temperature of training 0: {hot}\ncalibration error, {task.classes[0]} against the rest"
    )
    curves = {name: calibration(p, test.y, target=0) for name, p in ways.items()}
    for name, curve in curves.items():
        print(f"  {name:20} {curve.error}")

    spread = members.std(0, ddof=1)[np.arange(len(test)), whole.argmax(1)]
    wrong = whole.argmax(1) != test.y.numpy()
    thirds = np.array_split(np.argsort(spread, kind="stable"), 3)
    print("taken for another kind, by the spread of the trainings (least, middle, most third)")
    print("  " + ", ".join(str(share(int(wrong[rows].sum()), len(rows))) for rows in thirds))

    sets = conformal_sets(one, of_one, val.y, options.coverage)
    sizes = sets.sum(1)
    print(f"sets that hold the true kind with {options.coverage:.0%}")
    for label, name in enumerate(task.classes):
        own = test.y.numpy() == label
        held = share(int(sets[own, label].sum()), int(own.sum()))
        print(f"  {name:4} held {held}, mean size {sizes[own].mean():.2f}")
    everywhere = sets[np.arange(len(test)), test.y.numpy()]
    print(f"  all  held {share(int(everywhere.sum()), len(test))}, mean size {sizes.mean():.2f}")

    draw(curves, sizes, test.y, task, options.out)
    print(f"written: {options.out}")


def draw(curves, sizes, y, task, out):
    figure = Figure(figsize=(10, 4.4), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.plot((0, 1), (0, 1), color="0.6", lw=0.8)
    for name, curve in curves.items():
        value, low, high = np.array([(s.value, s.low, s.high) for s in curve.observed]).T
        left.errorbar(curve.predicted, value, (value - low, high - value), fmt="o-", ms=4, lw=1,
                      label=f"{name} ({curve.error.value:.3f})")  # fmt: skip
    left.set(xlabel=f"probability of {task.classes[0]}", ylabel=f"share of {task.classes[0]}")
    left.legend(title="calibration error in brackets")
    numbers = torch.arange(len(task.classes) + 1)
    for label, name in enumerate(task.classes):
        counts = np.bincount(sizes[y.numpy() == label], minlength=len(numbers))
        right.bar(numbers + 0.25 * (label - 1), counts / counts.sum(), 0.25, label=f"{name} jets")
    right.set(xlabel="kinds in the set", ylabel="share of the jets", xticks=numbers)
    right.legend()
    figure.savefig(out, dpi=120)


if __name__ == "__main__":
    main()

"""What does an embedding know, and what is it worth elsewhere? Probes and transfer, with controls.

Paper (arXiv:1911.01872), section 2 and appendix B: a linear fit from the frozen embedding to an
observable (Table 1), and a new head on the frozen embedding for another task (Table 2). An
untrained network stands beside each number: what it has, too, was not learnt.
"""

import argparse
from pathlib import Path

import torch
from matplotlib.figure import Figure

from pyg_jets import cluster, fit, observables, predict
from pyg_jets.datasets import binary_task
from pyg_jets.metrics import roc_auc
from pyg_jets.probing import probe
from pyg_jets.taggers import RecNN
from pyg_jets.training import embed
from pyg_jets.training.transfer import fine_tune, transfer

OBSERVABLES = {
    "mass": observables.jet_mass,
    "multiplicity": observables.multiplicity,
    "width": observables.width,
    r"$p_T^D$": observables.pt_d,
    r"$\tau_1$": lambda jets: observables.nsubjettiness(jets, 1),
    r"$\tau_2$": lambda jets: observables.nsubjettiness(jets, 2),
    r"$\tau_{21}$": lambda jets: observables.nsubjettiness_ratio(jets, 2),
}
COLOURS = {"trained": "#0072B2", "untrained": "#D55E00"}


def draw(axes, names, estimates, *, colour="#0072B2", label=None, shift=0.0):
    """Values with their intervals, one below the other."""
    for row, estimate in enumerate(estimates):
        ends = max(estimate.value - estimate.low, 0), max(estimate.high - estimate.value, 0)
        axes.errorbar(
            estimate.value,
            row + shift,
            xerr=[[ends[0]], [ends[1]]],
            fmt="o" if shift <= 0 else "s",
            color=colour,
            label=label if row == 0 else None,
        )
    axes.set_yticks(range(len(names)), names)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", default="w-qcd", help="task that the embedding is learnt on")
    parser.add_argument("--target", default="top-qcd", help="task that it is used for")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("probe_and_transfer.png"))
    parser.add_argument("--smoke", action="store_true", help="few jets, one epoch")
    options = parser.parse_args()
    step, epochs, channels = (24, 1, 8) if options.smoke else (1, 15, 70)
    training = {"epochs": epochs, "seed": options.seed, "progress": not options.smoke}

    parts = {
        task: [cluster(part[::step]) for part in binary_task(task, options.seed)]
        for task in (options.source, options.target)
    }
    train, val, test = parts[options.source]
    torch.manual_seed(options.seed)
    tagger = fit(RecNN(channels), train, val, **training).tagger
    untrained = tagger.untrained(options.seed)
    print(f"{options.source}: AUC {roc_auc(predict(tagger, test), test.y)}")

    print(f"\n{'R2 of a linear probe':22} {'trained':>24} {'untrained':>24}")
    scores = {"trained": [], "untrained": []}
    for name, observable in OBSERVABLES.items():
        target = observable(test)
        for which, each in (("trained", tagger), ("untrained", untrained)):
            scores[which].append(probe(embed(each, test), target, seed=options.seed))
        found = (str(scores[which][-1]).split(" (")[0] for which in scores)
        print("{:22} {:>24} {:>24}".format(name, *found))

    train, val, test = parts[options.target]
    worth = {
        "trained from scratch": fit(RecNN(channels), train, val, **training).tagger,
        "fine-tuned": fine_tune(tagger, train, val, **training).tagger,
        "frozen embedding": transfer(tagger, train, val, **training).tagger,
        "frozen, untrained": transfer(untrained, train, val, **training).tagger,
    }
    aucs = {name: roc_auc(predict(each, test), test.y) for name, each in worth.items()}
    print(f"\nAUC on {options.target}, the embedding learnt on {options.source}")
    for name, auc in aucs.items():
        print(f"{name:22} {auc}")

    figure = Figure(figsize=(10.5, 4.2), layout="constrained")
    known, value = figure.subplots(1, 2)
    for which, shift in (("trained", -0.12), ("untrained", 0.12)):
        draw(
            known, list(OBSERVABLES), scores[which], colour=COLOURS[which], label=which, shift=shift
        )
    known.legend()
    known.set(title=f"What the embedding of {options.source} knows", xlabel="$R^2$ on unseen jets")
    draw(value, list(aucs), aucs.values())
    value.set(title=f"What it is worth on {options.target}", xlabel="AUC (68 % intervals)")
    for axes in (known, value):
        axes.invert_yaxis()
        axes.grid(axis="x", alpha=0.3)
    figure.savefig(options.out, dpi=120)
    print(f"written: {options.out}")


if __name__ == "__main__":
    main()

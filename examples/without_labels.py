"""Representations without labels: learn from jets alone, then use few labelled ones.

Paper (arXiv:1911.01872), section 4, wishes for the unsupervised case. Contrastive learning
(JetCLR, arXiv:2108.04253) sees two changed versions of each jet; a head on its frozen embedding
then needs few labels. A recursive autoencoder trained on QCD jets alone has a loss for each
splitting: its map says where other jets are unlike QCD. The full numbers: docs/without_labels.md.
"""

import argparse
from pathlib import Path

import torch
from matplotlib.figure import Figure

from pyg_jets import LundPlane, lund_coordinates
from pyg_jets.metrics import roc_auc
from pyg_jets.study.chapters.without_labels.run import pretrained_on, worths
from pyg_jets.study.tasks import tasks_by_name
from pyg_jets.taggers import RecNN
from pyg_jets.unsupervised import pretrain

TITLES = {"untrained": "untrained", "frozen": "without labels"}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--task", default="w-qcd")
    parser.add_argument("--labels", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("without_labels.png"))
    parser.add_argument("--smoke", action="store_true", help="few jets, one epoch")
    options = parser.parse_args()
    jets, epochs = (60, 1) if options.smoke else (4000, 6)
    shown = {"progress": not options.smoke}

    tasks = tasks_by_name([options.task])
    settings = {"seed": options.seed, "jets": jets}
    encoder = pretrained_on(tasks, "contrastive", epochs=epochs, **settings, **shown).encoder
    labels = min(options.labels, jets // 2)
    found = list(worths(encoder, tasks, [labels], ways=tuple(TITLES), **settings))
    print(f"{options.task}: AUC of a head on the frozen embedding, {labels} labelled jets")
    for one in found:
        print(f"{TITLES[one.way]:16} {one.auc}")

    train, val, test = tasks[options.task].split(options.seed, jets)
    background = [part.index_select(part.y == 0) for part in (train, val)]
    torch.manual_seed(options.seed)
    learnt = pretrain(
        RecNN(), background[0], "autoencoder", val=background[1], epochs=epochs, **shown
    )
    print(f"score of an autoencoder of background alone: AUC {anomaly(learnt, test)}")

    figure = Figure(figsize=(11, 4), layout="constrained")
    left, *right = figure.subplots(1, 3)
    for row, auc in enumerate(one.auc for one in found):
        ends = [[auc.value - auc.low], [auc.high - auc.value]]
        left.errorbar(auc.value, row, xerr=ends, fmt="o")
    left.set_yticks(range(len(found)), [TITLES[one.way] for one in found])
    left.set(title=f"{labels} labelled jets", xlabel="AUC (68 % intervals)", ylim=(-0.5, 1.5))
    least = 1 if options.smoke else 20
    for axes, label, name in zip(right, (0, 1), ("background", "signal"), strict=True):
        plane = loss_map(learnt, test.index_select(test.y == label))
        mean = torch.as_tensor(plane.mean)
        mean[torch.as_tensor(plane.count) < least] = torch.nan
        image = axes.imshow(
            mean.T.numpy(), origin="lower", aspect="auto", vmin=0, vmax=2, extent=(0, 7, -5, 6)
        )
        axes.set(title=f"loss of a splitting, {name}", xlabel=r"$\ln 1/\Delta$")
        axes.set_ylabel(r"$\ln k_t$")
    figure.colorbar(image, ax=right)
    figure.savefig(options.out, dpi=120)
    print(f"written: {options.out}")


def anomaly(learnt, test):
    """How often a signal jet scores above one of background."""
    return roc_auc(learnt.score(test), test.y)


def loss_map(learnt, jets):
    """Mean loss of the splittings in each bin of the Lund plane."""
    plane = LundPlane(bins=(28, 28), range=((0.0, 7.0), (-5.0, 6.0)))
    for start in range(0, len(jets), 500):
        batch = jets.batch(slice(start, min(start + 500, len(jets))))
        coordinates = lund_coordinates(batch)
        plane.fill(coordinates, learnt.splitting_losses(batch)[coordinates.node])
    return plane


if __name__ == "__main__":
    main()

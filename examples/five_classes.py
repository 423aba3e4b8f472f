"""The five kinds of the bundled sample at once: train, tell every pair apart, one map a class.

A tagger of several classes is asked about a ``target``: a class against the rest, a pair of
classes, or a function of its output. ``pyg-jets study --task w-top-qcd`` does the same for a study.
"""

import argparse
from itertools import combinations
from pathlib import Path

import torch

from pyg_jets import Task, fit, predict
from pyg_jets.attribution import splitting_saliency
from pyg_jets.evaluation import attribution_plane
from pyg_jets.metrics import accuracy, confusion, macro_auc, roc_auc
from pyg_jets.plotting import Panel, colour_limit, lund_figure
from pyg_jets.taggers import RecNN


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--jets", type=int, default=4000, help="of each part at most (4000)")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--out", type=Path, default=Path("five_classes.png"))
    parser.add_argument("--smoke", action="store_true", help="few jets, one epoch")
    options = parser.parse_args()
    if options.smoke:
        options.jets, options.epochs = 300, 1

    task = Task.named("w-top-qcd-quark-gluon")
    train, val, test = task.split(seed=0, jets=options.jets)
    torch.manual_seed(0)
    tagger = RecNN(num_classes=5)
    tagger.classes = task.classes
    fit(tagger, train, val, epochs=options.epochs)

    p = predict(tagger, test)  # (num_jets, 5), in the order of tagger.classes
    print(f"mean AUC of each class against the rest: {macro_auc(p, test.y)}")
    print(f"taken for what they are: {accuracy(p, test.y)}\n")
    print("AUC of each pair, ln p_s - ln p_b:")
    for s, b in combinations(range(5), 2):
        area = roc_auc(p, test.y, target=(s, b))
        print(f"  {task.classes[s]:>6} against {task.classes[b]:<6} {area}")
    print("\nshares of each kind (rows) that are taken for each class:")
    print("        " + "".join(f"{name:>8}" for name in task.classes))
    for name, row in zip(task.classes, confusion(p, test.y), strict=True):
        print(f"{name:>8}" + "".join(f"{share.value:8.2f}" for share in row))

    # One map a class, of its log odds against the rest; and one of a pair, on both kinds' jets.
    panels = []
    for kind in task.kinds:
        own = test[test.y == task.labels[kind.name]]
        plane = attribution_plane(splitting_saliency, tagger, own, root=False, target=kind.name)
        panels.append((plane, f"{kind.title} against the rest", kind.mass))
    both = test[(test.y == task.labels["w"]) | (test.y == task.labels["top"])]
    plane = attribution_plane(splitting_saliency, tagger, both, root=False, target=("w", "top"))
    panels.append((plane, "W against top", None))
    limit = colour_limit([plane for plane, *_ in panels])
    row = [Panel(plane, title, limit=limit, mass=mass) for plane, title, mass in panels]
    figure = lund_figure([row[:3], row[3:]], "Mean saliency of the splittings, by target")
    figure.savefig(options.out, dpi=120)
    print(f"written: {options.out}")


if __name__ == "__main__":
    main()

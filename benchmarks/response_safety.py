"""Responses to soft and to collinear splittings, of all taggers: one figure.

A particle is added to each jet at 0.1 from its hardest one, softer and softer; or the hardest one
is split, at smaller and smaller distances. What is safe does not care where such a splitting is.
Taggers that are in the file of numbers already are not trained again.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from interleaved import print_table, write_json
from matplotlib.figure import Figure

from pyg_jets import Constituents, cluster, lund_coordinates
from pyg_jets.intervention import response
from pyg_jets.jets import kinematics
from pyg_jets.study import train_task
from pyg_jets.study.tasks import tasks_by_name
from pyg_jets.taggers.by_name import tagger_named
from pyg_jets.training import predict_logits

NAMES = ("efn", "pfn", "recnn", "recnn_gated", "lundnet", "particle_net_lite", "lstm", "fcn")
SOFT = np.geomspace(3.0, 3e-3, 7)
"""Transverse momenta in GeV."""
COLLINEAR = np.geomspace(0.1, 1e-4, 7)
"""Distances."""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--taggers", default=",".join(NAMES))
    parser.add_argument("--task", default="w-qcd")
    parser.add_argument("--source", type=Path, help="a folder with a file of each kind")
    parser.add_argument("--jets", type=int, default=2000, help="of each part, for the trainings")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--changed", type=int, default=100, help="test jets that are changed")
    parser.add_argument("--out", type=Path, default=Path("response-safety.png"))
    parser.add_argument("--json", type=Path, default=Path("response-safety.json"))
    options = parser.parse_args()
    torch.set_num_threads(1)
    task = tasks_by_name([options.task], options.source)[options.task]
    settings = [options.task, options.jets, options.epochs, options.changed]
    curves, auc = {}, {}
    if options.json.exists() and (kept := json.loads(options.json.read_text()))[0] == settings:
        curves, auc = kept[1:]
    for name in options.taggers.split(","):
        title, build = tagger_named(name)
        if title in curves:
            continue
        given = {"epochs": options.epochs, "jets": options.jets, "progress": False}
        trained = train_task(task, build=build, **given)
        tagger, test = trained.training.tagger.double(), task.test(0, options.jets)
        spread = float(predict_logits(tagger, test).std())
        few = test.constituents[:: -(-len(test) // options.changed)]
        curves[title] = [sizes(tagger, few, how, spread) for how in (soft, collinear)]
        auc[title] = trained.metrics["auc"].value
        write_json(options.json, [settings, curves, auc])
    figure = draw(curves)
    figure.savefig(options.out, dpi=110)
    rows = [
        [
            title,
            f"{auc[title]:.3f}",
            *(f"{value:.2g}" for curve in both for value in (curve[0], curve[-1])),
        ]
        for title, both in curves.items()
    ]
    header = ["tagger", "AUC", f"pt {SOFT[0]:g} GeV", f"pt {SOFT[-1]:g} GeV"]
    header += [f"distance {COLLINEAR[0]:g}", f"distance {COLLINEAR[-1]:g}"]
    print_table(header, rows)
    print(f"written: {options.out}")


def sizes(tagger, jets, change, spread):
    """Root mean square of the response of the changed splitting, in units of the logit's spread."""
    values = []
    for size in SOFT if change is soft else COLLINEAR:
        trees = cluster(change(jets, size))
        rows = of_the_last(trees)
        try:
            answer = response(tagger, trees)
        except ValueError as error:  # a mass of 0 up to rounding has no logarithm, for LundNet
            print(f"{type(tagger).__name__}, {change.__name__}, {size:.3g}: {error}")
            values.append(float("nan"))
            continue
        along = torch.stack((answer.ln_inv_delta, answer.ln_kt))[:, rows]
        values.append(float(along.square().sum(0).mean().sqrt()) / spread)
    return values


def of_the_last(trees):
    """The splitting of every jet that its last particle, the one that was added, takes part in."""
    batch, where = trees.batch(), lund_coordinates(trees)
    last = batch.ptr[:-1] + trees.constituents.ptr.diff() - 1
    parent = torch.empty(batch.num_nodes, dtype=torch.int64)
    parent[batch.edge_index[0]] = batch.edge_index[1]
    row = torch.empty(batch.num_nodes, dtype=torch.int64)
    row[where.node] = torch.arange(len(where))
    return row[parent[last]]


def soft(jets, pt):
    """Each jet and a massless particle of this pt at 0.1 from its hardest one."""
    return rebuilt(jets, lambda hardest: (hardest, at(hardest, 0.1, pt)))


def collinear(jets, distance):
    """Each jet with its hardest particle split 7 to 3 at this distance."""
    return rebuilt(
        jets,
        lambda hardest: (0.7 * hardest, at(hardest, distance, 0.3 * kinematics.pt(hardest[None]))),
    )


def at(particle, distance, pt):
    y, phi = kinematics.rapidity(particle[None]) + distance, kinematics.phi(particle[None])
    pt = torch.as_tensor(pt, dtype=torch.float64).reshape(1)
    return torch.cat((pt * phi.cos(), pt * phi.sin(), pt * y.sinh(), pt * y.cosh()))


def rebuilt(jets, change):
    made = []
    for first, last in zip(jets.ptr[:-1].tolist(), jets.ptr[1:].tolist(), strict=True):
        p4 = jets.p4[first:last]
        hardest = int(kinematics.pt(p4).argmax())
        others = torch.cat((p4[:hardest], p4[hardest + 1 :]))
        made.append(torch.cat((others, torch.stack(change(p4[hardest])))))
    return Constituents.from_list(made)


def draw(curves):
    figure = Figure(figsize=(10, 4.2), layout="constrained")
    axes = figure.subplots(1, 2)
    labels = ("pt of a soft particle / GeV", "distance of a collinear splitting")
    for k, (ax, at_x, label) in enumerate(zip(axes, (SOFT, COLLINEAR), labels, strict=True)):
        for number, (title, both) in enumerate(curves.items()):
            ax.plot(at_x, both[k], marker="os^Dv<>P"[number % 8], label=title)
        ax.set(xscale="log", yscale="log", xlabel=label, ylabel="response / spread of the logit")
    axes[0].legend(fontsize="small")
    return figure


if __name__ == "__main__":
    main()

"""Several taggers on the same jets with the same recipe: a table, ROC curves, and what it costs.

The same on the command line, with Lund maps of each:

    pyg-jets compare --task w-qcd --taggers recnn,efn,pfn,lundnet --out comparison
"""

import argparse
from functools import partial
from pathlib import Path

import torch
from torch_geometric.nn import GraphSAGE

from pyg_jets.plotting import Curve, roc_figure
from pyg_jets.study import Plan
from pyg_jets.study.chapters.comparison.run import run
from pyg_jets.study.chapters.comparison.tables import comparison_table
from pyg_jets.taggers import EFN, LSTM, PFN, RecNN, adapt
from pyg_jets.transforms import LundTree


def graph_sage(channels):
    """One of PyG's own networks, on the splittings of the Lund plane."""
    return adapt(GraphSAGE(6, channels, num_layers=3), transform=LundTree())


def say(result):
    """The AUC of the newest training."""
    (comparison,) = result.values()
    newest = comparison.taggers[-1]
    print(f"{newest.name}, seed {newest.seed}: AUC {newest.metrics['auc']}")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--task", default="w-qcd", help="w-qcd, top-qcd or quark-gluon")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seeds", type=int, default=1, help="several: means with their spread (1)")
    parser.add_argument("--out", type=Path, default=Path("comparison.png"))
    parser.add_argument("--smoke", action="store_true", help="few jets, one epoch")
    options = parser.parse_args()

    builders = {
        "RecNN": partial(RecNN, 70),
        "RecNN, gated": partial(RecNN, 70, "gated"),
        "LSTM": LSTM,
        "EFN (IRC safe)": EFN,
        "PFN": PFN,
        "GraphSAGE on the Lund tree": partial(graph_sage, 64),
    }
    jets = 300 if options.smoke else None
    if options.smoke:
        builders = {"RecNN": partial(RecNN, 8), "GraphSAGE": partial(graph_sage, 8)}
    epochs = 1 if options.smoke else options.epochs
    plan = Plan.of_command([options.task], seeds=options.seeds, jets=jets, compared_epochs=epochs)

    torch.manual_seed(0)
    compared = run(plan, builders, after=say)[options.task]
    taggers, baselines = compared.taggers, compared.baselines
    print(f"mass and multiplicity alone: AUC {baselines[0]}\n")
    print(comparison_table(taggers, baselines, options.task).markdown())

    curves = [
        Curve(f"{one.name} ({one.metrics['auc'].value:.3f})", one.scores, one.labels)
        for one in taggers
        if one.seed == 0
    ]
    figure = roc_figure(curves, f"{options.task}: {len(curves[0].labels):,} test jets")
    figure.savefig(options.out, dpi=120)
    print(f"written: {options.out}")


if __name__ == "__main__":
    main()

"""Does an attribution find what a network goes by? On jets in which that is known, it can be told.

The toy shower's signal differs from background in one rectangle of the Lund plane. A RecNN learns
it; then node saliency (arXiv:1911.01872, eq. 2) and gradient x state are held against the truth,
against a network that has learnt nothing (arXiv:1810.03292), and against chance.
"""

import argparse
from pathlib import Path

import torch
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from pyg_jets import LundPlane, cluster, fit, predict
from pyg_jets.attribution import input_x_gradient, node_saliency
from pyg_jets.evaluation import (
    attribution_plane,
    differs_from_null,
    null_planes,
    parameter_randomisation,
)
from pyg_jets.evaluation.truth.hit_rate import chance
from pyg_jets.evaluation.truth.planted_splittings import planted_splittings
from pyg_jets.metrics import roc_auc
from pyg_jets.simulation import ToyShower
from pyg_jets.study.chapters.explanations.deletion_and_insertion import deletion_and_insertion
from pyg_jets.study.chapters.truth.planted import find_planted
from pyg_jets.taggers import RecNN

METHODS = {"node saliency": node_saliency, "gradient x state": input_x_gradient}


def small_plane():
    return LundPlane(bins=(16, 16), range=((0.0, 4.0), (1.0, 6.0)))


def draw(axes, title, region):
    corner = region.ln_inv_delta[0], region.ln_kt[0]
    size = (ends[1] - ends[0] for ends in (region.ln_inv_delta, region.ln_kt))
    axes.add_patch(Rectangle(corner, *size, fill=False, linewidth=1.5, linestyle="--"))
    axes.set_title(title)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jets", type=int, default=20_000, help="training jets")
    parser.add_argument("--min-kt", type=float, default=5.0, help="cut-off of the shower in GeV")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("explanations_to_trust.png"))
    parser.add_argument("--smoke", action="store_true", help="few jets, to see that it runs")
    options = parser.parse_args()
    number, epochs, nulls = (1500, 2, 3) if options.smoke else (options.jets, 15, 19)

    shower = ToyShower(min_kt=options.min_kt)
    train, val = (
        cluster(shower.jets(jets, options.seed + k).constituents)
        for jets, k in ((number, 1), (number // 5, 2))
    )
    torch.manual_seed(options.seed)
    tagger = RecNN(hidden_channels=32)
    fit(tagger, train, val, epochs=epochs, lr=1e-2, seed=options.seed, progress=False)
    toy = shower.jets(number // 2, options.seed + 3)
    test = cluster(toy.constituents)
    print(f"AUC {roc_auc(predict(tagger, test), test.y)}, the best is {shower.optimal_auc():.4f}")

    print("\nlargest value on an emission in the region (jets with others, too):")
    truth = planted_splittings(toy.in_region, test.batch())
    print(f"  by chance {chance(truth, test.batch(), contested=True):.3f}")
    for name, share in find_planted(tagger, toy, METHODS, options.seed).items():
        print(f"  {name:28} {share}")

    print("\nsignal jets: area of the logit gained over a random order, and over the largest kt:")
    curves = deletion_and_insertion(tagger, test[::2], METHODS, seed=options.seed)
    for name, of_method in curves.items():
        print(f"  {name:28} deletion {of_method.deletion_gain}   {of_method.deletion_over_kt}")
        print(f"  {'':28} insertion {of_method.insertion_gain}   {of_method.insertion_over_kt}")

    print("\nrandomised from the head down: rank correlation jet by jet, correlation of the maps:")
    for name, method in METHODS.items():
        for row in parameter_randomisation(method, tagger, test, seed=options.seed):
            print(f"  {name:18} {row.layer:16} {row.rank}   {row.map:.2f}")
    print("\nthe Lund maps beside those of untrained networks:")
    for name, method in METHODS.items():
        plane = attribution_plane(method, tagger, test)
        print(f"  {name}: {differs_from_null(plane, null_planes(method, tagger, test, nulls))}")

    figure = Figure(figsize=(13, 7.6), layout="constrained")
    for axes, (name, method) in zip(figure.subplots(2, 3), METHODS.items(), strict=True):
        trained, untrained = (
            attribution_plane(method, each, test, small_plane())
            for each in (tagger, tagger.untrained(options.seed))
        )
        parts = (trained, name), (untrained, f"{name}, untrained")
        for place, (plane, title) in zip(axes, parts, strict=False):
            figure.colorbar(plane.plot(place), ax=place, label="mean in the bin")
            draw(place, title, shower.region)
        mesh = (trained - untrained).plot(axes[2], vmin=-30, vmax=30)
        figure.colorbar(mesh, ax=axes[2], label="difference / error", extend="both")
        draw(axes[2], "trained minus untrained", shower.region)
    figure.suptitle("Attributions of a RecNN on the toy shower; dashed: where signal differs")
    figure.supxlabel("Hatched: bins with fewer than 10 splittings.", fontsize="small")
    figure.savefig(options.out, dpi=120)
    print(f"\nwritten: {options.out}")


if __name__ == "__main__":
    main()

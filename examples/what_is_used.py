"""What a tagger uses: what erasing an observable costs, and which way splittings should move.

A probe says what an embedding holds. Erasing an observable from it (LEACE, arXiv:2306.03819) and
asking the unchanged head again says what is used. The arrows are the derivatives of the logit by
the place of every splitting on the Lund plane: where it would have to go for a more W-like jet.
"""

import argparse
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from pyg_jets import LundPlane, cluster, lund_coordinates, observables, pretrained
from pyg_jets.datasets import binary_task
from pyg_jets.intervention import decision_ordering, erasure_cost, response
from pyg_jets.plotting import W_MASS, mass_line
from pyg_jets.training import predict_logits

OBSERVABLES = {
    "pt_d": observables.pt_d,
    "width": observables.width,
    "mass": observables.jet_mass,
    "multiplicity": observables.multiplicity,
    "tau_21": observables.nsubjettiness_ratio,
    "D_2": observables.d2,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("what_is_used.png"))
    parser.add_argument("--smoke", action="store_true", help="few jets, few repetitions")
    options = parser.parse_args()
    step, seeds, least = (8, 2, 3) if options.smoke else (1, 20, 50)

    tagger = pretrained("recnn-w-qcd")
    train, _, test = (cluster(part[::step]) for part in binary_task("w-qcd"))
    # The control's head on an untrained network is trained with all epochs of the recipe if full.
    training = {"epochs": 1} if options.smoke else {}
    costs = erasure_cost(
        tagger,
        train,
        test,
        OBSERVABLES,
        sets=[tuple(OBSERVABLES)],
        seeds=range(seeds),
        **training,
    )
    print("erased: R2 before (after), AUC before and after, cost, of no meaning, untrained; order")
    logits = predict_logits(tagger, test)
    for cost in costs:
        name = cost.erased[0] if len(cost.erased) == 1 else "all together"
        line = [f"{name:12}"]
        if len(cost.erased) == 1:
            score = cost.linear[name]
            line.append(f"R2 {score.before.value:.2f} ({score.after.value:.2f})")
        line.append(f"AUC {cost.auc.before.value:.3f} -> {cost.auc.after.value:.3f}")
        line += [f"cost {cost.cost}", f"null {cost.null}", f"untrained {cost.untrained}"]
        if len(cost.erased) == 1:
            order = decision_ordering(logits, OBSERVABLES[name](test), test.y)
            line.append(f"order {max(order.value, 1 - order.value):.3f}")
        print("; ".join(line))

    figure, axes = plt.subplots(1, 2, figsize=(11, 4.5), layout="constrained")
    for ax, label, title in zip(axes, (1, 0), ("W jets", "QCD jets"), strict=True):
        jets = test[test.y == label]
        field, where = response(tagger, jets), lund_coordinates(jets)
        print_zero(title, jets, field, where)
        draw(ax, field, where, least)
        ax.set_title(f"{title}: where the logit grows")
    figure.savefig(options.out, dpi=150)
    print(f"written: {options.out}")


def print_zero(title, jets, field, where):
    """The jet mass at which the hardest splitting should move neither in nor out."""
    jet = np.repeat(np.arange(len(jets)), jets.merge_ptr.diff())
    order = np.lexsort((where.ln_kt, jet))
    hardest = order[np.flatnonzero(np.diff(jet[order], append=-1))]
    mass = observables.jet_mass(jets).numpy()[jet[hardest]]
    edges = np.arange(40, 141, 10)
    pull = field.ln_inv_delta[hardest].numpy()
    bins = [pull[(mass >= low) & (mass < low + 10)] for low in edges[:-1]]
    means = [values.mean() if len(values) > 4 else np.nan for values in bins]
    for k in range(len(means) - 1):
        if means[k] < 0 < means[k + 1]:  # below the mass outwards, above it inwards
            zero = edges[k] + 5 + 10 * means[k] / (means[k] - means[k + 1])
            print(f"{title}: the hardest splitting's response to Delta is 0 at {zero:.0f} GeV")


def draw(ax, field, where, least):
    """Arrows over the density, of bins whose mean is three errors from 0."""
    shape = {"bins": (20, 20), "range": ((0.0, 5.0), (-2.0, 5.0))}
    x, y = (LundPlane(**shape).fill(where, column) for column in (field[0], field[1]))
    mesh = x.plot(ax, "density", cmap="Greys")
    ax.figure.colorbar(mesh, ax=ax, label="splittings per jet")
    seen = (x.count >= least) & (np.ma.hypot(x.mean / x.error, y.mean / y.error).filled(0) > 3)
    column, row = np.nonzero(seen)
    at_x, at_y = ((edges[1:] + edges[:-1]) / 2 for edges in x.edges)
    u, v = x.mean.filled(0)[seen], y.mean.filled(0)[seen]
    size = np.hypot(u, v)
    arrows = ax.quiver(at_x[column], at_y[row], u / size, v / size, size, scale=22, cmap="plasma")
    ax.figure.colorbar(arrows, ax=ax, label="logit per unit")
    ax.plot(*mass_line(W_MASS), "--", color="crimson", lw=1.2, label="m = 80.4 GeV")
    ax.set(xlim=x.edges[0][[0, -1]], ylim=x.edges[1][[0, -1]])
    ax.legend(loc="lower left", fontsize="small")


if __name__ == "__main__":
    main()

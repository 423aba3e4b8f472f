"""Our detector beside the real Delphes: jets of the same kinds from the same generator settings.

Prints for each card and kind the mean of every observable, their ratio and the Kolmogorov-Smirnov
distance, and the peak of the W mass; draws the distributions. ``--tell-apart`` trains a RecNN to
tell our jets from Delphes' of the same kinds, ``--transfer`` trains one on W and QCD jets of ours
and one on Delphes', and tests both on Delphes'; ``--speed`` times the steps of the simulation.
"""

import argparse
import time
from pathlib import Path

import matplotlib as mpl
import numpy as np
import torch
from interleaved import print_table, spread
from matplotlib import pyplot as plt
from scipy.stats import ks_2samp

from pyg_jets import cluster, fit, metrics, predict
from pyg_jets.datasets import KINDS, split_by_event
from pyg_jets.jets.constituents import Constituents, Partons
from pyg_jets.jets.kinematics import pt
from pyg_jets.observables import (
    jet_mass,
    lha,
    multiplicity,
    nsubjettiness_ratio,
    pt_d,
    soft_drop,
    width,
)
from pyg_jets.observables._observable import sum_per_jet
from pyg_jets.simulation import Pythia, detect, find_jets, simulate
from pyg_jets.taggers import RecNN

FOLDERS = {"cms": "delphes_jets", "atlas": "delphes_atlas"}
COLOURS = {"cms": "#0072B2", "atlas": "#D55E00"}
PHOTONS, HADRONS = 22, 0


def energy_share(jets, wanted):
    return sum_per_jet(jets.p4[:, 3] * wanted, jets.ptr) / sum_per_jet(jets.p4[:, 3], jets.ptr)


def response(jets):
    """Transverse momentum over that of the hard partons in the jet."""
    return pt(sum_per_jet(jets.p4, jets.ptr)) / pt(sum_per_jet(jets.partons.p4, jets.partons.ptr))


OBSERVABLES = {
    "constituents": (multiplicity, (0, 120)),
    "jet mass [GeV]": (jet_mass, (0, 220)),
    "jet $p_T$ [GeV]": (lambda jets: pt(sum_per_jet(jets.p4, jets.ptr)), (500, 700)),
    "jet $p_T$ / partons' $p_T$": (response, (0.7, 1.3)),
    "LHA": (lha, (0, 0.8)),
    "width": (width, (0, 0.5)),
    "$p_T^D$": (pt_d, (0, 0.5)),
    "$\\tau_{21}$": (nsubjettiness_ratio, (0, 1)),
    "share of charged energy": (lambda jets: energy_share(jets, jets.charge != 0), (0, 1)),
    "share of photon energy": (lambda jets: energy_share(jets, jets.pid == PHOTONS), (0, 1)),
    "share of neutral hadron energy": (
        lambda jets: energy_share(jets, jets.pid == HADRONS),
        (0, 1),
    ),
}


def reference(folder, kind):
    """All jets of the real program."""
    with np.load(folder / f"{kind}.npz") as file:
        partons = torch.from_numpy(file["partons"])
        return Constituents(
            file["p4"],
            file["ptr"],
            pid=file["pid"],
            charge=file["charge"],
            event=file["event"],
            partons=Partons(
                partons[:, 1:5].double(),
                torch.from_numpy(file["parton_ptr"]).long(),
                partons[:, 0].int(),
                partons[:, 5].int(),
            ),
        )


def ours(kind, card, options):
    """Jets of our detector, rounded to float32 as the reference is; simulated where too few."""
    path = options.cache / f"{kind}-{card}.safetensors"
    jets = Constituents.load(path) if path.exists() else ()
    if len(jets) < options.jets:
        options.cache.mkdir(parents=True, exist_ok=True)
        jets = simulate(kind, options.jets, seed=1 + KINDS.index(kind), detector=card)
        jets.save(path)
    jets = jets[: options.jets]
    return Constituents(
        jets.p4.float(),
        jets.ptr,
        pid=jets.pid,
        charge=jets.charge,
        event=jets.event,
        partons=jets.partons,
    )


def compare(card, kind, simulated, real, axes):
    """A column of panels, and the rows of the table."""
    rows = []
    for ax, (name, (observable, limits)) in zip(axes, OBSERVABLES.items(), strict=True):
        a, b = (np.asarray(observable(jets), dtype=float) for jets in (simulated, real))
        error = np.hypot(*(v.std() / v.mean() / len(v) ** 0.5 for v in (a, b)))
        test = ks_2samp(a, b)
        rows.append(
            (
                card,
                kind,
                name,
                f"{a.mean():.4g}",
                f"{b.mean():.4g}",
                f"{a.mean() / b.mean():.3f} ± {error:.3f}",
                f"{test.statistic:.3f}",
                f"{test.pvalue:.2g}",
            )
        )
        draw(ax, card, a, b, np.linspace(*limits, 31))
    return rows


def draw(ax, card, a, b, edges):
    """Delphes as a line, ours as points."""
    density, _ = np.histogram(b, edges, density=True)
    ax.stairs(density, edges, color=COLOURS[card], label=f"Delphes, {card.upper()}")
    counts, _ = np.histogram(a, edges)
    scale = 1 / (counts.sum() * np.diff(edges))
    ax.errorbar(
        (edges[1:] + edges[:-1]) / 2,
        counts * scale,
        counts**0.5 * scale,
        fmt="o" if card == "cms" else "s",
        ms=2.5,
        lw=0.8,
        color=COLOURS[card],
        label=f"ours, {card.upper()}",
    )


def centre(mass, width=10.0):
    """Mean of the masses within 10 GeV of that mean: the middle of a peak on a flat ground."""
    middle = 80.4
    for _ in range(100):
        middle = mass[np.abs(mass - middle) < width].mean()
    return middle


def peak(mass):
    """The peak's centre with a bootstrap's error."""
    rng = np.random.default_rng(0)
    spread = np.std([centre(rng.choice(mass, len(mass))) for _ in range(30)])
    return f"{centre(mass):.2f} ± {spread:.2f}"


def print_peaks(card, simulated, real):
    for name, mass in (("soft drop", lambda jets: soft_drop(jets).mass), ("plain", jet_mass)):
        a, b = (peak(np.asarray(mass(jets), dtype=float)) for jets in (simulated, real))
        print(f"W mass peak in GeV, {card}, {name}: ours {a}, Delphes {b}")


def joined(pairs):
    """Training, validation and test of (jets, label), as many of each, each split by event."""
    count = min(len(jets) for jets, _ in pairs)
    parts = [
        [part.with_label(label) for part in split_by_event(jets[:count], (0.6, 0.1))]
        for jets, label in pairs
    ]
    columns = zip(*parts, strict=True)
    return [Constituents.concat([bare(part) for part in column]) for column in columns]


def bare(jets):
    """Momenta and labels alone."""
    return Constituents(jets.p4, jets.ptr, label=jets.label)


def trained(train, val):
    torch.manual_seed(0)
    tagger = RecNN(hidden_channels=70, cell="simple")
    return fit(tagger, cluster(train), cluster(val), progress=False).tagger


def tell_apart(card, pairs):
    """AUC of a RecNN between our jets (1) and Delphes' (0) of the kinds in ``pairs``."""
    labelled = [(jets, label) for pair in pairs for jets, label in zip(pair, (1, 0), strict=True)]
    train, val, test = joined(labelled)
    test = cluster(test)
    auc = metrics.roc_auc(predict(trained(train, val), test), test.y)
    print(f"ours against Delphes, {card}: AUC {auc} ({len(train)} training jets)")


def transfer(card, pairs):
    """AUC of W against QCD on Delphes' jets after training on ours and on as many of Delphes'."""
    count = min(len(jets) for pair in pairs for jets in pair)
    (w, real_w), (qcd, real_qcd) = (tuple(jets[:count] for jets in pair) for pair in pairs)
    real_train, real_val, real_test = joined([(real_w, 1), (real_qcd, 0)])
    train, val, _ = joined([(w, 1), (qcd, 0)])
    test = cluster(real_test)
    for name, sample in (("ours", (train, val)), ("Delphes", (real_train, real_val))):
        auc = metrics.roc_auc(predict(trained(*sample), test), test.y)
        print(f"W against QCD on Delphes' jets, {card}, trained on {name}: AUC {auc}")


def print_speed(card, rounds=7, count=200):
    """Milliseconds of an event in the generator, the detector and jet finding, in turns."""
    pythia, generator = Pythia("qcd", 1), np.random.default_rng(1)
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        events = pythia.events(count)
        made = time.perf_counter()
        flow = detect(events, card, generator)
        seen = time.perf_counter()
        find_jets(flow, 1)
        seconds.append((made - start, seen - made, time.perf_counter() - seen))
    steps = [[1e3 * value / count for value in step] for step in zip(*seconds, strict=True)]
    rate = [made / (made + seen) for made, seen, _ in seconds]
    print(
        f"ms an event, {card}: Pythia {spread(steps[0])}, detector {spread(steps[1])}, "
        f"jet finding {spread(steps[2])}; rate with the detector over Pythia's {spread(rate)}"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder of delphes_jets")
    parser.add_argument("--cache", type=Path, required=True, help="folder for our jets")
    parser.add_argument("--jets", type=int, default=1500, help="of each kind")
    parser.add_argument("--cards", nargs="+", choices=FOLDERS, default=list(FOLDERS))
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--figure", type=Path, default=Path("docs/detector.png"))
    parser.add_argument("--tell-apart", action="store_true")
    parser.add_argument("--transfer", action="store_true")
    parser.add_argument("--speed", action="store_true")
    options = parser.parse_args()

    mpl.use("Agg")
    shape = (len(OBSERVABLES), len(options.kinds))
    figure, axes = plt.subplots(*shape, figsize=(2.6 * shape[1], 1.7 * shape[0]), squeeze=False)
    rows = []
    for card in options.cards:
        if options.speed:
            print_speed(card)
        pairs = {}
        for column, kind in enumerate(options.kinds):
            real = reference(options.shared / FOLDERS[card], kind)
            pairs[kind] = ours(kind, card, options), real
            rows += compare(card, kind, *pairs[kind], axes[:, column])
        if "w" in pairs:
            print_peaks(card, *pairs["w"])
        if options.tell_apart:
            tell_apart(card, list(pairs.values()))
        if options.transfer:
            transfer(card, [pairs["w"], pairs["qcd"]])
    header = ("card", "kind", "observable", "ours", "Delphes", "ratio", "KS distance", "p")
    print_table(header, rows)
    finish(figure, axes, options)


def finish(figure, axes, options):
    for column, kind in zip(axes.T, options.kinds, strict=True):
        column[0].set_title(f"{kind} jets")
    for row, name in zip(axes, OBSERVABLES, strict=True):
        row[0].set_ylabel("density")
        for ax in row:
            ax.set_xlabel(name)
            ax.set_yticks([])
    axes[-1, -1].legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(options.figure, dpi=90)


if __name__ == "__main__":
    main()

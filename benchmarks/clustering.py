"""Jets to trees and to Lund coordinates: ours beside FastJet, which gives the same trees.

The baseline is FastJet's vectorised interface: one call for all jets, its loop in C++. A loop in
Python over jets, which most code does, is a second row. One thread, in turns, CPU time, on jets of
the bundled sample; then jets of 10 to 2,000 constituents, both cores, and one jet alone.
"""

import statistics
import time

import awkward
import fastjet
import numpy as np
import torch
from interleaved import interleaved, parse, print_table, processor, ratios, spread, write_json

from pyg_jets import Constituents, cluster, datasets, lund_coordinates

JETS = 2000
ALGORITHMS = {
    "cambridge_aachen": fastjet.cambridge_algorithm,
    "kt": fastjet.kt_algorithm,
    "antikt": fastjet.antikt_algorithm,
}
SIZES = (10, 20, 50, 100, 200, 500, 1000, 2000)


def main():
    options = parse(__doc__)
    torch.set_num_threads(1)
    jets = datasets.sample("qcd")[:JETS]
    print(f"{processor()}; {JETS} jets, {len(jets.p4) / JETS:.1f} constituents each, one thread\n")
    figures = {"processor": processor()}
    figures |= by_algorithm(jets, options.rounds)
    figures |= lund(jets, options.rounds)
    figures |= by_size(options.rounds)
    figures |= threads_and_one_jet(jets, options.rounds)
    write_json(options.json, figures)


def by_algorithm(jets, rounds):
    """All three algorithms, with whether momenta of the nodes are FastJet's bit for bit."""
    rows, figures, packed = [], {}, as_awkward(jets)
    for name, algorithm in ALGORITHMS.items():
        definition = fastjet.JetDefinition(algorithm, 1000.0)
        ours, theirs = cluster(jets, name).batch().p4, cluster(jets, definition).batch().p4
        contenders = {
            "ours": lambda name=name: cluster(jets, name),
            "FastJet, vectorised": lambda d=definition: fastjet.ClusterSequence(packed, d),
            "FastJet, loop in Python": lambda d=definition: cluster(jets, d),
        }
        seconds = interleaved(contenders, rounds, time.process_time)
        rows += rows_of(name, seconds, JETS, "identical" if torch.equal(ours, theirs) else "OTHER")
        figures |= figures_of(name, seconds, JETS)
    print_table(["algorithm", "by", "us a jet", "ours is faster by", "trees"], rows)
    return figures


def lund(jets, rounds):
    """From constituents; FastJet has those of the primary plane only."""
    definition, packed = (
        fastjet.JetDefinition(fastjet.cambridge_algorithm, 1000.0),
        as_awkward(jets),
    )
    contenders = {
        "ours, all splittings": lambda: lund_coordinates(cluster(jets)),
        "FastJet, vectorised, primary plane": lambda: fastjet.ClusterSequence(
            packed, definition
        ).exclusive_jets_lund_declusterings(1),
    }
    seconds = interleaved(contenders, rounds, time.process_time)
    print()
    print_table(["", "by", "us a jet", "ours is faster by"], rows_of("Lund", seconds, JETS))
    return figures_of("lund", seconds, JETS)


def by_size(rounds):
    """Jets of equal numbers of constituents, 200,000 squared distances' worth at least."""
    definition, rows, figures = fastjet.JetDefinition(fastjet.cambridge_algorithm, 1000.0), [], {}
    for size in SIZES:
        number = max(1, 1_000_000 // size**2)
        jets = random_jets(number, size)
        packed = as_awkward(jets)
        contenders = {
            "ours": lambda jets=jets: cluster(jets),
            "FastJet, vectorised": lambda p=packed: fastjet.ClusterSequence(p, definition),
        }
        seconds = interleaved(contenders, rounds, time.process_time)
        rows += rows_of(f"{size} constituents", seconds, number)
        figures |= figures_of(f"constituents_{size}", seconds, number)
    print()
    print_table(["Cambridge/Aachen", "by", "us a jet", "ours is faster by"], rows)
    return figures


def threads_and_one_jet(jets, rounds):
    """By the clock on the wall."""
    one = jets[:1]

    def on_threads(number):
        torch.set_num_threads(number)
        cluster(jets)

    contenders = {
        "1 thread": lambda: on_threads(1),
        "2 threads": lambda: on_threads(2),
    }
    seconds = interleaved(contenders, rounds)
    torch.set_num_threads(1)
    alone = interleaved({"one jet alone": lambda: cluster(one)}, rounds, time.process_time)
    gain = spread(ratios(seconds["1 thread"], seconds["2 threads"]), 1)
    micro = spread([1e6 * each for each in alone["one jet alone"]], 0)
    print(f"\ntwo threads instead of one: {gain} times as fast; one jet alone: {micro} us")
    return {"one_jet_us": 1e6 * statistics.median(alone["one jet alone"])}


def as_awkward(jets):
    momenta = dict(zip(("px", "py", "pz", "E"), jets.p4.numpy().T, strict=True))
    return awkward.unflatten(awkward.zip(momenta, with_name="Momentum4D"), jets.ptr.diff().numpy())


def random_jets(number, size):
    """Massless particles within a cone, their pts falling as in a shower."""
    rng = np.random.default_rng(size)
    pt, phi = np.exp(rng.uniform(-1, 4, number * size)), rng.normal(0, 0.3, number * size)
    rapidity = rng.normal(0, 0.3, number * size)
    momenta = pt * (np.cos(phi), np.sin(phi), np.sinh(rapidity), np.cosh(rapidity))
    return Constituents(momenta.T, np.arange(0, number * size + 1, size))


def rows_of(name, seconds, jets, *more):
    (ours, *_), rows = seconds.values(), []
    for who, times in seconds.items():
        micro = spread([1e6 * each / jets for each in times], 1)
        factor = "" if times is ours else spread(ratios(times, ours), 1)
        rows.append([name, who, micro, factor, *more])
    return rows


def figures_of(name, seconds, jets):
    ours, vectorised, *_ = seconds.values()
    return {
        f"{name}_us_per_jet": 1e6 * statistics.median(ours) / jets,
        f"{name}_vectorised_ratio": statistics.median(ratios(vectorised, ours)),
    }


if __name__ == "__main__":
    main()

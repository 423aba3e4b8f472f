"""Rates of what asks a tagger: responses of all splittings, erasing, polynomials beside EnergyFlow.

One thread, on jets of the bundled sample; EnergyFlow (GPL) only if it is installed. Seconds of the
processor are beside those of the clock: on a shared machine the first mean something.
"""

import importlib.util
import statistics
import time

import numpy as np
import torch
from interleaved import interleaved, parse, print_table, ratios, spread, write_json

from pyg_jets import cluster, datasets
from pyg_jets.intervention import erase, response
from pyg_jets.jets import kinematics
from pyg_jets.observables import energy_flow_polynomials, jet_mass
from pyg_jets.taggers import RecNN
from pyg_jets.training import embed, predict_logits

JETS, POLYNOMIAL_JETS = 1000, 50
DEGREES = range(1, 6)


def main():
    options = parse(__doc__)
    torch.set_num_threads(1)
    torch.manual_seed(0)
    jets = datasets.sample("w")[:JETS]
    trees = cluster(jets)
    mass = jet_mass(jets)
    rows, figures = [], {}
    for cell in ("simple", "gated"):
        tagger = RecNN(70, cell).eval()
        tagger.fit_scaling(trees)
        embedding = embed(tagger, trees)
        contenders = {
            "forward": lambda tagger=tagger: predict_logits(tagger, trees),
            "response of all splittings": lambda tagger=tagger: response(tagger, trees),
            "fit of an eraser": lambda embedding=embedding: erase(embedding, mass),
        }
        seconds = interleaved(contenders, options.rounds)
        for name, times in seconds.items():
            share = spread(ratios(times, seconds["forward"]))
            own = statistics.median(processor_seconds(contenders[name]) for _ in range(3))
            rows.append([cell, name, f"{own:.2f}", f"{statistics.median(times):.2f}", share])
            figures[f"{cell}: {name}, seconds"] = statistics.median(times)
            figures[f"{cell}: {name}, seconds of the processor"] = own
    print(f"{JETS} jets, {len(trees.merges):,} splittings, one thread\n")
    header = ["cell", "what", "processor / s", "clock / s", "times the forward pass"]
    print_table(header, rows)
    few = jets[:POLYNOMIAL_JETS]
    contenders = {"ours": lambda: [energy_flow_polynomials(few, degree) for degree in DEGREES]}
    if importlib.util.find_spec("energyflow") is not None:
        contenders["EnergyFlow"] = energy_flow(few)
    seconds = interleaved(contenders, options.rounds)
    rate = POLYNOMIAL_JETS / statistics.median(seconds["ours"])
    figures["energy flow polynomials to degree 5, jets per second"] = rate
    print(f"\nall 53 energy flow polynomials to degree 5: {rate:,.0f} jets/s")
    if "EnergyFlow" in seconds:
        factors = ratios(seconds["EnergyFlow"], seconds["ours"])
        figures["energy flow polynomials: times EnergyFlow"] = statistics.median(factors)
        print(f"faster than EnergyFlow by {spread(factors, 1)}")
    write_json(options.json, figures)


def processor_seconds(run):
    start = time.process_time()
    run()
    return time.process_time() - start


def energy_flow(jets):
    """The same graphs by EnergyFlow's batch function, from momentum shares and places."""
    import energyflow

    pt, y, phi = (f(jets.p4).numpy() for f in (kinematics.pt, kinematics.rapidity, kinematics.phi))
    rows = np.split(np.stack((pt, y, phi), 1), jets.ptr[1:-1].numpy())
    theirs = energyflow.EFPSet(
        "d<=5", "p==1", measure="hadr", beta=1, normed=True, coords="ptyphim"
    )
    return lambda: theirs.batch_compute(rows, n_jobs=1)


if __name__ == "__main__":
    main()

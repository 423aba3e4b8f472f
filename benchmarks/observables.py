"""Observables of jets: ours beside the batch functions of the FastJet wheel, the same numbers.

One thread, in turns, on jets of the bundled sample. FastJet has clustered its jets before the clock
starts; our times hold everything from the momenta on.
"""

import statistics

import awkward as ak
import fastjet
import numpy as np
import torch
from interleaved import interleaved, parse, print_table, ratios, spread, write_json

from pyg_jets import datasets
from pyg_jets.observables import c2, d2, nsubjettiness_up_to, soft_drop

JETS = 2000
AXES = {
    "kt": "KT_Axes",
    "onepass_kt": "OnePass_KT_Axes",
    "wta_kt": "WTA_KT_Axes",
    "onepass_wta_kt": "OnePass_WTA_KT_Axes",
}


def fastjet_sequence(jets):
    """The jets clustered by FastJet, with its batch functions."""
    columns = dict(zip(("px", "py", "pz", "E"), jets.p4.numpy().T, strict=True))
    particles = ak.unflatten(ak.zip(columns, with_name="Momentum4D"), jets.ptr.diff().numpy())
    definition = fastjet.JetDefinition(fastjet.cambridge_algorithm, 1000.0)
    return fastjet.ClusterSequence(particles, definition)


def contenders(jets, sequence):
    """Name -> (ours, FastJet's), functions without arguments."""
    pairs = {}
    for axes, theirs in AXES.items():
        pairs[f"tau_1..3, {axes}"] = (
            lambda axes=axes: nsubjettiness_up_to(jets, 3, axes),
            lambda theirs=theirs: sequence.njettiness(njets=[1, 2, 3], axes_definition=theirs),
        )
    for observable, theirs in ((c2, "C2"), (d2, "D2")):
        pairs[theirs] = (
            lambda observable=observable: observable(jets),
            lambda theirs=theirs: sequence.exclusive_jets_energy_correlator(beta=1, func=theirs),
        )
    pairs["soft drop: mass"] = (
        lambda: soft_drop(jets).mass,
        lambda: sequence.exclusive_jets_softdrop_grooming(beta=0, symmetry_cut=0.1).msoftdrop,
    )
    return pairs


def main():
    options = parse(__doc__)
    torch.set_num_threads(1)
    jets = datasets.sample("qcd")[:JETS]
    rows, figures = [], {}
    for name, (ours, theirs) in contenders(jets, fastjet_sequence(jets)).items():
        difference = np.abs(ours().numpy() - np.asarray(theirs())).max()
        seconds = interleaved({"ours": ours, "FastJet": theirs}, options.rounds)
        rate = JETS / statistics.median(seconds["ours"])
        factors = ratios(seconds["FastJet"], seconds["ours"])
        rows.append([name, f"{rate:,.0f}", spread(factors, 1), f"{difference:.0e}"])
        figures[f"{name}: jets per second"] = rate
        figures[f"{name}: times FastJet"] = statistics.median(factors)
    print(f"{JETS} jets, {len(jets.p4) / JETS:.1f} constituents each, one thread\n")
    print_table(["observable", "jets/s", "faster than FastJet by", "largest difference"], rows)
    write_json(options.json, figures)


if __name__ == "__main__":
    main()

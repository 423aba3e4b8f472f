"""Events per second of the whole chain beside those of Pythia alone.

Pythia alone makes the same number of events of the same kind with the same settings, by its own
``nextBatch``; the chain adds columns, detector, jet finding, truth matching and the file. Both
start their Pythia before the clock, as a shard does for minutes of work; the start is given, too.
One process, in turns.
"""

import statistics
import tempfile
import time
from pathlib import Path

from interleaved import interleaved, parse, print_table, ratios, spread, write_json

from pyg_jets.constituents import Constituents
from pyg_jets.simulation import Pythia, find_jets
from pyg_jets.simulation.detectors import detector_named
from pyg_jets.simulation.pythia import PRONGS

KINDS = ("w", "top", "qcd", "quark", "gluon")
DETECTORS = ("none", "cms")
EVENTS = 200


class Chain:
    """One shard's work, a batch at a time."""

    def __init__(self, kind, detector, folder):
        self.pythia, self.detector = Pythia(kind, 1), detector_named(detector, 1)
        self.prongs, self.path = PRONGS[kind], folder / f"{kind}.safetensors"
        self.batches = self.jets = 0

    def __call__(self):
        jets = find_jets(self.detector(self.pythia.events(EVENTS)), self.prongs)
        Constituents.concat([jets]).save(self.path)
        self.batches, self.jets = self.batches + 1, self.jets + len(jets)


def measure(kind, rounds, folder):
    """Seconds of each contender in every round, seconds of a start, jets per event."""
    start = time.perf_counter()
    alone = Pythia(kind, 1)._pythia
    start = time.perf_counter() - start
    chains = {name: Chain(kind, name, folder) for name in DETECTORS}
    seconds = interleaved({"alone": lambda: alone.nextBatch(EVENTS), **chains}, rounds)
    return seconds, start, {name: chain.jets / chain.batches for name, chain in chains.items()}


def main():
    options = parse(__doc__)
    rows, figures = [], {}
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            seconds, start, jets = measure(kind, options.rounds, Path(folder))
            for detector in DETECTORS:
                share = ratios(seconds["alone"], seconds[detector])
                second = statistics.median(seconds[detector])
                rows.append(
                    [
                        kind,
                        detector,
                        f"{EVENTS / statistics.median(seconds['alone']):.0f}",
                        f"{EVENTS / second:.0f}",
                        spread(share),
                        f"{jets[detector] / second:.0f}",
                        f"{start:.1f}",
                    ]
                )
                figures[f"{kind} {detector}: share of Pythia's rate"] = statistics.median(share)
    print(f"{EVENTS} events a turn, 14 TeV with multiple interactions, jets of 500 to 700 GeV\n")
    print_table(
        ["kind", "detector", "Pythia: events/s", "chain: events/s", "share", "jets/s", "start: s"],
        rows,
    )
    write_json(options.json, figures)


if __name__ == "__main__":
    main()

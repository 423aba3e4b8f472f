"""Events per second of the whole chain beside those of Pythia alone.

Pythia alone makes the same events by its own ``nextBatch``; the chain adds columns, detector, jet
finding, truth matching and the file. Both start their Pythia before the clock, as a shard does for
minutes of work; the start is given, too. One process, in turns. On a machine with much else to do
the share by processor time is the steadier one.
"""

import statistics
import tempfile
import time
from pathlib import Path

from interleaved import interleaved, parse, print_table, ratios, spread, write_json

from pyg_jets.jets.constituents import Constituents
from pyg_jets.simulation import PROCESSES, Pythia, find_jets
from pyg_jets.simulation.detectors import detector_named

KINDS = ("w", "top", "qcd", "quark", "gluon")
DETECTORS = ("none", "cms")
EVENTS = 100


class Timed:
    """A contender with its processor time; the first turn does not count."""

    def __init__(self, run):
        self.run, self.seconds = run, []

    def __call__(self):
        start = time.process_time()
        self.run()
        self.seconds.append(time.process_time() - start)

    @property
    def total(self):
        return sum(self.seconds[1:])


class Chain:
    """One shard's work, a batch at a time."""

    def __init__(self, kind, detector, folder):
        self.pythia, self.detector = Pythia(kind, 1), detector_named(detector, 1)
        self.prongs, self.path = PROCESSES[kind].prongs, folder / f"{kind}.safetensors"
        self.batches = self.jets = 0

    def __call__(self):
        jets = find_jets(self.detector(self.pythia.events(EVENTS)), self.prongs)
        Constituents.concat([jets]).save(self.path)
        self.batches, self.jets = self.batches + 1, self.jets + len(jets)


def measure(kind, rounds, folder):
    """One row a detector, and the shares by processor time."""
    start = time.perf_counter()
    pythia = Pythia(kind, 1)._pythia
    start = time.perf_counter() - start
    chains = {name: Chain(kind, name, folder) for name in DETECTORS}
    alone = Timed(lambda: pythia.nextBatch(EVENTS))
    timed = {name: Timed(chain) for name, chain in chains.items()}
    seconds = interleaved({"alone": alone, **timed}, rounds)
    shares = {name: alone.total / timed[name].total for name in DETECTORS}
    bare = statistics.median(seconds["alone"])
    rows = [
        [
            kind,
            name,
            f"{EVENTS / bare:.0f}",
            f"{EVENTS / statistics.median(seconds[name]):.0f}",
            f"{shares[name]:.2f}",
            spread(ratios(seconds["alone"], seconds[name])),
            f"{chain.jets / chain.batches / statistics.median(seconds[name]):.0f}",
            f"{start:.1f}",
        ]
        for name, chain in chains.items()
    ]
    return rows, shares


HEADER = (
    "kind",
    "detector",
    "Pythia: events/s",
    "chain: events/s",
    "share of Pythia's rate",
    "by the clock",
    "jets/s",
    "start: s",
)


def main():
    options = parse(__doc__)
    rows, figures = [], {}
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            of_kind, shares = measure(kind, options.rounds, Path(folder))
            rows += of_kind
            figures.update({f"{kind} {name}: share": share for name, share in shares.items()})
    print(f"{EVENTS} events a turn, 14 TeV with multiple interactions, jets of 500 to 700 GeV\n")
    print_table(HEADER, rows)
    write_json(options.json, figures)


if __name__ == "__main__":
    main()

"""How far the sums of integrated gradients are from L(x) - L(0), jet by jet, on a trained ParT.

    python benchmarks/completeness.py --jets 200

The paper of the method promises that the values of a jet sum to the difference of the logit between
the jet and the baseline. Layer normalisations make the gradient change fast near the baseline, so
that a fixed number of steps is not enough: the default takes as many as each jet asks for.
"""

import argparse

import torch

from pyg_jets import JetLoader, cluster, fit
from pyg_jets.attribution import integrated_gradients
from pyg_jets.datasets import binary_task
from pyg_jets.evaluation.completeness import shared_out
from pyg_jets.evaluation.padding import padded
from pyg_jets.taggers import ParT


def off_by(tagger, jets, batch_size=20):
    """For each jet the error of the sum, as a share of what it should be."""
    shares = []
    for batch in JetLoader(jets, batch_size):
        expected = shared_out(integrated_gradients, tagger, batch)
        sums = padded(integrated_gradients(tagger, batch).double(), batch).sum(1)
        shares.append((sums - expected).abs() / expected.abs())
    return torch.cat(shares)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jets", type=int, default=200)
    parser.add_argument("--channels", type=int, default=64)
    parser.add_argument("--train-jets", type=int, default=1_700)
    parser.add_argument("--epochs", type=int, default=2)
    options = parser.parse_args()

    train, val, test = map(cluster, binary_task("w-qcd"))
    torch.manual_seed(0)
    tagger = ParT(options.channels)
    fewer = train[:: -(-len(train) // options.train_jets)]
    fit(tagger, fewer, val[::4], epochs=options.epochs, progress=False)
    jets = test[:: len(test) // options.jets][: options.jets]
    for name, network in (("trained", tagger), ("untrained", tagger.untrained())):
        off = off_by(network, jets)
        within = int((off < 0.05).sum())
        print(f"{name}: {within} of {len(off)} jets within 5 %, median {off.median():.2g}")


if __name__ == "__main__":
    main()

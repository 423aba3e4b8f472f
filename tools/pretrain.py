"""Train a tagger that comes with the package, and write its card.

The jets of the bundled sample, which must be a part of the source, are left out and are the test.
"""

import argparse
from pathlib import Path

from tools.card import card_of, write_pretrained
from tools.pretraining import pretrain, pretraining_jets

PACKAGE = Path(__file__).parents[1] / "pyg_jets" / "taggers" / "pretrained_data"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path, required=True, help="folder with jets of each kind")
    parser.add_argument("--task", choices=("w-qcd", "top-qcd", "quark-gluon"), required=True)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jets", type=int, help="train on about so many jets at most")
    parser.add_argument("--out", type=Path, default=PACKAGE, help="folder (the package's)")
    options = parser.parse_args()

    options.out.mkdir(parents=True, exist_ok=True)
    jets = pretraining_jets(options.task, options.source, options.seed, options.jets)
    settings = {"epochs": options.epochs, "seed": options.seed}
    trained = pretrain(jets, **settings)
    card = card_of(options.task, jets, trained, command=command(options), **settings)
    for name, estimate in trained.metrics.items():
        print(f"{name:<16} {estimate}")
    for path in write_pretrained(trained, card, options.out):
        print(f"written: {path.name}")


def command(options: argparse.Namespace) -> str:
    """What was typed, with the name of the source alone: its place is one machine's."""
    more = "" if options.jets is None else f" --jets {options.jets}"
    return (
        f"python -m tools.pretrain --source {options.source.resolve().name} "
        f"--task {options.task} --epochs {options.epochs} --seed {options.seed}{more}"
    )


if __name__ == "__main__":
    main()

"""The published ParticleNet of JetClass on the study's test jets, as it is and trained on.

The weights are ``ParticleNet_kin.pt`` of github.com/jet-universe/particle_transformer. Jets, split
and test are those of ``pyg-jets study --source`` with the same seed; 68 % intervals.
"""

import argparse
from pathlib import Path

from pyg_jets import Task, fit
from pyg_jets.study.task import evaluate
from pyg_jets.taggers import ParticleNet
from pyg_jets.taggers.recipe import Recipe

CLASSES = {"w-qcd": "Wqq", "top-qcd": "Tbqq"}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True, help="ParticleNet_kin.pt")
    parser.add_argument("--task", choices=CLASSES, required=True)
    parser.add_argument("--source", type=Path, help="folder with jets (the bundled sample)")
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--jets", type=int, help="at most so many jets of each part")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()

    train, val, test = Task.named(options.task, options.source).split(options.seed, options.jets)
    tagger = ParticleNet.from_published(options.weights, CLASSES[options.task])
    show("as published", evaluate(tagger, test, options.seed))
    recipe = Recipe(options.epochs, batch_size=64, lr=5e-4)
    fit(tagger, train, val, recipe=recipe, seed=options.seed)
    after = evaluate(tagger, test, options.seed)
    show(f"after {options.epochs} epochs on {len(train):,} jets", after)


def show(name, metrics):
    values = ", ".join(f"{metric} {value}" for metric, value in metrics.items())
    print(f"{name}: {values}", flush=True)


if __name__ == "__main__":
    main()

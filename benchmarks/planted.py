"""Which methods of attribution find what is planted in the toy shower, on a trained RecNN."""

import argparse
from pathlib import Path

import torch
from interleaved import write_json

from pyg_jets import cluster, fit, predict
from pyg_jets.attribution import applicable
from pyg_jets.evaluation.truth.hit_rate import chance
from pyg_jets.evaluation.truth.planted_splittings import planted_splittings
from pyg_jets.metrics import roc_auc
from pyg_jets.simulation import ToyShower
from pyg_jets.study.chapters.truth.planted import find_planted, planted_table
from pyg_jets.study.numbers import numbers_of
from pyg_jets.taggers import RecNN


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jets", type=int, default=20_000, help="training jets")
    parser.add_argument("--test-jets", type=int, default=2_000)
    parser.add_argument("--epochs", type=int, default=15)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, help="also write the numbers there")
    options = parser.parse_args()

    shower = ToyShower()
    train, val = (
        cluster(shower.jets(jets, options.seed + k).constituents)
        for jets, k in ((options.jets, 1), (options.jets // 5, 2))
    )
    torch.manual_seed(options.seed)
    tagger = RecNN(hidden_channels=32)
    fit(tagger, train, val, epochs=options.epochs, lr=1e-2, seed=options.seed, progress=False)
    toy = shower.jets(options.test_jets, options.seed + 3)
    test = cluster(toy.constituents)
    print(f"AUC {roc_auc(predict(tagger, test), test.y)}, the best is {shower.optimal_auc():.4f}")

    methods = {name: method.of_splittings for name, method in applicable(tagger).items()}
    hit_rates = find_planted(tagger, toy, methods, options.seed)
    truth = planted_splittings(toy.in_region, test.batch())
    by_chance = chance(truth, test.batch(), contested=True)
    table = planted_table(hit_rates, by_chance)
    print(f"\n{table.caption}\n\n{table.markdown()}")
    rates = {name: numbers_of(hit_rate=rate) for name, rate in hit_rates.items()}
    write_json(options.json, {"chance": by_chance, "hit_rates": rates})


if __name__ == "__main__":
    main()

"""Attributions against the truth of W and top decays, and against each other.

Prints, for a trained tagger, how often each method's largest values are on the splittings that part
the quarks, beside the untrained network and simple choices; then the agreement of all methods.
"""

import argparse
import functools
import json
import time
from pathlib import Path

from pyg_jets import Task, predict
from pyg_jets.attribution import applicable
from pyg_jets.evaluation.truth.decay import decay_truth
from pyg_jets.metrics import roc_auc
from pyg_jets.report import write_pictures, write_table
from pyg_jets.study.chapters.agreement.figures import agreement_picture
from pyg_jets.study.chapters.agreement.measure import agreement_of
from pyg_jets.study.chapters.agreement.tables import agreement_numbers, agreement_table
from pyg_jets.study.chapters.truth.measure import score_values, truth_chance, truth_values
from pyg_jets.study.chapters.truth.tables import truth_table
from pyg_jets.study.numbers import numbers_by_name
from pyg_jets.taggers import load_tagger


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tagger", type=Path, required=True, help="file that 'train' wrote")
    parser.add_argument("--task", choices=("w-qcd", "top-qcd"), required=True)
    parser.add_argument("--jets", type=int, help="signal test jets at most; all if not given")
    parser.add_argument("--methods", nargs="+", help="some of them; all that take the tagger")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True, help="folder of tables and figure")
    options = parser.parse_args()

    tagger = load_tagger(options.tagger)
    test = Task.named(options.task).on_trees(frame=tagger.frame).test(options.seed)
    print(f"AUC {roc_auc(predict(tagger, test), test.y)}")
    signal = test[test.y == 1][: options.jets]
    seconds = {}
    methods = {
        name: timed(name, method.of_splittings, seconds)
        for name, method in applicable(tagger).items()
        if not options.methods or name in options.methods
    }
    efficiency = decay_truth(signal).efficiency()
    values = truth_values(tagger, signal, methods, options.seed)
    for mask in ("splittings", "products"):
        scores = score_values(values, signal, mask=mask, seed=options.seed)
        table = truth_table(
            scores,
            options.task,
            by_chance=truth_chance(signal, mask),
            efficiency=efficiency,
            mask=mask,
        )
        show(options.out, table, numbers_by_name(scores))
    pairs = agreement_of({name: values[name] for name in methods}, signal, seed=options.seed)
    show(options.out, agreement_table(pairs, options.task), agreement_numbers(pairs))
    write_pictures(options.out, [agreement_picture(pairs, options.task)])
    print(json.dumps({name: round(each, 1) for name, each in seconds.items()}))


def timed(name, method, seconds):
    """The same, adding up how long it took."""

    @functools.wraps(method)
    def with_clock(tagger, batch):
        start = time.perf_counter()
        found = method(tagger, batch)
        seconds[name] = seconds.get(name, 0.0) + time.perf_counter() - start
        return found

    return with_clock


def show(folder, table, numbers):
    folder.mkdir(parents=True, exist_ok=True)
    print(f"\n{table.caption}\n\n{table.markdown()}", flush=True)
    write_table(folder, table, numbers)


if __name__ == "__main__":
    main()

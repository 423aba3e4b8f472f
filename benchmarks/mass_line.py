"""Where the response of a jet's hardest splitting to Delta changes its sign, beside the W mass.

Several trainings of several networks on W and QCD jets. Finished trainings are kept in the folder:
run it again after an interruption, or with more seeds.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from interleaved import print_table

from pyg_jets import lund_coordinates
from pyg_jets.datasets.split import thinned
from pyg_jets.intervention import response
from pyg_jets.metrics import float64_array
from pyg_jets.observables import jet_mass
from pyg_jets.study import train_task
from pyg_jets.study.chapters.response.measure import hardest
from pyg_jets.study.chapters.response.sign_change import sign_change
from pyg_jets.study.tasks import tasks_by_name
from pyg_jets.taggers.by_name import tagger_named

NETWORKS = ("recnn_gated", "lundnet", "efn")
AWAY = 5.0
"""In GeV: so far from the median mass of the W jets a zero may lie."""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--networks", nargs="+", default=NETWORKS)
    parser.add_argument("--seeds", type=int, default=3, help="trainings of each (3)")
    parser.add_argument("--source", type=Path, help="a folder with a file of each kind")
    parser.add_argument("--jets", type=int, default=8000, help="of each part")
    parser.add_argument("--epochs", type=int, help="instead of each network's own")
    parser.add_argument("--out", type=Path, required=True, help="folder")
    options = parser.parse_args()
    torch.set_num_threads(1)
    task = tasks_by_name(["w-qcd"], options.source)["w-qcd"]
    options.out.mkdir(parents=True, exist_ok=True)
    rows = []
    for name in options.networks:
        trainings = [_once(task, name, seed, options) for seed in range(options.seeds)]
        rows.append(_row(tagger_named(name)[0], trainings))
    header = ["network", "AUC", "W jets: zero / GeV", "QCD jets: zero / GeV"]
    header += ["median mass of W jets / GeV", f"trainings within {AWAY:g} GeV of it"]
    print_table(header, rows)
    lines = [header, ["---", *["---:"] * 5], *rows]
    table = "".join("| " + " | ".join(line) + " |\n" for line in lines)
    caption = (
        "The jet mass below which the hardest splitting should be wider, and above which it should "
        f"be narrower, for a larger logit of the W tagger; {options.seeds} trainings on "
        f"{options.jets:,} jets, one number each, in brackets the interval over test jets (–: the "
        "sign does not change so). AUC: mean ± standard deviation over trainings.\n\n"
    )
    (options.out / "mass-line.md").write_text(caption + table, encoding="utf-8")


def _once(task, name, seed, options):
    """One training and its zeros, read from its file if it is there."""
    settings = {"jets": options.jets, "epochs": options.epochs}
    path = options.out / f"mass-line-{name}-{seed}.json"
    if path.exists() and (kept := json.loads(path.read_text()))["settings"] == settings:
        return kept
    build = tagger_named(name)[1]
    given = {"seed": seed, "epochs": options.epochs, "jets": options.jets, "progress": False}
    trained = train_task(task, build=build, **given)
    test = thinned(task.test(seed, options.jets), options.jets)
    found = {"settings": settings, "auc": trained.metrics["auc"].value}
    for kind, label in task.labels.items():
        jets = test[test.y == label]
        where, mass = lund_coordinates(jets), float64_array(jet_mass(jets))
        rows = hardest(where)
        of_jet = mass[float64_array(where.jet).astype(int)[rows]]
        pull = float64_array(response(trained.training.tagger, jets).ln_inv_delta)[rows]
        zero = sign_change(pull, of_jet, seed=seed)
        found[kind] = {
            "zero": [zero.value, zero.low, zero.high],
            "median mass": float(np.median(mass)),
            "pulled towards it": float(((pull > 0) == (of_jet > np.median(mass))).mean()),
        }
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(name, seed, json.dumps(found), flush=True)
    return found


def _row(title, trainings):
    auc = np.array([one["auc"] for one in trainings])
    zeros = {
        kind: ", ".join(_said(*one[kind]["zero"]) for one in trainings) for kind in ("w", "qcd")
    }
    away = [abs(one["w"]["zero"][0] - one["w"]["median mass"]) for one in trainings]
    near = sum(distance <= AWAY for distance in away)
    masses = ", ".join(f"{one['w']['median mass']:.1f}" for one in trainings)
    quality = f"{auc.mean():.3f} ± {auc.std(ddof=1) if len(auc) > 1 else np.nan:.3f}"
    return [title, quality, zeros["w"], zeros["qcd"], masses, f"{near} of {len(trainings)}"]


def _said(value, low, high):
    return "–" if np.isnan(value) else f"{value:.1f} [{low:.1f}, {high:.1f}]"


if __name__ == "__main__":
    main()

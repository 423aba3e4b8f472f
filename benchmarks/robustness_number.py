"""Performance against resilience, and whether attributions below 1 GeV foretell the loss.

Small taggers are trained on W and QCD jets of the bundled sample, with and without a kt cut, and
tested on simulated jets: by the usual tune of Pythia and the CMS detector, and with one thing
changed. For each training the share that splittings below 1 GeV have of the saliency, and of the
response, stands beside what the changes cost. Everything finished is kept in --kept: an interrupted
run goes on. Needs the extra 'simulation'.

    python benchmarks/robustness_number.py --kept robustness --out docs/results
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from scipy.stats import spearmanr

from pyg_jets import Constituents, JetLoader, Task, cluster, fit, lund_coordinates, predict
from pyg_jets.attribution import splitting_saliency
from pyg_jets.intervention import response
from pyg_jets.metrics import Estimate, bootstrap, over_trainings, roc_auc
from pyg_jets.report import Table
from pyg_jets.simulation import simulate
from pyg_jets.study.numbers import cell
from pyg_jets.taggers.by_name import tagger_named
from pyg_jets.transforms import KtCut

TAGGERS = ("recnn", "lundnet", "efn", "particle_net_lite")
CUTS = (0.0, 1.0)
SOFT = 1.0
"""GeV below which there are hadrons and not partons."""
NOMINAL = {"detector": "cms"}
SHIFTS = {
    "tune A14": {**NOMINAL, "settings": ["Tune:pp = 21"]},
    "tune 4C": {**NOMINAL, "settings": ["Tune:pp = 5"]},
    "α_s 0.12": {**NOMINAL, "settings": ["TimeShower:alphaSvalue = 0.12"]},
    "α_s 0.15": {**NOMINAL, "settings": ["TimeShower:alphaSvalue = 0.15"]},
    "no MPI": {**NOMINAL, "mpi": False},
    "ATLAS": {"detector": "atlas"},
    "no detector": {"detector": "none"},
}
CUT_AWAY = f"kt > {SOFT:g} GeV"
SHARES = {"saliency": "of saliency", "response": "of response"}
EFFICIENCY = 0.8
BATCH = 32
"""Jets of a step: few, so that few jets make enough steps."""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3, help="trainings (3)")
    parser.add_argument("--jets", type=int, default=600, help="training jets (600)")
    parser.add_argument("--test", type=int, default=300, help="test jets a kind and shift (300)")
    parser.add_argument("--taggers", nargs="+", choices=TAGGERS, default=list(TAGGERS))
    parser.add_argument("--stop-after", choices=("samples",), help="make this alone now")
    parser.add_argument("--kept", type=Path, required=True, help="folder for what is finished")
    parser.add_argument("--out", type=Path, required=True, help="folder for the tables")
    options = parser.parse_args()
    options.kept.mkdir(parents=True, exist_ok=True)
    samples = {
        name: sample(options, name, how) for name, how in {"nominal": NOMINAL, **SHIFTS}.items()
    }
    if options.stop_after:
        return
    found = {}
    for name in options.taggers:
        for cut in CUTS:
            for seed in range(options.seeds):
                path = options.kept / f"{name}-{cut:g}-{seed}.json"
                if not path.exists():
                    path.write_text(json.dumps(one_training(options, samples, name, cut, seed)))
                one = found.setdefault((name, cut), {})[seed] = json.loads(path.read_text())
                print(
                    name, cut, seed, {k: round(v, 3) for k, v in summary(one).items()}, flush=True
                )
    write(options, {key: list(of_seeds.values()) for key, of_seeds in found.items()})


def sample(options, name, how):
    """Labelled W and QCD jets; the same seed everywhere, so that detectors see the same events."""
    parts = []
    for kind, label in (("w", 1), ("qcd", 0)):
        path = options.kept / f"{name.replace(' ', '-')}-{kind}.safetensors"
        if not path.exists():
            simulate(kind, options.test, seed=1, weights=False, **how).save(path)
            print(f"simulated: {name}, {kind}", flush=True)
        parts.append(Constituents.load(path)[: options.test].with_label(label))
    return Constituents.concat(parts)


def one_training(options, samples, name, cut, seed):
    """Scores and shares of one training."""
    change = KtCut(cut)
    train, val, _ = Task.named("w-qcd").split(seed, options.jets)
    torch.manual_seed(seed)
    tagger = fit(
        tagger_named(name)[1](), change(train), change(val), seed=seed, progress=False,
        batch_size=BATCH,
    ).tagger  # fmt: skip
    trees = {shift: cluster(change(jets)) for shift, jets in samples.items()}
    trees[CUT_AWAY] = cluster(KtCut(max(cut, SOFT))(samples["nominal"]))
    scores = {
        shift: predict(tagger, of_shift).double().numpy() for shift, of_shift in trees.items()
    }
    y = trees["nominal"].y
    aucs = {shift: roc_auc(s, y, seed) for shift, s in scores.items()}
    signal = y.numpy() == 1
    threshold = np.quantile(scores["nominal"][signal], 1 - EFFICIENCY)
    return {
        "auc": {shift: [auc.value, auc.low, auc.high] for shift, auc in aucs.items()},
        "efficiencies": {
            shift: [float((s[signal] > threshold).mean()), float((s[~signal] > threshold).mean())]
            for shift, s in scores.items()
        },
        "share": shares(tagger, trees["nominal"]),
    }


def shares(tagger, trees):
    """What splittings below 1 GeV have of all splittings' saliency and response, roots left out."""
    soft, every = dict.fromkeys(SHARES, 0.0), dict.fromkeys(SHARES, 0.0)
    for batch in JetLoader(trees, 250):
        lund = lund_coordinates(batch)
        size = {
            "saliency": splitting_saliency(tagger, batch)[lund.node].double(),
            "response": torch.stack(tuple(response(tagger, batch))).norm(dim=0),
        }
        below = lund.ln_kt.exp() < SOFT
        for key, values in size.items():
            soft[key] += float(values[below & ~lund.root].sum())
            every[key] += float(values[~lund.root].sum())
    return {key: soft[key] / every[key] for key in SHARES}


def summary(one):
    """The numbers of one training that are compared."""
    nominal = one["auc"]["nominal"][0]
    shifts = list(SHIFTS)  # the cut is left out: it costs nothing where it was trained with
    return {
        "auc": nominal,
        "loss": float(np.mean([nominal - one["auc"][shift][0] for shift in shifts])),
        "moved": float(np.mean([moved(one, shift) for shift in shifts])),
        **one["share"],
    }


def moved(one, shift):
    """1 over the resilience of arXiv:1803.07977: relative changes of both efficiencies."""
    pairs = zip(one["efficiencies"]["nominal"], one["efficiencies"][shift], strict=True)
    return float(np.hypot(*(2 * (new - old) / max(new + old, 1e-9) for old, new in pairs)))


def write(options, found):
    for table in (trainings_table(options, found), ranks_table(options, found)):
        text = f"{table.caption}\n\n{table.markdown()}"
        (options.out / f"{table.name}.md").write_text(text, encoding="utf-8")
        print(text)


def trainings_table(options, found):
    shifts, rows = [*SHIFTS, CUT_AWAY], []
    for (name, cut), ones in found.items():
        numbers = [summary(one) for one in ones]
        aucs = [Estimate(*one["auc"]["nominal"]) for one in ones]
        losses = [
            mean([one["auc"]["nominal"][0] - one["auc"][s][0] for one in ones]) for s in shifts
        ]
        middle = [mean([one[key] for one in numbers]) for key in ("loss", "moved", *SHARES)]
        title = tagger_named(name)[0]
        rows.append(
            [title, f"{cut:g}" if cut else "–", cell(over_trainings(aucs)), *middle, *losses]
        )
    header = [
        "tagger", "kt cut, GeV", "AUC", "mean loss", "1/resilience",
        *(f"share {title}" for title in SHARES.values()), *(f"loss, {shift}" for shift in shifts),
    ]  # fmt: skip
    caption = (
        f"W/QCD, {options.jets:,} training jets of the bundled sample, trained and tested with and "
        f"without a kt cut; AUC on {options.test:,} simulated jets a kind (Monash tune, "
        "parametrised CMS detector), what it loses when one thing of the simulation changes or the "
        "jets are cut, and the mean of these losses without that of the cut. "
        "1/resilience: mean relative change of the efficiencies at a "
        f"fixed threshold (signal {EFFICIENCY:g}). Shares: what splittings below {SOFT:g} GeV have "
        "of the saliency and of the response, the last clustering steps left out. Means of "
        f"{options.seeds} trainings, after ± their spread."
    )
    return Table("robustness-number", caption, header, rows)


def mean(values):
    return f"{np.mean(values):+.3f} ± {np.std(values, ddof=1):.3f}"


def ranks_table(options, found):
    """Rank correlations over all trainings, and over those without a cut."""
    groups = {
        "all": list(found.values()),
        "without a cut": [ones for (_, cut), ones in found.items() if not cut],
    }
    targets = {
        "mean loss": lambda one: summary(one)["loss"],
        "1/resilience": lambda one: summary(one)["moved"],
        **{
            f"loss, {shift}": lambda one, shift=shift: (
                one["auc"]["nominal"][0] - one["auc"][shift][0]
            )
            for shift in (*SHIFTS, CUT_AWAY)
        },
    }
    rows = [
        [title, *(rank(ones, key, of) for key in SHARES for ones in groups.values())]
        for title, of in targets.items()
    ]
    header = ["", *(f"{SHARES[key]}, {group}" for key in SHARES for group in groups)]
    caption = (
        f"Spearman's rank correlation of the share below {SOFT:g} GeV with what a shift costs, "
        f"over {sum(map(len, groups['all']))} trainings ({len(groups['all'])} taggers and cuts, "
        f"{options.seeds} each). In brackets the central 68 % of a bootstrap that draws taggers "
        "and cuts with all their trainings."
    )
    return Table("robustness-ranks", caption, header, rows)


def rank(ones, key, of):
    columns = [
        np.array([[value(one) for one in of_group] for of_group in ones])
        for value in (lambda one: one["share"][key], of)
    ]
    return str(bootstrap(spearman, columns, resamples=1000))


def spearman(shares, losses):
    if min(np.ptp(shares), np.ptp(losses)) == 0:
        return float("nan")
    return float(spearmanr(shares.ravel(), losses.ravel()).statistic)


if __name__ == "__main__":
    main()

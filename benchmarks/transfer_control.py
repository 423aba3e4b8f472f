"""Table 2 and its claims with the standardised untrained control, from a finished full study.

Everything else of the table is the study's (its ``results.json``): only heads on untrained
embeddings are trained, on the study's jets and seeds. A study of this version needs this no more;
it is for one whose control was a head on the raw embedding. Seeds that are done are kept in --kept.

    python benchmarks/transfer_control.py --study results --source DATA --kept control --out docs
"""

import argparse
import json
from pathlib import Path

from pyg_jets import Task
from pyg_jets.metrics import Estimate, roc_auc
from pyg_jets.study.chapters.claims.claim import Claim
from pyg_jets.study.chapters.claims.tables import claims_summary, claims_table
from pyg_jets.study.chapters.claims.transfer_claims import transfer_claims
from pyg_jets.study.chapters.transfer.measure import Transfer
from pyg_jets.study.chapters.transfer.tables import transfer_table
from pyg_jets.taggers import RecNN
from pyg_jets.training import predict, transfer


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--study", type=Path, required=True, help="folder with its results.json")
    parser.add_argument("--source", type=Path, help="folder with its jets (the bundled sample)")
    parser.add_argument("--kept", type=Path, required=True, help="folder for finished seeds")
    parser.add_argument("--seeds", type=int, nargs="+", help="only these now")
    parser.add_argument("--out", type=Path, required=True, help="folder for the tables")
    options = parser.parse_args()
    options.kept.mkdir(parents=True, exist_ok=True)
    study = json.loads((options.study / "results.json").read_text(encoding="utf-8"))
    settings = study["settings"]
    seeds = range(settings["seed"], settings["seed"] + settings["seeds"])
    for seed in options.seeds or seeds:
        path = options.kept / f"untrained-{seed}.json"
        if not path.exists():
            path.write_text(json.dumps(untrained(settings, options.source, seed)))
    if all((options.kept / f"untrained-{seed}.json").exists() for seed in seeds):
        write(options, study, seeds)


def untrained(settings, source, seed):
    """By pair the AUC of a head on the standardised untrained embedding of the source."""
    tasks = {
        name: Task.named(name, source).on_trees(settings["algorithms"][0], settings["frames"][0])
        for name in settings["tasks"]
    }
    parts = {name: task.split(seed, settings["jets"]) for name, task in tasks.items()}
    found = {}
    for source_task in tasks:
        encoder = RecNN(cell=settings["cells"][0])
        encoder.fit_scaling(parts[source_task][0])
        for target, (train, val, test) in parts.items():
            head = transfer(
                encoder.untrained(seed), train, val, standardised=True, seed=seed,
                epochs=settings["epochs"], progress=False,
            ).tagger  # fmt: skip
            auc = roc_auc(predict(head, test), test.y, seed=seed)
            found[f"{source_task} {target}"] = [auc.value, auc.low, auc.high]
            print(f"seed {seed}, {source_task} -> {target}: untrained {auc}", flush=True)
    return found


def write(options, study, seeds):
    control = {
        seed: json.loads((options.kept / f"untrained-{seed}.json").read_text()) for seed in seeds
    }
    pairs = [
        Transfer(
            one["source"], one["target"], one["seed"],
            base=estimate(one, "base"), frozen=estimate(one, "frozen"),
            untrained=Estimate(*control[one["seed"]][f"{one['source']} {one['target']}"]),
            fine_tuned=estimate(one, "fine_tuned"),
        )
        for one in study["transfer"]
    ]  # fmt: skip
    claims = with_these(study["claims"], transfer_claims(pairs))
    for table in (transfer_table(pairs), claims_table(claims)):
        text = f"{table.caption}\n\n{table.markdown()}"
        (options.out / f"{table.name}.md").write_text(text, encoding="utf-8")
    print(claims_summary(claims))


def estimate(numbers, name):
    return Estimate(numbers[f"{name}_auc"], *numbers[f"{name}_auc_interval"])


def with_these(kept, new):
    """The study's claims, in their order, with the new ones of the same name and task."""
    by_name = {(claim.name, claim.task): claim for claim in new}
    return [by_name.get((one["name"], one["task"])) or claim_of(one) for one in kept]


def claim_of(one):
    margins, control = (
        [float("nan") if margin is None else margin for margin in one[name]]
        for name in ("margins", "control")
    )
    texts = [one[name] for name in ("name", "quote", "section", "task", "test")]
    return Claim(*texts, margins, control)


if __name__ == "__main__":
    main()

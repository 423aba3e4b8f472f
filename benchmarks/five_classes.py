"""Five classes at once beside a tagger for each pair: areas with intervals, over several trainings.

    python benchmarks/five_classes.py --trainings 3 --out docs/results

writes ``five-classes.md``, ``.csv`` and ``.json``, the mean over the classes of the AUC of each
against the rest, and ``five-classes-pairs.md`` and its like, the AUC of each pair: of the tagger of
five classes, of the taggers of two, and the difference in pairs of trainings of one seed. Every
number is kept in ``--kept`` as soon as it is there, and an interrupted run goes on; ``--only
"ParticleNet Lite/five"`` does a piece of it, and writes the tables of which there are numbers.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

import torch

from pyg_jets import Task, fit, predict
from pyg_jets.metrics import Estimate, macro_auc, over_trainings, roc_auc
from pyg_jets.report import Table
from pyg_jets.report.table import write_table
from pyg_jets.taggers import ParticleNet, RecNN, Tagger

KINDS = ("w", "top", "qcd", "quark", "gluon")
TAGGERS: dict[str, Callable[..., Tagger]] = {
    "RecNN": RecNN,
    "ParticleNet Lite": ParticleNet.lite,
}


def trained(build: Callable[..., Tagger], task: Task, seed: int, jets: int | None) -> Any:
    """Probabilities and labels of the test jets."""
    parts = task.split(seed, jets)
    torch.manual_seed(seed)
    several = len(task.kinds) > 2
    tagger = build(num_classes=len(task.kinds)) if several else build()
    tagger.classes = task.classes
    fit(tagger, parts.train, parts.val, seed=seed, progress=False)
    return predict(tagger, parts.test), parts.test.y


def of_five(build: Callable[..., Tagger], seed: int, jets: int | None) -> dict[str, Any]:
    """The mean of all classes, each class against the rest, and every pair."""
    p, labels = trained(build, Task.named("-".join(KINDS)), seed, jets)
    found = {"macro": macro_auc(p, labels, seed)}
    for k, kind in enumerate(KINDS):
        found[kind] = roc_auc(p, labels, seed, target=k)
    for s, b in combinations(range(len(KINDS)), 2):
        found[f"{KINDS[s]}-{KINDS[b]}"] = roc_auc(p, labels, seed, target=(s, b))
    return {name: [e.value, e.low, e.high] for name, e in found.items()}


def of_pair(build: Callable[..., Tagger], pair: str, seed: int, jets: int | None) -> dict[str, Any]:
    """The tagger of two classes."""
    found = roc_auc(*trained(build, Task.named(pair), seed, jets), seed)
    return {pair: [found.value, found.low, found.high]}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--trainings", type=int, default=3, help="of the RecNN (3)")
    parser.add_argument("--of-particle-net", type=int, default=3, help="of ParticleNet Lite (3)")
    parser.add_argument(
        "--only", default="", metavar="START", help="trainings whose key starts so, as RecNN/five"
    )
    parser.add_argument("--jets", type=int, help="at most so many in each part (all)")
    parser.add_argument("--kept", type=Path, default=Path("five-classes.json"))
    parser.add_argument("--out", type=Path, default=Path())
    options = parser.parse_args()
    kept: dict[str, Any] = {}
    if options.kept.is_file():
        kept = json.loads(options.kept.read_text())
    pairs = ["-".join(pair) for pair in combinations(KINDS, 2)]
    work: list[tuple[str, Callable[[], dict[str, Any]]]] = []
    for name, number in (
        ("RecNN", options.trainings),
        ("ParticleNet Lite", options.of_particle_net),
    ):
        build = TAGGERS[name]
        for seed in range(number):
            work.append((f"{name}/five/{seed}", partial(of_five, build, seed, options.jets)))
    for seed in range(options.trainings):
        for pair in pairs:
            work.append((f"RecNN/{pair}/{seed}", partial(of_pair, RecNN, pair, seed, options.jets)))
    for key, job in work:
        if key not in kept and key.startswith(options.only):
            kept[key] = job()
            options.kept.write_text(json.dumps(kept, indent=1))
            print(key, {name: round(value[0], 4) for name, value in kept[key].items()}, flush=True)
    options.out.mkdir(parents=True, exist_ok=True)
    for table in filter(lambda table: table.rows, tables(kept, pairs)):
        write_table(options.out, table, kept)
        print(table.markdown())


def tables(kept: dict[str, Any], pairs: list[str]) -> list[Table]:
    """The mean over classes of both taggers, and the pairs of the RecNN."""
    rows = []
    for name in TAGGERS:
        found = [value for key, value in kept.items() if key.startswith(f"{name}/five")]
        if found:
            numbers = [_over(found, quantity) for quantity in ("macro", *KINDS)]
            rows.append([name, str(len(found)), *(str(number) for number in numbers)])
    whole = Table(
        "five-classes",
        "Area under the ROC curve of each of five classes against the rest on test jets of the "
        f"bundled sample, and the mean of the five. {_INTERVALS}",
        ["tagger", "trainings", "mean of all", *KINDS],
        rows,
    )
    rows = []
    for pair in pairs:
        seeds = [key.split("/")[2] for key in kept if key.startswith(f"RecNN/{pair}/")]
        five = [kept[f"RecNN/five/{seed}"] for seed in seeds]
        two = [kept[f"RecNN/{pair}/{seed}"] for seed in seeds]
        if seeds:
            lost = sum(a[pair][0] - b[pair][0] for a, b in zip(five, two, strict=True)) / len(two)
            both = [str(_over(found, pair)) for found in (five, two)]
            rows.append([pair, *both, f"{lost:+.4f}", str(len(seeds))])
    header = ["pair", "of five classes", "of two classes", "difference", "trainings"]
    caption = (
        "Area under the ROC curve of each pair: a RecNN of five classes by ln p_s - ln p_b, and "
        f"one that was trained on the pair alone. {_INTERVALS}"
    )
    return [whole, Table("five-classes-pairs", caption, header, rows)]


_INTERVALS = (
    "Mean over trainings; in brackets the larger of the jets' error and of where one more training "
    "would fall (68 %); behind ±, the spread."
)


def _over(found: list[dict[str, Any]], quantity: str) -> Estimate:
    return over_trainings([Estimate(*each[quantity]) for each in found])


if __name__ == "__main__":
    main()

"""Do studies with other seeds, or of other machines, say the same? Reads their ``results.json``.

    python benchmarks/runs_agree.py results-0 results-10 results-20

Prints how many numbers have intervals that overlap between all runs, the least R², and the claims
whose verdicts contradict each other: one run says that it holds, another that it does not.
"""

import argparse
import json
from pathlib import Path


def overlapping(intervals):
    """Whether all intervals have a point in common; an end that is None is infinite."""
    lows = [low for low, _ in intervals if low is not None]
    highs = [high for _, high in intervals if high is not None]
    return not lows or not highs or max(lows) <= min(highs)


def intervals_of(numbers, path=()):
    """Every interval below, by its place."""
    for name, value in numbers.items():
        if isinstance(value, dict):
            yield from intervals_of(value, (*path, name))
        elif name.endswith("_interval"):
            yield (*path, name), value


def compared(runs, what):
    """How many of the numbers agree, and which do not."""
    places = [dict(intervals_of(what(run))) for run in runs]
    names = [name for name in places[0] if all(name in place for place in places)]
    apart = [name for name in names if not overlapping([place[name] for place in places])]
    return len(names), apart


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    folders = parser.parse_args().folders
    runs = [json.loads((folder / "results.json").read_text()) for folder in folders]
    parts = {
        "probes": lambda run: {task: of["probes"] for task, of in run["tasks"].items()},
        "performance": lambda run: {
            task: {name: value for name, value in of.items() if name.endswith("_interval")}
            for task, of in run["tasks"].items()
        },
        "mass direction": lambda run: run["mass_direction"],
        "stronger probes, bases": lambda run: {
            task: {name: of[name] for name in ("stronger_probes", "bases")}
            for task, of in run["tasks"].items()
        },
    }
    for part, what in parts.items():
        number, apart = compared(runs, what)
        print(f"{part}: {number - len(apart)} of {number} overlap between {len(runs)} runs")
        for name in apart:
            print(f"    not {', '.join(name)}")
    scores = [
        probes[f"r2{kind}"]
        for run in runs
        for of in run["tasks"].values()
        for probes in of["probes"].values()
        for kind in ("", "_untrained", "_permuted", "_raw", "_partial")
    ]
    print(f"least R² of {len(scores)}: {min(s for s in scores if s is not None):.3f}")
    verdicts = [{(c["task"], c["name"]): c["verdict"] for c in run["claims"]} for run in runs]
    same = contradicting = 0
    for claim in verdicts[0]:
        said = {verdict[claim] for verdict in verdicts}
        same += len(said) == 1
        if {"holds", "does not hold"} <= said:
            contradicting += 1
            print(f"    contradicting: {claim}")
    number = len(verdicts[0])
    print(f"claims: {same} of {number} the same, {number - same - contradicting} decided in some "
          f"runs only, {contradicting} contradicting")  # fmt: skip


if __name__ == "__main__":
    main()

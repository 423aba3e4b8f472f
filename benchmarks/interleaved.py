"""Times of several contenders, taken in turns: on a shared machine only ratios mean anything."""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

TURN_SECONDS = 0.25


def interleaved(
    contenders: Mapping[str, Callable[[], Any]],
    rounds: int,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, list[float]]:
    """Seconds of each contender in every round, after one round that does not count.

    With ``time.process_time`` as their clock, what else runs on the machine counts less.
    """
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, run in contenders.items():
            duration = turn(run, clock)
            if number:
                seconds[name].append(duration)
    return seconds


def turn(run: Callable[[], Any], clock: Callable[[], float] = time.perf_counter) -> float:
    """Seconds of one run, over a quarter of a second of runs, or one.

    The first run after another contender's turn finds cold caches: a short one would measure these.
    """
    runs, start = 0, clock()
    while runs == 0 or clock() - start < TURN_SECONDS:
        run()
        runs += 1
    return (clock() - start) / runs


def processor() -> str:
    """What the machine calls its processor, and how wide its registers are."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    about = dict(line.split("\t: ", 1) for line in lines if "\t: " in line)
    about = {key.strip(): value for key, value in about.items()}
    widest = [name for name in ("avx512f", "avx2") if name in about.get("flags", "").split()]
    return f"{about.get('model name', 'unknown processor')}, {(*widest, 'sse2')[0]}"


def ratios(numerator: Sequence[float], denominator: Sequence[float]) -> list[float]:
    """Ratio in every round."""
    return [a / b for a, b in zip(numerator, denominator, strict=True)]


def spread(values: Sequence[float], digits: int = 2) -> str:
    """Median and, in brackets, least and greatest."""
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:.{digits}f} [{low:.{digits}f}, {high:.{digits}f}]"


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """As Markdown, on standard output."""
    for line in (header, ["---"] * len(header), *rows):
        print("| " + " | ".join(line) + " |")


def parse(description: str | None, *arguments: tuple[str, dict[str, Any]]) -> argparse.Namespace:
    """The command line that all benchmarks share, and what one of them adds."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--rounds", type=int, default=7, help="timed rounds (7)")
    parser.add_argument("--json", type=Path, help="write the figures there, too")
    for name, options in arguments:
        parser.add_argument(name, **options)
    return parser.parse_args()


def write_json(path: Path | None, figures: Mapping[str, Any]) -> None:
    """The figures for machines, if somebody asked for them."""
    if path is not None:
        path.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
        sys.stderr.write(f"written: {path}\n")

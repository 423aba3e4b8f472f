"""Change one thing in a module and run its mirror test: does it notice?

    python -m tests.single_changes pyg_jets/lund/plane.py pyg_jets/observables/*.py --changes 10

Changes are made in a copy of the checkout: those of a module with compiled code in its file, with a
fork for each of a process that has imported the large libraries, all others in the functions of one
process for all modules (``warm_changes.py``). Which are tried depends on the seed and the names of
the files alone. Survivors that change nothing are listed, with the reason, in
``equivalent_changes.py``. Needs Linux or macOS.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
import os
import random
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.code_changes import Change, changed, changes
from tests.equivalent_changes import EQUIVALENT
from tests.warm_changes import NOT_IN_PLACE, Trial, Warm, forked, run_tests

ROOT = Path(__file__).parents[1]
LARGE = (
    "pytest",
    "torch_geometric",
    "lightning",
    "captum.attr",
    "sklearn.linear_model",
    "numba",
    "fastjet",
)
Codes = list[int | None] | None
"""Exit code of each change; of none where the tests fail as they are."""


def mirror(module: Path) -> Path:
    """The test file of a module, both relative to the checkout."""
    folder = Path("tests", *module.parts[1:-1])
    return folder / f"test_{module.stem.lstrip('_')}.py"


def copied(folder: Path) -> Path:
    """A copy of package and tests, with the reference data beside it where they are at hand."""
    here = folder / "checkout"
    ignore = shutil.ignore_patterns("__pycache__")
    for name in ("pyg_jets", "tests"):
        shutil.copytree(ROOT / name, here / name, ignore=ignore)
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, here)
    if (shared := ROOT.parent / "shared").exists():
        (folder / "shared").symlink_to(shared)
    return here


def cache_without(module: Path, warm: Path, here: Path) -> Path:
    """Numba's cache without the functions that may have inlined some of the module's.

    Numba looks at the file of the outer function only.
    """
    cache = here.parent / "numba-of-one"
    shutil.rmtree(cache, ignore_errors=True)
    if warm.exists():
        shutil.copytree(warm, cache)
    texts = {path: path.read_text() for path in (here / "pyg_jets").rglob("*.py")}
    stale, new = set[Path](), {here / module}
    while new:
        stale |= new
        names = {".".join(path.relative_to(here).with_suffix("").parts) for path in new}
        new = {path for path, text in texts.items() if any(name in text for name in names)} - stale
    for path in stale:
        for entry in cache.rglob(f"{path.stem}.*"):
            entry.unlink()
    return cache


def drawn(here: Path, module: Path, options: argparse.Namespace) -> Trial:
    """The changes of a module that are tried: some at random, or the survivors of another run."""
    source = (here / module).read_bytes()
    possible = changes(source.decode())
    rows = json.loads(options.again.read_text()) if options.again else []
    before = {row["key"]: row["verdict"] for row in rows if row["module"] == str(module)}
    if before:
        chosen = [c for c in possible if before.get(c.key(source)) == "survived"]
    else:
        draw = random.Random(f"{options.seed} {module.name}")  # the same in another folder
        chosen = draw.sample(possible, min(options.changes, len(possible)))
    return Trial(module, options.tests or mirror(module), source, sorted(chosen))


def tried(here: Path, trials: list[Trial], options: argparse.Namespace) -> list[dict[str, Any]]:
    """All changes with what became of them; prints those that survive."""
    warm = [trial for trial in trials if b"compiled(" not in trial.source]
    results, terminal = here.parent / "codes", os.dup(1)
    results.write_text("")

    def tell(trial: Trial, codes: Codes) -> None:
        with results.open("a") as file:
            file.write(json.dumps([str(trial.module), codes]) + "\n")
        if codes and NOT_IN_PLACE not in codes:
            os.write(terminal, _shown(trial, codes, options).encode())

    if warm:
        os.environ["NUMBA_CACHE_DIR"] = str(here.parent / "numba")
        tests, plugin = [trial.test for trial in warm], Warm(here, warm, options.seconds, tell)
        code = forked(lambda: run_tests(here, tests, options.k, [plugin]), None)
        if code not in (0, 5):  # 5: a test that was not counted by pytest
            say(f"the process of all tests ended with {code}")
    done = dict(map(json.loads, results.read_text().splitlines()))
    rows = []
    for trial in trials:
        codes = done.get(str(trial.module), [])
        if codes == [] or (codes and NOT_IN_PLACE in codes):
            codes = _in_files(here, trial, options)
            if codes:
                os.write(terminal, _shown(trial, codes, options).encode())
        if codes is None:
            say(f"{trial.module}: {trial.test} does not pass unchanged")
        else:
            rows += _rows(trial, codes)
        if options.json:
            options.json.write_text(json.dumps(rows, indent=1))
    return rows


def _shown(trial: Trial, codes: Codes, options: argparse.Namespace) -> str:
    rows = _rows(trial, codes)
    shown = [
        "{verdict} {module}:{line}: {was}  ->  {text}".format(**row)
        for row in rows
        if row["verdict"] == "survived" or options.all
    ]
    survived = sum(row["verdict"] == "survived" for row in rows)
    return "\n".join([*shown, f"{trial.module}: {survived} of {len(rows)} survived", ""])


def _rows(trial: Trial, codes: Codes) -> list[dict[str, Any]]:
    pairs = zip(trial.chosen, codes or (), strict=True)
    return [_row(trial.module, trial.source, *pair) for pair in pairs]


def _row(module: Path, source: bytes, change: Change, code: int | None) -> dict[str, Any]:
    key = change.key(source)
    reason = EQUIVALENT.get("/".join(module.parts[1:]), {}).get(key, "")
    verdict = ("equivalent" if reason else "survived") if code == 0 else "killed"
    was = " ".join(source[change.start : change.end].decode().split())
    where = {"module": str(module), "line": change.line, "was": was, "text": change.text}
    return where | {"key": key, "verdict": verdict, "code": code, "reason": reason}


def _in_files(here: Path, trial: Trial, options: argparse.Namespace) -> list[int | None] | None:
    path, warm = here / trial.module, here.parent / "numba"

    def code(cache: Path) -> int | None:
        os.environ["NUMBA_CACHE_DIR"] = str(cache)
        return forked(lambda: run_tests(here, [trial.test], options.k, []), options.seconds)

    if code(warm) != 0:
        return None
    codes: list[int | None] = []
    for number, change in enumerate(trial.chosen, 1):
        path.write_bytes(changed(trial.source, change))
        # Caches look at the second of the last change.
        os.utime(path, (1_000_000_000 + number, 1_000_000_000 + number))
        codes.append(code(cache_without(trial.module, warm, here)))
    path.write_bytes(trial.source)
    return codes


def say(line: str) -> None:
    """Print at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Read the command line and try every module."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("modules", nargs="+", type=Path, help="such as pyg_jets/lund/plane.py")
    parser.add_argument("--changes", type=int, default=10, help="of each module, at most")
    parser.add_argument("--seed", type=int, default=0, help="of the choice of changes")
    parser.add_argument("--seconds", type=int, default=60, help="of CPU; then it is killed")
    parser.add_argument("--tests", type=Path, help="instead of the mirror test")
    parser.add_argument("-k", help="only these tests, as for pytest")
    parser.add_argument("--all", action="store_true", help="print killed changes too")
    parser.add_argument("--again", type=Path, help="such a file: of its modules the survivors only")
    parser.add_argument("--json", type=Path, help="a file for all changes and what became of them")
    options = parser.parse_args()
    for name in LARGE:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    trials = []
    with tempfile.TemporaryDirectory() as folder:
        here = copied(Path(folder))
        for module in options.modules:
            trial = drawn(here, module.resolve().relative_to(ROOT), options)
            if (here / trial.test).exists():
                trials.append(trial)
            else:
                say(f"{trial.module}: no {trial.test}")
        rows = tried(here, trials, options)
    say(counts(rows))


def counts(rows: list[dict[str, Any]]) -> str:
    """A table: changes tried, survivors and equivalent ones of each folder."""
    verdicts: dict[str, list[str]] = {}
    for row in rows:
        folder = "/".join(Path(row["module"]).parts[1:-1])
        for name in (folder, "all"):
            verdicts.setdefault(name, []).append(row["verdict"])
    verdicts["all"] = verdicts.pop("all", [])  # the last line
    lines = ["| folder | changes | survived | equivalent |", "|---|---:|---:|---:|"]
    for name, group in verdicts.items():
        survived, same = group.count("survived"), group.count("equivalent")
        share = survived / max(len(group), 1)
        lines.append(f"| {name} | {len(group)} | {survived} ({share:.0%}) | {same} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()

"""Commands that are stopped by signals, as children of one process that has imported everything."""

from __future__ import annotations

import importlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from pyg_jets.cli import main
from pyg_jets.study.config import CONFIGS

CODES = {signal.SIGKILL: -9, signal.SIGTERM: 143, signal.SIGINT: 130}
WORDS = {signal.SIGTERM: "terminated", signal.SIGINT: "interrupted"}
RECORDS = ("finished.json", "manifest.json")
"""What a folder says of itself, which changes while it is filled."""

COMMANDS = {
    "simulate": "simulate --kind w --no-mpi --jets 8 --jets-per-shard 2 --out {out}",
    "cluster": "cluster {jets} --out {out}",
    "convert": "convert {file} --out {out}",
    "train": "train --task w-qcd --tagger recnn --epochs 2 --jets 60 --out {out}",
    "explain": "explain --tagger recnn-w-qcd --task w-qcd --jets 10 --nulls 2 --out {out}",
    "respond": "respond --task w-qcd --tagger recnn-w-qcd --jets 60 --out {out}",
    "order": "order --task w-qcd --tagger recnn-w-qcd --jets 60 --out {out}",
    "study": "study --task w-qcd --jets 360 --seeds 1 --epochs 1 --workers 1 --out {out}",
}


def prepare(folder: Path) -> dict[str, Path]:
    """What the commands read; what they import is imported here, once for all children."""
    for name in ("datasets", "simulation", "study", "taggers.by_name", "training.fitting"):
        importlib.import_module(f"pyg_jets.{name}")
    importlib.import_module("pyg_jets.training.lightning_module")
    places = {"jets": folder / "jets", "file": folder / "jets" / "shard-00000.safetensors"}
    if not places["jets"].exists():
        simulate = f"simulate --kind w --no-mpi --jets 8 --jets-per-shard 2 --out {places['jets']}"
        code, said = run(simulate.split(), folder / "said")
        if code != 0:
            raise RuntimeError(said)
    return places


def run(arguments: list[str], said: Path) -> tuple[int, str]:
    """Exit code and standard error of a command that nothing disturbs."""
    return ended(begun(arguments, said, lambda: None), said)


def begun(arguments: list[str], said: Path, before: Callable[[], object]) -> int:
    """Number of a child that runs the command."""
    child = os.fork()
    if child:
        return child
    code = 99
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        # Tables say how long a method took, which no two runs share: all else must be the same.
        time.process_time = lambda: 0.0
        CONFIGS["short"] = replace(CONFIGS["short"], nulls=2)
        written = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(written, 1)
        os.dup2(written, 2)
        sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", closefd=False, buffering=1)  # noqa: SIM115
        before()
        code = main(arguments)
    finally:
        os._exit(code)


def ended(child: int, said: Path) -> tuple[int, str]:
    """Exit code, negative for a signal, and what was said."""
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), said.read_text() if said.exists() else ""


def stop_before_file(number: int, mark: Path) -> Callable[[], object]:
    """Stand still where a file, by its number, is about to get its final name."""
    count = iter(range(1, 1_000_000))
    replace: Any = Path.replace

    def waits(path: Path, target: Any) -> Any:
        if next(count) == number:
            mark.touch()
            time.sleep(600)
        return replace(path, target)

    def patch() -> None:
        Path.replace = waits  # type: ignore[method-assign, assignment]

    return patch


def killed_at_file(
    arguments: list[str], number: int, sent: signal.Signals, folder: Path
) -> tuple[int, str]:
    """Exit code and words of a command that is stopped before its file gets its name."""
    mark, said = folder / "mark", folder / "said"
    mark.unlink(missing_ok=True)
    child = begun(arguments, said, stop_before_file(number, mark))
    while not mark.exists():
        if os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            return ended(child, said)
        time.sleep(0.01)
    os.kill(child, sent)
    return ended(child, said)


def files(out: Path) -> dict[str, bytes]:
    """What stands under final names: hidden files do not."""
    if out.is_file():
        return {"": out.read_bytes()}
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(out).parts)
    }


def complaints(
    sent: signal.Signals, code: int, said: str, out: Path, whole: dict[str, bytes]
) -> Iterator[str]:
    """What is wrong with what a killed run left; a run that came to its end left all."""
    if code == 0:
        if files(out) != whole:
            yield "it ended well, with other files"
        return
    if code in (-sent, 99) and not out.exists():  # before the command listened to signals
        return
    if code != CODES[sent]:
        yield f"exit code {code}, not {CODES[sent]}: {said[-300:]}"
    elif sent in WORDS:
        if said.splitlines()[-1:] != [f"pyg-jets: {WORDS[sent]}"] or "Traceback" in said:
            yield f"it said {said[-300:]!r}"
        hidden = [path.name for path in out.parent.rglob(".*") if not path.name.endswith(".lock")]
        if hidden:
            yield f"it left {hidden}"
    for name, content in files(out).items():
        if name not in RECORDS and whole.get(name) != content:
            yield f"{name} is half written"


def next_run(arguments: list[str], out: Path, whole: dict[str, bytes], folder: Path) -> str:
    """``same``, ``refused`` in one line with a remedy, or what is wrong with the run after."""
    code, said = run(arguments, folder / "said")
    if code == 0:
        return "same" if files(out) == whole else f"other files: {sorted(files(out))}"
    line = said.splitlines()[-1] if said else ""
    remedy = any(word in line for word in ("choose another folder", "again", "remove"))
    return "refused" if code == 1 and line.startswith("pyg-jets: ") and remedy else f"bad: {said}"

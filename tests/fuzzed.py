"""Damaged copies of files, and a process of its own that reads them: a crash or a hang shows.

Run as ``python -m tests.fuzzed FOLDER FORMAT`` it prints, for each file of the folder, its name,
the number of jets or -1, and the error.
"""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

SECONDS = 20
"""Of the processor, after which reading one small file counts as a hang."""


def damaged(data: bytes, seed: str) -> bytes:
    """Cut at a random place, or up to eight bits flipped, the same for the same seed."""
    rng = random.Random(seed)
    if rng.random() < 0.3:
        return data[: rng.randrange(len(data))]
    copy = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 8))):
        copy[rng.randrange(len(copy))] ^= 1 << rng.randrange(8)
    return bytes(copy)


def outcomes(folder: Path, format: str) -> list[dict[str, Any]]:
    """What reading each file of the folder gave; the last entry is the peak of memory in MB."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzzed", folder, format],
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
        cwd=Path(__file__).parents[1],
        env={**os.environ, "PYTHONFAULTHANDLER": "1"},
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode:
        raise AssertionError(f"died after {lines[-1:]}: {done.stderr[:2000]}")
    assert done.stderr == ""
    return lines


def main() -> None:
    """Read every file of a folder."""
    from pyg_jets import datasets

    class Hang(BaseException):
        pass

    def ring(*_: object) -> None:
        raise Hang

    signal.signal(signal.SIGPROF, ring)
    folder, format = sys.argv[1:]
    # Names of columns instead of a format: a table of one's own.
    how = {"columns": json.loads(format)} if format.startswith("{") else {"format": format or None}
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for path in sorted(Path(folder).iterdir()):
        jets, error = -1, ""
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            with warnings.catch_warnings(record=True) as said:
                warnings.simplefilter("always")
                jets = len(datasets.read(path, **how))
            if said:  # jets were left out, and not in silence
                jets, error = -1, str(said[0].message)
        except (ValueError, OSError) as refusal:
            error = str(refusal)
        except BaseException as wrong:
            error = f"NOT ALLOWED {type(wrong).__name__}: {wrong}"
        signal.setitimer(signal.ITIMER_PROF, 0)
        sys.stdout.write(json.dumps({"file": path.name, "jets": jets, "error": error}) + "\n")
        sys.stdout.flush()
    peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    sys.stdout.write(json.dumps({"file": "", "peak": peak}) + "\n")


if __name__ == "__main__":
    main()

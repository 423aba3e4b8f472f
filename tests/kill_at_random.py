"""Kill commands at random moments, and see what the next run makes of what is left.

``python -m tests.kill_at_random FOLDER cluster convert --times 10`` does ten each of SIGKILL,
SIGTERM and SIGINT for each command (all eight by default), and prints how often the next run gave
the same files, refused with a remedy, or did anything else. Minutes; not a test of CI, which kills
at fixed moments (``tests/contracts/test_killed.py``).
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import signal
import sys
import time
from collections import Counter
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # threads do not survive a fork

from tests.killed import COMMANDS, begun, complaints, ended, files, next_run, prepare, run

SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)

NAMES = [sent.name for sent in SIGNALS]


def main() -> int:
    """Kill, and count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a new one, for what the commands write")
    parser.add_argument("commands", nargs="*", help="some of: " + ", ".join(COMMANDS))
    parser.add_argument("--times", type=int, default=10, help="of each signal (10)")
    parser.add_argument("--signals", nargs="+", choices=NAMES, help="some (all three)")
    parser.add_argument("--seed", type=int, default=0, help="of the moments (0)")
    options = parser.parse_args()
    options.folder.mkdir(parents=True)
    places, bad = prepare(options.folder), 0
    for name in options.commands or COMMANDS:
        out = options.folder / name / "out"
        out.parent.mkdir()
        arguments = COMMANDS[name].format(out=out, **places).split()
        for sent in (each for each in SIGNALS if each.name in (options.signals or NAMES)):
            rng = random.Random(f"{options.seed} {name} {sent}")
            counts = _counts(arguments, out, sent, [rng.random() for _ in range(options.times)])
            said = ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))
            sys.stdout.write(f"{name:<10} {sent.name:<8} {said}\n")
            sys.stdout.flush()
            bad += sum(counts[what] for what in counts if what.startswith("WRONG"))
    return 1 if bad else 0


def _counts(
    arguments: list[str], out: Path, sent: signal.Signals, moments: list[float]
) -> Counter[str]:
    """How often what has become of a killed run; moments are parts of an undisturbed one."""
    said = out.parent.parent / "said"
    counts: Counter[str] = Counter()
    run(arguments, said)  # the first one compiles what the others find
    _empty(out.parent)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    code, words = run(arguments, said)
    if code != 0:
        raise RuntimeError(words)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    whole = files(out)
    for moment in moments:
        _empty(out.parent)
        child = begun(arguments, said, lambda: None)
        while _runs(child) and _processor_time(child) < moment * seconds:
            time.sleep(0.005)
        os.kill(child, sent)
        code, words = ended(child, said)
        wrong = list(complaints(sent, code, words, out, whole))
        outcome = next_run(arguments, out, whole, said.parent)
        ran = "ended before" if code == 0 else "killed"
        fine = not wrong and outcome in ("same", "refused")
        counts[f"{ran}, then {outcome}" if fine else f"WRONG: {wrong} {outcome}"] += 1
    _empty(out.parent)
    return counts


def _runs(child: int) -> bool:
    return os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None


def _processor_time(child: int) -> float:
    """Seconds that a process has worked: on a busy machine the clock says little."""
    fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


if __name__ == "__main__":
    sys.exit(main())

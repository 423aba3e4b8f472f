"""Commands that are killed just before a file gets its name: nothing half written stays.

The next run gives what an undisturbed one gives. Other moments: ``tests/kill_at_random.py``.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.killed import COMMANDS, complaints, files, killed_at_file, next_run, prepare, run

pytest.importorskip("pythia8mc")

SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
MOMENTS = {"simulate": (1, 2, 5), "cluster": (1, 2, 4, 6), "explain": (1, 3), "study": (2, 5)}
"""Numbers of files, from 1: records of the folder among them."""


def killings(name: str) -> list[tuple[signal.Signals, int]]:
    """SIGKILL at every moment, and one of the signals that a command can answer."""
    moments = MOMENTS.get(name, (1,))
    answered = [SIGNALS[1 + number % 2] for number in range(max(len(moments), 2))]
    return [
        *((signal.SIGKILL, moment) for moment in moments),
        *((sent, moments[number % len(moments)]) for number, sent in enumerate(answered)),
    ]


SLOW = ("explain", "study", "train", "respond", "order")


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.slow if n in SLOW else ()) for n in COMMANDS]
)
def test_killed_before_a_file_has_its_name(name: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.contracts.test_killed", name, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    outcomes = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(outcomes) == len(killings(name)) >= len(SIGNALS)
    for outcome in outcomes:
        assert outcome["wrong"] == [], outcome
        assert outcome["next"] == "same", outcome


def outcomes_of(name: str, folder: Path) -> Any:
    """What each signal at each moment has led to."""
    places = prepare(folder)
    undisturbed = folder / "undisturbed"
    code, said = run(COMMANDS[name].format(out=undisturbed, **places).split(), folder / "said")
    assert code == 0, said
    whole = files(undisturbed)
    for sent, moment in killings(name):
        (folder / f"{sent}-{moment}").mkdir()
        out = folder / f"{sent}-{moment}" / "out"
        arguments = COMMANDS[name].format(out=out, **places).split()
        code, said = killed_at_file(arguments, moment, sent, folder)
        assert code != 0, "it was over before it was killed"
        wrong = list(complaints(sent, code, said, out, whole))
        after = next_run(arguments, out, whole, folder)
        yield {"signal": sent, "file": moment, "wrong": wrong, "next": after}


if __name__ == "__main__":
    for each in outcomes_of(sys.argv[1], Path(sys.argv[2])):
        sys.stdout.write(json.dumps(each) + "\n")

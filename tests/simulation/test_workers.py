"""Tasks here and on a cluster of threads in this process; real processes where it takes them."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pyg_jets.simulation import _workers
from pyg_jets.simulation._workers import finished

distributed = pytest.importorskip("distributed")


@pytest.fixture
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=":0"
    ) as cluster:
        yield cluster


def _square(number: int) -> int:
    if number == 13:
        raise OSError("no space left")
    return number * number


def test_here_and_there(cluster: Any) -> None:
    words: list[str] = []
    here = list(finished(_square, range(5), report=words.append))
    address = cluster.scheduler_address
    there = list(finished(_square, range(5), scheduler=address, report=words.append))
    assert here == sorted(there) == [0, 1, 4, 9, 16]
    assert words == []


def test_an_error_of_a_task_comes_back(cluster: Any) -> None:
    with pytest.raises(OSError, match="no space left"):
        list(finished(_square, [13], scheduler=cluster.scheduler_address, report=print))


def test_no_scheduler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_workers, "_SECONDS_TO_ANSWER", 0.2)
    with pytest.raises(OSError, match=r"scheduler must answer at 'tcp://127.0.0.1:9'"):
        list(finished(_square, [1], scheduler="tcp://127.0.0.1:9", report=print))
    with pytest.raises(OSError, match="scheduler must answer at 'nonsense'"):
        list(finished(_square, [1], scheduler="nonsense", report=print))


def test_no_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_workers, "_SECONDS_TO_ANSWER", 0.2)
    with (
        distributed.LocalCluster(n_workers=0, processes=False, dashboard_address=":0") as cluster,
        pytest.raises(OSError, match="must have workers"),
    ):
        list(finished(_square, [1], scheduler=cluster.scheduler_address, report=print))


def _slowly(number: int) -> int:
    time.sleep(0.5 * number)
    return number


def test_a_scheduler_that_goes_away(cluster: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_workers, "_SECONDS_TO_ANSWER", 1)
    results = finished(_slowly, [0, 4], scheduler=cluster.scheduler_address, report=print)
    assert next(results) == 0
    cluster.close()
    with pytest.raises(OSError, match="the scheduler has gone"):
        next(results)


SCRIPT = """
import os, signal, sys, time
from pathlib import Path
from pyg_jets.simulation._workers import finished

def task(folder):
    mark = Path(folder, "begun")
    if sys.argv[2] == "always" or not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"

if __name__ == "__main__":
    words = []
    try:
        print(list(finished(task, [sys.argv[1]] * 2, workers=2, report=words.append)))
    except OSError as error:
        print(error)
    print(words)
"""


def _run(folder: Path, how: str) -> str:
    script = folder / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script), str(folder), how],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_a_dead_worker_is_reported_and_its_task_done_again(tmp_path: Path) -> None:
    said = _run(tmp_path, "once")
    assert "['done', 'done']" in said
    assert "died: what it was doing is done again" in said


@pytest.mark.slow
def test_a_task_that_always_kills_ends(tmp_path: Path) -> None:
    assert "workers died again and again" in _run(tmp_path, "always")

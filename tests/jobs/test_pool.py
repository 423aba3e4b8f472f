"""Tasks here, in processes that die, and on a cluster of threads in this process."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pytest

from pyg_jets.jobs.pool import results
from tests.jobs.tasks import die, listening, square

distributed = pytest.importorskip("distributed")


@pytest.fixture
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None
    ) as cluster:
        yield cluster


SQUARES = [(0, 9), (1, 1), (2, 16), (3, 4)]


def test_here_in_processes_and_on_a_cluster(cluster: Any) -> None:
    words: list[str] = []
    for where in ({}, {"workers": 2}, {"scheduler": cluster.scheduler_address}):
        done = list(results(square, [3, 1, 4, 2], report=words.append, **where))
        assert sorted(done) == SQUARES
    assert words == []
    assert list(results(square, [], workers=2)) == []


def test_an_error_of_a_task_comes_back(cluster: Any) -> None:
    for where in ({}, {"workers": 2}, {"scheduler": cluster.scheduler_address}):
        with pytest.raises(OSError, match="no space left"):
            list(results(square, [13, 1], **where))


def test_bad_input() -> None:
    with pytest.raises(ValueError, match=r"'workers' must be at least 1 \(got 0\)"):
        results(square, [1], workers=0)


def test_a_dead_worker_is_reported_and_its_task_done_again(tmp_path: Path) -> None:
    words: list[str] = []
    tasks = partial(die, tmp_path / "begun.1")
    done = list(results(tasks, [1, 2, 3], workers=2, report=words.append))
    assert sorted(done) == [(0, "done"), (1, "done"), (2, "done")]
    assert words == ["a worker process died: what it was doing is done again"]


def test_a_task_that_always_kills_ends(tmp_path: Path) -> None:
    words: list[str] = []
    with pytest.raises(OSError, match="died again and again: use fewer workers"):
        list(results(partial(die, tmp_path / "begun.99"), [1, 2], workers=2, report=words.append))
    assert len(words) == 2


def _heard() -> set[str]:
    """Where this process and its workers listen, while there are any."""
    return {address for _, some in results(listening, range(4), workers=2) for address in some}


def test_no_port_is_open_to_others() -> None:
    before = _heard()
    assert before <= {"127.0.0.1", "::1"}
    # Had a worker or its owner opened one, it would have been seen.
    with socket.create_server(("0.0.0.0", 0)):
        assert _heard() == before | {"0.0.0.0"}


OWNER = """
import os, sys, time
from pathlib import Path
from pyg_jets.jobs.pool import results

def task(folder):
    Path(folder, str(os.getpid())).touch()
    time.sleep(120)

if __name__ == "__main__":
    list(results(task, [sys.argv[1]] * 2, workers=2))
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_workers_end_with_their_owner(number: signal.Signals, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(OWNER, encoding="utf-8")
    (tmp_path / "pids").mkdir()
    command = [sys.executable, str(script), str(tmp_path / "pids")]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as owner:
        while len(workers := list((tmp_path / "pids").iterdir())) < 2:
            assert owner.poll() is None
            time.sleep(0.05)
        owner.send_signal(number)
        owner.communicate(timeout=60)
    pids = [int(worker.name) for worker in workers]
    _, alive = psutil.wait_procs([psutil.Process(p) for p in pids if psutil.pid_exists(p)], 30)
    assert [each for each in alive if each.status() != psutil.STATUS_ZOMBIE] == []

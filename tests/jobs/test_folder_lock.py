"""One process at a time, and a dead one does not count."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from pyg_jets.jobs.folder_lock import locked, only_writer


def test_one_at_a_time(tmp_path: Path) -> None:
    path, inside = tmp_path / "a.txt", threading.Event()

    def write() -> None:
        with locked(path):
            inside.set()
            time.sleep(0.1)
            path.write_text("first")

    other = threading.Thread(target=write)
    other.start()
    assert inside.wait(10)
    with locked(path):
        assert path.read_text() == "first"
    other.join()


def test_a_failure_unlocks(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="power cut"), locked(tmp_path / "a"):
        raise RuntimeError("power cut")
    with locked(tmp_path / "a"):
        pass


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    with (
        only_writer(tmp_path),
        pytest.raises(OSError, match="is in use by another run: wait"),
        only_writer(tmp_path),
    ):
        pass
    with only_writer(tmp_path):
        (tmp_path / "free again").touch()
    assert [path.name for path in tmp_path.iterdir()] == ["free again"]


def test_only_a_folder_has_a_writer(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError), only_writer(tmp_path / "file"):
        pass


OWNER = """
import subprocess, sys, time
from pyg_jets.jobs.folder_lock import only_writer

with only_writer(sys.argv[1]):
    # A child that lives on does not keep what its parent held.
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    print(child.pid, flush=True)
    time.sleep(60)
"""


def test_a_lock_dies_with_its_owner(tmp_path: Path) -> None:
    command = [sys.executable, "-c", OWNER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        child = int(owner.stdout.readline())
        with pytest.raises(OSError, match="in use by another run"), only_writer(tmp_path):
            pass
        owner.kill()
        owner.wait()
        with only_writer(tmp_path):
            os.kill(child, signal.SIGKILL)

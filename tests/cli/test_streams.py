"""Standard streams that are closed, full or in ASCII: real processes, since they are theirs."""

import os
import subprocess
import sys
import warnings

import pytest

from pyg_jets.cli.streams import warnings_in_one_line

WRITES = r"""
import os, sys
from pyg_jets.cli.streams import open_streams
open_streams()
assert os.open("/dev/null", os.O_RDONLY) > 2
sys.stdout.write("R\u00b2 \u2265 1\n")
sys.stderr.write("caf\u00e9 \udcff\n")
"""


def _shell(redirected: str, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    command = ["bash", "-c", f"exec {sys.executable} -c '{WRITES}' {redirected}"]
    return subprocess.run(
        command, capture_output=True, check=False, env={**os.environ, **environment}
    )


def test_letters_that_an_encoding_lacks() -> None:
    done = _shell("", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        b"R\\xb2 \\u2265 1\n",
        b"caf\\xe9 \\udcff\n",
    )


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams(closed: str) -> None:
    done = _shell(closed, PYTHONIOENCODING="utf-8")
    assert done.returncode == 0, done.stderr
    assert b"Traceback" not in done.stderr


def test_a_warning_is_one_line() -> None:
    before = warnings.formatwarning
    with warnings_in_one_line():
        said = warnings.formatwarning("two\n lines", UserWarning, "file.py", 3)
    assert said == "pyg-jets: warning: two lines\n"
    assert warnings.formatwarning is before

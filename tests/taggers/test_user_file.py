"""Files of users are run, and leave no name behind."""

import sys
from pathlib import Path

import pytest

from pyg_jets.taggers.user_file import run_file


def test_names_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "my_network_of_a_test.py"
    path.write_text("VALUE = 3\n")
    assert run_file(path).VALUE == 3
    assert path.stem not in sys.modules


def test_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no Python file at"):
        run_file(tmp_path / "network.txt")
    (tmp_path / "wrong.py").write_text("1 / 0")
    with pytest.raises(ZeroDivisionError):
        run_file(tmp_path / "wrong.py")

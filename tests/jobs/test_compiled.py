"""A cache that cannot be written, or that is damaged, changes no result."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULE = """
import numpy as np
from pyg_jets.jobs.compiled import compiled

@compiled(error_model="numpy")
def ratio(a, b):
    return a / b
"""
NOWHERE = """
from numba.core import caching

def refuse(*_):
    raise PermissionError("read-only")

for locator in vars(caching).values():
    if isinstance(locator, type) and issubclass(locator, caching._CacheLocator):
        locator.ensure_cache_path = refuse
"""
FULL = """
from numba.core import caching

def full(*_):
    raise OSError(28, "no space left on device")

caching.IndexDataCacheFile.save = full
"""
CALLS = "import loops; print(loops.ratio(1.0, 0.0), len(loops.ratio.stats.cache_hits))"


def _run(folder: Path, before: str = "") -> str:
    (folder / "loops.py").write_text(MODULE)
    environment = {**os.environ, "PYTHONPATH": f"{folder}:{ROOT}", "NUMBA_CACHE_DIR": ""}
    done = subprocess.run(
        [sys.executable, "-c", before + CALLS],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_it_is_compiled_once(tmp_path: Path) -> None:
    assert _run(tmp_path) == "inf 0"
    assert _run(tmp_path) == "inf 1"


@pytest.mark.parametrize("before", [NOWHERE, FULL])
def test_no_cache(before: str, tmp_path: Path) -> None:
    assert _run(tmp_path, before) == "inf 0"
    assert list(tmp_path.rglob("*.nbc")) == []


@pytest.mark.parametrize("pattern", ["*.nbi", "*.nbc"])
def test_a_damaged_cache(pattern: str, tmp_path: Path) -> None:
    _run(tmp_path)
    (file,) = tmp_path.rglob(pattern)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    assert _run(tmp_path) == "inf 0"


def test_all_loops_are_compiled_here() -> None:
    """Another way to ``numba.njit`` would fail where no folder can be written."""
    package = ROOT / "pyg_jets"
    others = [
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if path.name != "compiled.py" and re.search(r"numba\.n?jit", path.read_text())
    ]
    assert others == []

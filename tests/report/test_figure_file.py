"""The same figure is the same file, at any time and in any process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

DRAWS = """
import sys
from matplotlib.figure import Figure
from pyg_jets.report.figure_file import save_figure

figure = Figure()
axes = figure.subplots()
axes.plot([1, 2], label="a")
axes.legend()
axes.fill_between([0, 1], [1, 2], hatch="//")
save_figure(figure, sys.argv[1], dpi=60)
"""


@pytest.mark.parametrize("suffix", [".png", ".pdf", ".svg"])
def test_the_same_bytes(suffix: str, tmp_path: Path) -> None:
    for day, seed in (("1", "2"), ("100000000", "3")):
        # The time that matplotlib would write, if it wrote one.
        environment = {**os.environ, "SOURCE_DATE_EPOCH": day, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", DRAWS, str(tmp_path / f"{day}{suffix}")]
        subprocess.run(command, check=True, env=environment)
    one, other = (path.read_bytes() for path in tmp_path.iterdir())
    assert one == other
    assert len(one) > 1000

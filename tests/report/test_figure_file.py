"""The same figure is the same file, at any time and in any process."""

import os
import subprocess
import sys
from pathlib import Path

DRAWS = """
import sys
from matplotlib.figure import Figure
from pyg_jets.report.figure_file import save_figure

figure = Figure()
axes = figure.subplots()
axes.plot([1, 2], label="a")
axes.legend()
axes.fill_between([0, 1], [1, 2], hatch="//")
for file in sys.argv[1:]:
    save_figure(figure, file, dpi=60)
"""
SUFFIXES = (".png", ".pdf", ".svg")


def test_the_same_bytes(tmp_path: Path) -> None:
    for day, seed in (("1", "2"), ("100000000", "3")):
        # The time that matplotlib would write, if it wrote one.
        environment = {**os.environ, "SOURCE_DATE_EPOCH": day, "PYTHONHASHSEED": seed}
        files = [str(tmp_path / f"{day}{suffix}") for suffix in SUFFIXES]
        subprocess.run([sys.executable, "-c", DRAWS, *files], check=True, env=environment)
    for suffix in SUFFIXES:
        one, other = (path.read_bytes() for path in tmp_path.glob(f"*{suffix}"))
        assert one == other
        assert len(one) > 1000

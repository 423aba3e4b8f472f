"""Draw the figures of the gallery again: its blocks of Python are run, each alone, in its folder.

Run it from the repository: ``python -m tools.gallery``.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "gallery.md"


def blocks(page: Path = PAGE) -> list[str]:
    """The blocks of Python of a page."""
    fences = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
    return fences.findall(page.read_text(encoding="utf-8"))


def main() -> None:
    """Run all of them, and the example."""
    folder = PAGE.parent / "gallery"
    for code in blocks():
        subprocess.run([sys.executable, "-c", code], cwd=folder, check=True)
    example = PAGE.parents[1] / "examples" / "cluster_a_jet.py"
    subprocess.run(
        [sys.executable, os.fspath(example), "--out", "a_jet.png"], cwd=folder, check=True
    )


if __name__ == "__main__":
    main()

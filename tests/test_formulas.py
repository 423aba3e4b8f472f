"""Formulas of the pages and docstrings: all that they use is drawn without MathJax."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PATTERNS = {
    "*.py": (r":math:`([^`]+)`", r"\.\. math::\n((?:\n|[ ]{8}[^\n]*\n)+)"),
    "*.md": (r"\$\$(.+?)\$\$", r"(?<![\$\\`])\$([^\$`\n]+)\$(?!\$)"),
}


def _formulas() -> list[tuple[Path, str]]:
    return [
        (path, formula.strip())
        for folder, pattern in (("pyg_jets", "*.py"), ("docs", "*.md"))
        for path in sorted((ROOT / folder).rglob(pattern))
        if not {"_build", "api", "results"} & set(path.relative_to(ROOT / folder).parts[:-1])
        for wanted in PATTERNS[pattern]
        for formula in re.findall(wanted, path.read_text(encoding="utf-8"), re.DOTALL)
    ]


def test_every_command_of_every_formula_is_known() -> None:
    """What the converter does not know it leaves as letters behind a backslash."""
    convert = pytest.importorskip("latex2mathml.converter").convert
    formulas = _formulas()
    assert len(formulas) > 300
    left = [
        (str(path.relative_to(ROOT)), formula)
        for path, formula in formulas
        if "\\" in convert(formula.replace("\\\\\n", " "))
    ]
    assert left == []

"""The frozen names, and a test for each module."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import pyg_jets

ROOT = Path(__file__).parents[1]
FROZEN = [
    "Constituents",
    "JetLoader",
    "JetTree",
    "JetTreeDataset",
    "JetTreeShards",
    "Kind",
    "LinearProbe",
    "LundPlane",
    "Task",
    "__version__",
    "attribution",
    "cluster",
    "datasets",
    "evaluation",
    "fit",
    "intervention",
    "jets",
    "load_tagger",
    "lund",
    "lund_coordinates",
    "metrics",
    "model_card",
    "nn",
    "observables",
    "predict",
    "pretrained",
    "probing",
    "simulation",
    "taggers",
    "training",
    "transforms",
    "unsupervised",
]


def test_top_level_names_are_the_frozen_ones() -> None:
    assert pyg_jets.__all__ == FROZEN


def test_the_package_alone_imports_nothing_heavy() -> None:
    """Modules are counted: seconds depend on the machine."""
    heavy = ("torch", "torch_geometric", "numpy", "numba", "fastjet", "matplotlib", "lightning")
    code = f"import sys, pyg_jets; print(*[name for name in {heavy} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []


def test_names_come_when_first_used() -> None:
    assert set(FROZEN) <= set(dir(pyg_jets))
    assert pyg_jets.__getattr__("cluster") is pyg_jets.jets.cluster
    with pytest.raises(AttributeError, match="no attribute 'clusters'"):
        _ = pyg_jets.clusters


def test_every_exported_name_exists() -> None:
    packages = (
        "attribution",
        "datasets",
        "datasets.formats",
        "evaluation",
        "intervention",
        "jets",
        "lund",
        "metrics",
        "nn",
        "observables",
        "probing",
        "report",
        "simulation",
        "study",
        "taggers",
        "taggers.weaver",
        "training",
        "transforms",
        "unsupervised",
        "transforms.features",
    )
    for package in ("", *(f".{name}" for name in packages)):
        module = importlib.import_module(f"pyg_jets{package}")
        assert [name for name in module.__all__ if not hasattr(module, name)] == []


def test_every_module_has_its_test() -> None:
    package = ROOT / "pyg_jets"
    lacking = []
    for path in package.rglob("*.py"):
        folder = path.relative_to(package).parent
        test = ROOT / "tests" / folder / f"test_{path.stem.lstrip('_')}.py"
        exempt = path.stem in ("__init__", "__main__", "_observable")
        if not exempt and not test.exists():
            lacking.append(str(path.relative_to(package)))
    assert lacking == []

"""The frozen names, and a test for each module."""

import importlib
from pathlib import Path

import pyg_jets

ROOT = Path(__file__).parents[1]
FROZEN = [
    "Constituents",
    "JetLoader",
    "JetTree",
    "JetTreeDataset",
    "JetTreeShards",
    "LinearProbe",
    "LundPlane",
    "__version__",
    "attribution",
    "cluster",
    "datasets",
    "fit",
    "load_tagger",
    "lund_coordinates",
    "model_card",
    "nn",
    "observables",
    "predict",
    "pretrained",
    "taggers",
    "transforms",
]


def test_top_level_names_are_the_frozen_ones() -> None:
    assert pyg_jets.__all__ == FROZEN


def test_every_exported_name_exists() -> None:
    packages = (
        "attribution",
        "datasets",
        "datasets.formats",
        "nn",
        "observables",
        "probing",
        "report",
        "simulation",
        "study",
        "study.claims",
        "taggers",
        "transforms",
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

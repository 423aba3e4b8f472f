"""What a release is made from says the same as the project."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

tomllib = pytest.importorskip("tomllib", reason="Python 3.10 has no tomllib")
ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
CONDA_NAMES = {
    "matplotlib": "matplotlib-base",
    "torch": "pytorch",
    "torch-geometric": "pytorch_geometric",
}


def _yaml(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def test_the_recipe_has_the_projects_version_and_needs() -> None:
    recipe = _yaml(".github/conda/recipe.yaml")
    assert recipe["context"]["version"] == PROJECT["version"]
    assert f">={recipe['context']['python_min']}" == PROJECT["requires-python"]
    needs = (requirement.split(">=") for requirement in PROJECT["dependencies"])
    wanted = [f"{CONDA_NAMES.get(name, name)} >={least}" for name, least in needs]
    assert sorted(recipe["requirements"]["run"][1:]) == sorted(wanted)
    (command,) = PROJECT["scripts"].items()
    assert recipe["build"]["python"]["entry_points"] == [" = ".join(command)]
    assert recipe["about"]["summary"] == PROJECT["description"]
    assert recipe["about"]["license"] == PROJECT["license"]


def test_the_newest_version_has_its_changes() -> None:
    text = (ROOT / ".github" / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## \[(.+?)\]", text, re.MULTILINE)
    assert PROJECT["version"] == next(name for name in versions if name != "Unreleased")


def test_a_release_uploads_without_a_password() -> None:
    workflow = _yaml(".github/workflows/release.yml")
    # YAML takes the word "on" for true.
    assert workflow[True]["push"]["tags"] == ["v*"]
    upload = workflow["jobs"]["upload"]
    assert upload["permissions"] == {"id-token": "write"}
    assert upload["needs"] == "build"
    assert not any("password" in str(step) for step in upload["steps"])
    checks = workflow["jobs"]["build"]["steps"][1]["run"]
    lines = re.findall(r'grep -qx "(.+?)" (\S+)$', checks.replace('\\"', "'"), re.MULTILINE)
    for line, file in lines:
        said = line.replace("'", '"').replace("$version", PROJECT["version"])
        assert said in (ROOT / file).read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2

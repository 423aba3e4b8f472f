"""What a folder holds is checked, resumed or refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from pyg_jets.simulation import _manifest
from pyg_jets.simulation._manifest import Manifest, checksum, read_manifest

pytest.importorskip("pythia8mc")


@pytest.fixture
def begun(tmp_path: Path) -> Manifest:
    manifest = Manifest(tmp_path, {"kind": "w", "pt": (500.0, 700.0)})
    manifest.write()
    for name in ("shard-00001.safetensors", "shard-00000.safetensors"):
        (tmp_path / name).write_bytes(name.encode())
        manifest.add(name, 5, checksum(tmp_path / name) or "")
    return manifest


def test_a_resumed_manifest_is_the_same(begun: Manifest) -> None:
    again = Manifest(begun.folder, {"kind": "w", "pt": [500.0, 700.0]})
    assert again.content == begun.content
    assert again.broken() == []
    assert list(read_manifest(begun.folder)["shards"]) == sorted(begun.content["shards"])


def test_damage_is_found(begun: Manifest) -> None:
    first, second = (begun.folder / name for name in begun.content["shards"])
    first.write_bytes(b"shard-00000.safetensorz")
    second.unlink()
    assert begun.broken() == [first.name, second.name]
    assert begun.content["shards"] == {}


def test_another_configuration_is_refused(begun: Manifest) -> None:
    with pytest.raises(ValueError, match=r"holds a campaign with kind = w .got top.: choose"):
        Manifest(begun.folder, {"kind": "top", "pt": [500.0, 700.0]})


def test_a_missing_package_names_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_manifest, "_PACKAGES", ("no_such_package",))
    with pytest.raises(ImportError, match=r"'no_such_package': .*'pyg-jets\[simulation\]'"):
        Manifest(tmp_path, {})
    assert not any(tmp_path.iterdir())


def test_other_versions_are_refused(begun: Manifest) -> None:
    begun.content["versions"]["pythia8mc"] = "8.000"
    begun.write()
    with pytest.raises(ValueError, match=r"pythia8mc = 8\.000"):
        Manifest(begun.folder, {"kind": "w", "pt": [500.0, 700.0]})


def test_where_no_shard_is_recorded_another_may_begin(tmp_path: Path) -> None:
    Manifest(tmp_path, {"kind": "w"}).write()
    (tmp_path / "shard-00007.safetensors").write_bytes(b"whole, but not recorded yet")
    manifest = Manifest(tmp_path, {"kind": "top"})
    assert manifest.content["configuration"] == {"kind": "top"}
    assert not (tmp_path / "shard-00007.safetensors").exists()


def test_other_shards_are_refused(tmp_path: Path) -> None:
    (tmp_path / "shard-00000.safetensors").touch()
    with pytest.raises(ValueError, match="must be empty or hold this campaign"):
        Manifest(tmp_path, {})


def test_a_shard_must_be_what_its_worker_wrote(begun: Manifest) -> None:
    with pytest.raises(OSError, match="all workers must see this folder"):
        begun.add("shard-00002.safetensors", 5, "0")


def test_sweeping_leaves_what_is_whole(begun: Manifest, tmp_path: Path) -> None:
    for name in (".shard-00000-12345678.safetensors", ".manifest-12345678.json"):
        (tmp_path / name).touch()
    begun.sweep()
    assert {path.name for path in tmp_path.iterdir()} == {
        "manifest.json",
        *begun.content["shards"],
    }


def test_sweeping_where_nothing_was_made_leaves_nothing(tmp_path: Path) -> None:
    manifest = Manifest(tmp_path, {})
    manifest.write()
    manifest.sweep()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "{}", '{"format": "else"}', "[1]"])
def test_foreign_manifests(text: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(ValueError, match="must be the manifest of a campaign"):
        Manifest(tmp_path, {})


def test_no_manifest(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="must hold a campaign"):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    "change",
    [{"configuration": None}, {"shards": []}, {"shards": {"shard-00000.safetensors": 3}}],
)
def test_manifests_that_lack_something(change: dict[str, Any], tmp_path: Path) -> None:
    content = {
        "format": "pyg_jets.campaign",
        "configuration": {"jets": 1},
        "versions": {},
        "shards": {"shard-00000.safetensors": {"jets": 1, "sha256": "0"}},
    }
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(content))
    assert read_manifest(tmp_path) == content
    path.write_text(json.dumps(content | change))
    with pytest.raises(ValueError, match="must be the manifest of a campaign"):
        read_manifest(tmp_path)

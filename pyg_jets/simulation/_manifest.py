"""What a campaign's folder holds: its configuration, the versions that made it, checksums."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pyg_jets.jobs.atomic import atomic_path

MANIFEST = "manifest.json"
_FORMAT = "pyg_jets.campaign"
_PACKAGES = ("pyg_jets", "pythia8mc", "fastjet", "numpy")
_SHARDS = "shard-*.safetensors"
_TEMPORARY = (f".{_SHARDS}", ".manifest-*.json")


class Manifest:
    """The record of a campaign, on disk after each of its shards.

    Args:
        folder: Of the campaign; it must exist.
        configuration: All that decides the bytes of the shards, as JSON.

    Raises:
        ImportError: If a package that makes shards is not installed.
        ValueError: If the folder holds shards of another configuration, of other versions or of
            something else.
    """

    def __init__(self, folder: Path, configuration: Mapping[str, Any]) -> None:
        self.folder = folder
        self.content: dict[str, Any] = {
            "format": _FORMAT,
            "configuration": json.loads(json.dumps(configuration)),
            "versions": {name: _version(name) for name in _PACKAGES},
            "shards": {},
        }
        if (folder / MANIFEST).exists():
            self._resume(read_manifest(folder))
        elif any(folder.glob("*.safetensors")):
            raise ValueError(
                f"'{folder}' must be empty or hold this campaign (got other shards): choose "
                "another folder"
            )

    def _resume(self, kept: dict[str, Any]) -> None:
        if kept["shards"]:
            self._compare(kept)
            self.content["shards"] = kept["shards"]
        for path in self.folder.glob(_SHARDS):
            if path.name not in kept["shards"]:
                path.unlink()

    def _compare(self, kept: dict[str, Any]) -> None:
        for part in ("configuration", "versions"):
            ours, theirs = self.content[part], kept[part]
            for key in (*ours, *theirs):
                if ours.get(key) != theirs.get(key):
                    raise ValueError(
                        f"'{self.folder}' holds a campaign with {key} = {theirs.get(key)} "
                        f"(got {ours.get(key)}): choose another folder"
                    )

    def broken(self) -> list[str]:
        """Names of recorded shards that are missing or whose bytes have changed; forgotten."""
        shards = self.content["shards"]
        names = [name for name in shards if checksum(self.folder / name) != shards[name]["sha256"]]
        for name in names:
            del shards[name]
        return names

    def add(self, name: str, jets: int, sha256: str) -> None:
        """Record a shard that stands in the folder.

        Raises:
            OSError: If it does not, or has other bytes than its worker wrote.
        """
        if checksum(self.folder / name) != sha256:
            raise OSError(
                f"'{self.folder / name}' must be the file that a worker wrote (got another or "
                "none): all workers must see this folder"
            )
        self.content["shards"][name] = {"jets": jets, "sha256": sha256}
        self.write()

    def write(self) -> None:
        """Put the record on disk, shards in their order: the same bytes however it came about."""
        self.content["shards"] = dict(sorted(self.content["shards"].items()))
        with atomic_path(self.folder / MANIFEST) as temporary:
            temporary.write_text(json.dumps(self.content, indent=1) + "\n", encoding="utf-8")

    def sweep(self) -> None:
        """Remove what a killed process was writing, and the record if there is no shard."""
        for pattern in _TEMPORARY:
            for path in self.folder.glob(pattern):
                path.unlink(missing_ok=True)
        if not any(self.folder.glob(_SHARDS)):
            (self.folder / MANIFEST).unlink(missing_ok=True)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError as error:
        raise ImportError(
            f"simulation needs the package '{package}': pip install 'pyg-jets[simulation]'"
        ) from error


def read_manifest(folder: Path) -> dict[str, Any]:
    """The content of a campaign's manifest.

    Raises:
        FileNotFoundError: If there is none.
        ValueError: If it is damaged or foreign.
    """
    path = folder / MANIFEST
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if content["format"] != _FORMAT:
            raise ValueError("it has another format")
        for part in ("configuration", "versions", "shards"):
            if not isinstance(content[part], dict):
                raise TypeError(f"'{part}' is no table")
        for shard in content["shards"].values():
            int(shard["jets"]), str(shard["sha256"])
    except (FileNotFoundError, NotADirectoryError):
        raise FileNotFoundError(f"'{folder}' must hold a campaign (got no {MANIFEST})") from None
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"'{path}' must be the manifest of a campaign (got: {error}): choose another folder"
        ) from error
    return content


def checksum(path: Path) -> str | None:
    """SHA-256 of a file's bytes, None if there is no such file."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None

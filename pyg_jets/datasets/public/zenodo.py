"""Files of Zenodo records: fetched once, resumed where a transfer broke off, checked."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyg_jets.jobs.folder_lock import locked
from pyg_jets.jobs.progress import Progress

SERVER = "https://zenodo.org"
_ATTEMPTS = 5
_TIMEOUT = 30.0
_BLOCK = 1 << 20


@dataclass(frozen=True)
class ZenodoFile:
    """One file of a published record, which Zenodo never changes.

    Args:
        record: Number of the record.
        name: Of the file in it.
        md5: Its checksum as published elsewhere; the record itself is asked if it is not given.
    """

    record: int
    name: str
    md5: str | None = None

    def fetch(self, folder: str | os.PathLike[str]) -> Path:
        """Put the file into a folder, unless it is there; what is there is not looked at.

        Until all has come and its checksum is right the file is called ``.part``; what an earlier
        call left is carried on. Several processes may ask at once: one fetches.

        Args:
            folder: It must exist.

        Raises:
            OSError: If the record cannot be reached, lacks the file, or breaks off several times,
                or if the checksum is wrong; the message names the record, the file to fetch by hand
                and where to put it.
        """
        target = Path(folder) / self.name
        with locked(target):
            if not target.exists():
                with self._one_line(target):
                    expected = self.md5 or self._published_md5()
                    part = target.with_name(target.name + ".part")
                    self._transfer(part)
                    _check(part, expected)
                    part.replace(target)
        return target

    def _published_md5(self) -> str:
        """Asked of the record: ``{"files": [{"key": name, "checksum": "md5:..."}]}``."""
        with _opened(f"{SERVER}/api/records/{self.record}") as answer:
            files = json.load(answer)["files"]
        for file in files:
            if file["key"] == self.name:
                return str(file["checksum"]).removeprefix("md5:")
        raise FileNotFoundError("the record has no such file")

    def _transfer(self, part: Path) -> None:
        """Carry on until all is there; give up when nothing comes any more."""
        url = f"{SERVER}/records/{self.record}/files/{self.name}"
        for _ in range(_ATTEMPTS):
            if _carry_on(url, part):
                return
        raise ConnectionError(
            f"the transfer broke off {_ATTEMPTS} times; call again to carry on from byte "
            f"{part.stat().st_size}"
        )

    @contextmanager
    def _one_line(self, target: Path) -> Iterator[None]:
        try:
            yield
        except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError) as error:
            # Of "<urlopen error ...>" only what is inside tells anything.
            answered = isinstance(error, urllib.error.HTTPError)
            reason = error if answered else getattr(error, "reason", error)
            raise OSError(
                f"'{self.name}' of Zenodo record {self.record} could not be fetched ({reason}): "
                f"download it from {SERVER}/records/{self.record} and put it at '{target}'"
            ) from error


def md5_of(path: str | os.PathLike[str]) -> str:
    """MD5 of a file's content, as Zenodo publishes it."""
    digest = hashlib.md5(usedforsecurity=False)
    with Path(path).open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _carry_on(url: str, part: Path) -> bool:
    """Append what lacks; false if the transfer broke off."""
    start = part.stat().st_size if part.exists() else 0
    try:
        answer = _opened(url, start)
    except urllib.error.HTTPError as error:
        if error.code == 416 and start:  # nothing lies behind what is there
            return True
        raise
    with answer:
        if answer.status != 206:  # the server sends all of it, whatever it was asked for
            start = 0
        total = start + int(answer.headers["Content-Length"])
        shown = Progress(total / 1e6, "MB", done=start / 1e6, title=part.stem)
        with part.open("ab" if start else "wb") as file, shown:
            for block in _blocks(answer):
                file.write(block)
                shown.add(len(block) / 1e6)
            return file.tell() == total


def _blocks(answer: Any) -> Iterator[bytes]:
    """What comes, until the end or until nothing comes any more."""
    while True:
        try:
            block = answer.read(_BLOCK)
        except (OSError, http.client.HTTPException):
            return
        if not block:
            return
        yield block


def _opened(url: str, start: int = 0) -> Any:
    headers = {"User-Agent": "pyg-jets", **({"Range": f"bytes={start}-"} if start else {})}
    request = urllib.request.Request(url, headers=headers)
    try:
        return urllib.request.urlopen(request, timeout=_TIMEOUT)
    except urllib.error.HTTPError as error:
        error.close()
        raise


def _check(part: Path, expected: str) -> None:
    got = md5_of(part)
    if got != expected:
        part.unlink()
        raise OSError(f"its checksum must be md5 {expected}, got {got}; it was removed")

"""Transfers from a real server on this machine that breaks off, forgets and lies."""

import hashlib
import socket
import threading
from pathlib import Path
from typing import Any

import pytest

from pyg_jets.datasets.public import zenodo as zenodo_module
from pyg_jets.datasets.public.zenodo import ZenodoFile, md5_of

CONTENT = bytes(range(256)) * 12000
URL = "/records/17/files/a.h5"
MD5 = hashlib.md5(CONTENT).hexdigest()
FILE = ZenodoFile(17, "a.h5", MD5)


@pytest.fixture
def server(zenodo: Any) -> Any:
    zenodo.files["a.h5"] = CONTENT
    return zenodo


def _left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.endswith(".lock"))


def test_it_comes_once(server: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert FILE.fetch(tmp_path) == tmp_path / "a.h5"
    assert FILE.fetch(tmp_path).read_bytes() == CONTENT
    assert server.requests == [(URL, None)]
    assert _left(tmp_path) == ["a.h5"]
    shown = capsys.readouterr()
    first, last = shown.err.splitlines()
    assert shown.out == ""
    assert first.endswith("a.h5: 0 of 3 MB")
    assert "a.h5: 3 of 3 MB, " in last


def test_the_record_knows_the_checksum(server: Any, tmp_path: Path) -> None:
    ZenodoFile(17, "a.h5").fetch(tmp_path)
    assert server.requests == [("/api/records/17", None), (URL, None)]
    server.published["a.h5"] = "0" * 32
    (tmp_path / "other").mkdir()
    with pytest.raises(OSError, match=f"must be md5 {'0' * 32}, got {MD5}"):
        ZenodoFile(17, "a.h5").fetch(tmp_path / "other")


def test_a_transfer_that_breaks_off_is_carried_on(server: Any, tmp_path: Path) -> None:
    server.breaks_after = 1_000_000
    FILE.fetch(tmp_path)
    assert (tmp_path / "a.h5").read_bytes() == CONTENT
    starts = [None, "bytes=1000000-", "bytes=2000000-", "bytes=3000000-"]
    assert server.requests == [(URL, start) for start in starts]


def test_a_later_call_carries_on(server: Any, tmp_path: Path) -> None:
    server.breaks_after = 100_000
    with pytest.raises(OSError, match="broke off 5 times; call again to carry on from byte 500000"):
        FILE.fetch(tmp_path)
    assert _left(tmp_path) == ["a.h5.part"]
    server.breaks_after = None
    FILE.fetch(tmp_path)
    assert server.requests[-1] == (URL, "bytes=500000-")
    assert (tmp_path / "a.h5").read_bytes() == CONTENT


@pytest.mark.parametrize("kept", [700, len(CONTENT)])
def test_a_server_without_ranges(kept: int, server: Any, tmp_path: Path) -> None:
    server.knows_ranges = False
    (tmp_path / "a.h5.part").write_bytes(CONTENT[:kept])
    assert FILE.fetch(tmp_path).read_bytes() == CONTENT


def test_all_was_there_already(server: Any, tmp_path: Path) -> None:
    (tmp_path / "a.h5.part").write_bytes(CONTENT)
    assert FILE.fetch(tmp_path).read_bytes() == CONTENT
    assert server.requests == [(URL, f"bytes={len(CONTENT)}-")]


def test_a_wrong_checksum_leaves_nothing(server: Any, tmp_path: Path) -> None:
    (tmp_path / "a.h5.part").write_bytes(b"not the beginning")
    with pytest.raises(OSError, match=r"its checksum must be md5 .*; it was removed\)"):
        FILE.fetch(tmp_path)
    assert _left(tmp_path) == []
    assert FILE.fetch(tmp_path).read_bytes() == CONTENT
    assert len(server.requests) == 2


@pytest.mark.parametrize("known", [None, "0" * 32])
def test_a_file_that_is_not_there(known: str | None, server: Any, tmp_path: Path) -> None:
    message = r"'b.h5' of Zenodo record 17 .* \((the record has no such file|HTTP Error 404.*)\): "
    with pytest.raises(OSError, match=message):
        ZenodoFile(17, "b.h5", known).fetch(tmp_path)
    assert _left(tmp_path) == []
    assert len(server.requests) == 1


def test_an_answer_that_is_no_record(server: Any, tmp_path: Path) -> None:
    server.files = {}
    with pytest.raises(OSError, match="the record has no such file"):
        ZenodoFile(17, "a.h5").fetch(tmp_path)


@pytest.mark.parametrize("known", [None, "0" * 32])
def test_without_a_network(
    known: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        monkeypatch.setattr(zenodo_module, "SERVER", f"http://127.0.0.1:{closed.getsockname()[1]}")
        with pytest.raises(OSError, match="refused") as caught:
            ZenodoFile(17, "a.h5", known).fetch(tmp_path)
    message = str(caught.value)
    assert message.startswith("'a.h5' of Zenodo record 17 could not be fetched ([Errno 111]")
    assert message.endswith(f"/records/17 and put it at '{tmp_path / 'a.h5'}'")
    assert "\n" not in message
    assert _left(tmp_path) == []


def test_a_server_that_falls_silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zenodo_module, "_TIMEOUT", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr(zenodo_module, "SERVER", f"http://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(OSError, match=r"'a.h5' of Zenodo record 17 .* \(timed out\)"):
            FILE.fetch(tmp_path)


def test_many_ask_and_one_fetches(server: Any, tmp_path: Path) -> None:
    threads = [threading.Thread(target=FILE.fetch, args=[tmp_path]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert server.requests == [(URL, None)]
    assert md5_of(tmp_path / "a.h5") == FILE.md5

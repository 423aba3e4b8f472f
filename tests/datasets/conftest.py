"""A small server that speaks as Zenodo does, with the faults of real transfers."""

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from pyg_jets.datasets.public import zenodo as zenodo_module


class ZenodoServer(ThreadingHTTPServer):
    """Files of one record by name; ``requests`` tells what was asked for."""

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files = files
        self.requests: list[tuple[str, str | None]] = []
        self.breaks_after: int | None = None
        self.knows_ranges = True
        self.published: dict[str, str] = {}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: ZenodoServer

    def do_GET(self) -> None:
        self.server.requests.append((self.path, self.headers["Range"]))
        if self.path.startswith("/api/records/"):
            self._send(200, self._record())
            return
        content = self.server.files.get(self.path.rpartition("/")[2])
        if content is None:
            self.send_error(404)
            return
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers["Range"] or "")
        if not asked or not self.server.knows_ranges:
            self._send(200, content)
        elif (start := int(asked[1])) < len(content):
            self._send(206, content[start:])
        else:
            self.send_error(416)

    def _record(self) -> bytes:
        files = [
            {
                "key": name,
                "checksum": "md5:"
                + self.server.published.get(name, hashlib.md5(content).hexdigest()),
            }
            for name, content in self.server.files.items()
        ]
        return json.dumps({"files": files}).encode()

    def _send(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: self.server.breaks_after])

    def log_message(self, *_: object) -> None:
        """Nothing: the tests read standard error."""


@pytest.fixture
def zenodo(monkeypatch: pytest.MonkeyPatch) -> Iterator[ZenodoServer]:
    """The server runs, and the library takes it for Zenodo."""
    with ZenodoServer({}) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        monkeypatch.setattr(zenodo_module, "SERVER", server.address)
        yield server
        server.shutdown()
        thread.join()

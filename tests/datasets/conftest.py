"""A small server that speaks as Zenodo does, faults included, and small files as it has them."""

import hashlib
import json
import pickle
import re
import tarfile
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from pyg_jets import Constituents, kinematics
from pyg_jets.datasets import _zenodo
from pyg_jets.datasets.formats.jetclass import LABELS


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
        monkeypatch.setattr(_zenodo, "SERVER", server.address)
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def labelled() -> Callable[[int, int], Constituents]:
    """Jets of 1 to 20 light particles around a random axis; labels below ``classes`` in turn."""

    def make(jets: int, classes: int) -> Constituents:
        generator = np.random.default_rng(11)
        counts = generator.integers(1, 21, jets)
        axis = np.repeat(generator.uniform(-1, 1, jets), counts)
        pt = generator.uniform(1, 100, counts.sum()).astype(np.float32)
        eta = axis + generator.uniform(-0.4, 0.4, counts.sum())
        phi = generator.uniform(-0.4, 0.4, counts.sum())
        p4 = pt[:, None] * np.stack((np.cos(phi), np.sin(phi), np.sinh(eta), np.cosh(eta)), 1)
        ptr = np.concatenate(([0], counts.cumsum()))
        label = np.arange(jets) % classes
        return Constituents(p4.astype(np.float32), ptr, label=label)

    return make


def _padded(jets: Constituents, columns: np.ndarray, slots: int) -> np.ndarray:
    padded = np.zeros((len(jets), slots, columns.shape[1]), np.float32)
    for k, (first, last) in enumerate(zip(jets.ptr[:-1], jets.ptr[1:], strict=True)):
        padded[k, : last - first] = columns[first:last]
    return padded


def _top_tagging(path: Path, jets: Constituents) -> None:
    """As pandas writes a table."""
    import h5py

    names = [f"{part}_{slot}" for slot in range(20) for part in ("E", "PX", "PY", "PZ")]
    p4 = _padded(jets, jets.p4.numpy()[:, [3, 0, 1, 2]], 20)
    fields = [("index", "i8"), ("values_block_0", "f4", (80,)), ("values_block_1", "i8", (1,))]
    table = np.zeros(len(jets), np.dtype(fields))
    table["values_block_0"] = p4.reshape(len(jets), 80)
    table["values_block_1"] = jets.label[:, None]  # type: ignore[index]
    with h5py.File(path, "w") as file:
        stored = file.create_dataset("table/table", data=table)
        stored.attrs["NROWS"] = len(table)
        stored.attrs["values_block_0_kind"] = np.bytes_(pickle.dumps(names, 0))
        stored.attrs["values_block_1_kind"] = np.bytes_(pickle.dumps(["is_signal_new"], 0))


def _quark_gluon(path: Path, jets: Constituents) -> None:
    p4 = jets.p4
    photon = np.full(len(p4), 22.0)
    columns = (kinematics.pt(p4), kinematics.rapidity(p4), kinematics.phi(p4), photon)
    np.savez(path, X=_padded(jets, np.stack(columns, 1), 25), y=np.asarray(jets.label))


def _jet_net(path: Path, jets: Constituents) -> None:
    import h5py

    p4 = jets.p4
    ones = np.ones(len(p4))
    columns = (kinematics.eta(p4), kinematics.phi(p4), kinematics.pt(p4) / 1000, ones)
    features = np.tile([1000.0, 0.0, 100.0, 5.0], (len(jets), 1))
    with h5py.File(path, "w") as file:
        file["particle_features"] = _padded(jets, np.stack(columns, 1), 30)
        file["jet_features"] = features


def _jet_class(path: Path, jets: Constituents, prefixes: dict[str, str]) -> None:
    """One file of each kind in an archive."""
    import awkward
    import uproot

    with tarfile.open(path, "w") as archive:
        for label, prefix in enumerate(prefixes.values()):
            some = jets[jets.label == label]
            tree = {
                name: awkward.unflatten(some.p4[:, k].numpy(), some.ptr.diff().numpy())
                for k, name in enumerate(("part_px", "part_py", "part_pz", "part_energy"))
            }
            for k, name in enumerate(LABELS):
                tree[name] = np.full(len(some), k == label)
            with uproot.recreate(path.with_suffix(".root")) as file:
                kinds = {name: "var * float64" if k < 4 else "bool" for k, name in enumerate(tree)}
                file.mktree("tree", kinds)
                file["tree"].extend(tree)
            archive.add(path.with_suffix(".root"), f"val_5M/{prefix}_120.root")


@pytest.fixture(scope="session")
def written() -> dict[str, Callable[..., None]]:
    """What writes a small file as the record has it: by name, ``(path, jets, ...)``."""
    return {
        "TopTagging": _top_tagging,
        "QuarkGluon": _quark_gluon,
        "JetNet": _jet_net,
        "JetClass": _jet_class,
    }

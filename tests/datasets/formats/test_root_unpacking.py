"""What uproot unpacks is counted while a file of ours is read, and only then."""

from pathlib import Path

import numpy as np
import pytest

from pyg_jets.datasets.formats import _limits, _root
from pyg_jets.datasets.formats._root_unpacking import Unpacked, counted

uproot = pytest.importorskip("uproot")


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """100 rows of 8,000 bytes in baskets of 10 rows, of which 200,000 bytes may be unpacked."""
    monkeypatch.setattr(_limits, "ALWAYS", 200_000)
    monkeypatch.setattr(_limits, "MOST", 0)
    with uproot.recreate(tmp_path / "a.root", compression=uproot.ZLIB(9)) as file:
        tree = file.mktree("tree", {"x": ("f8", (1000,)), "y": "i4"})
        for _ in range(10):
            tree.extend({"x": np.zeros((10, 1000)), "y": np.arange(10)})
    return tmp_path / "a.root"


def test_what_is_unpacked_at_once(path: Path) -> None:
    with _root.tree(path, "tree") as tree:
        assert len(tree.ragged("x", 0, 20)[0]) == 20_000
    with _root.tree(path, "tree") as tree, pytest.raises(ValueError, match=r"240,\d+ bytes"):
        tree.ragged("x", 19, 31)  # twelve rows of three baskets
    with _root.tree(path, "tree") as tree:
        assert tree.flat("y", 0, 100).tolist() == list(range(10)) * 10


def test_what_is_taken_piece_by_piece(path: Path) -> None:
    with _root.tree(path, "tree") as tree:
        for first in range(0, 25, 5):
            tree.ragged("x", first, first + 5)
        with pytest.raises(ValueError, match="240,000 bytes packed into"):
            tree.ragged("x", 25, 30)


def test_what_others_read_is_their_own(path: Path) -> None:
    with _root.tree(path, "tree") as tree:
        tree.ragged("x", 0, 20)
        with uproot.open({str(path): "tree"}) as theirs:
            assert theirs["x"].array(library="np").shape == (100, 1000)


def test_objects_are_unpacked_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with uproot.recreate(tmp_path / "b.root", compression=uproot.ZLIB(9)) as file:
        file["h"] = np.histogram(np.zeros(3), bins=100_000)
    monkeypatch.setattr(_limits, "ALWAYS", 800_000)
    monkeypatch.setattr(_limits, "MOST", 0)
    with pytest.raises(ValueError, match=r"800,\d+ bytes"), _root.tree(tmp_path / "b.root", "h"):
        pass


def test_the_count_ends_with_the_block() -> None:
    unpacked = Unpacked("a")
    with pytest.raises(FileNotFoundError), counted(unpacked):
        uproot.compression.decompress.hook_before_block(uncompressed_bytes=5, num_blocks=0)
    uproot.compression.decompress.hook_before_block(uncompressed_bytes=5, num_blocks=0)

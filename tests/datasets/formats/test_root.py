from pathlib import Path

import awkward as ak
import numpy as np
import pytest

from pyg_jets.datasets.formats import _root
from tests.written import write_tree

pytest.importorskip("uproot")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    columns = {"x": ak.Array([1, 2, 3]), "y": ak.Array([[1.5], [], [2.5, 3.5]])}
    write_tree(tmp_path / "t.root", "tree", {**columns, "z": ak.Array([[1], [2], [3]])})
    return tmp_path / "t.root"


def test_branches_and_ranges(path: Path) -> None:
    assert _root.branches(path)["tree"] >= {"x", "y", "z"}
    with _root.tree(path, "") as tree:
        assert tree.entries == 3
        assert "y" in tree
        assert "w" not in tree
        assert tree.flat("x", 1, 3).tolist() == [2, 3]
        values, counts = tree.ragged("y", 0, 3)
        assert (values.tolist(), counts.tolist()) == ([1.5, 2.5, 3.5], [1, 0, 2])
        columns, counts = tree.same(("y",), 0, 1)
        assert (columns["y"].tolist(), counts.tolist()) == ([1.5], [1])
        with pytest.raises(ValueError, match="branch z has other lengths than y"):
            tree.same(("y", "z"), 0, 3)
        with pytest.raises(ValueError, match="entries 0 to 5 gave 3"):
            tree.flat("x", 0, 5)


def test_branches_of_other_lengths(path: Path) -> None:
    with _root.tree(path, "tree") as tree:
        tree.entries = 4
        with pytest.raises(ValueError, match="branch x has 3 entries, not 4"):
            tree.flat("x", 0, 3)


def test_files_without_trees(tmp_path: Path) -> None:
    import uproot

    (tmp_path / "text").write_text("root of all")
    assert _root.branches(tmp_path / "text") == {}
    with uproot.recreate(tmp_path / "h.root") as file:
        file["h"] = np.histogram([1.0])
    assert _root.branches(tmp_path / "h.root") == {}
    with pytest.raises(ValueError, match="without a tree"), _root.tree(tmp_path / "h.root", ""):
        pass


def test_ntuples_folders_and_one_tree(tmp_path: Path) -> None:
    import uproot

    with uproot.recreate(tmp_path / "t.root") as file:
        file["in/x"] = {"a": np.arange(4), "b": ak.Array([[1], [], [2, 3], []])}
        file.mktree("in/y", {"c": "f8"}).extend({"c": np.ones(2)})
        file["h"] = np.histogram([1.0])
    path = tmp_path / "t.root"
    assert _root.branches(path) == {"in/x": {"a", "b"}, "in/y": {"c"}}
    assert _root.branches(f"{path}:in/y") == {"in/y": {"c"}}
    with pytest.raises(ValueError, match=r"must hold the tree 'y' \(got in/x, in/y\)"):
        _root.branches(f"{path}:y")
    assert _root.named(path, lambda name, held: name == "y" and "c" in held) == "in/y"
    assert _root.named(path, lambda name, _: name == "in/y") == ""
    with _root.tree(path, "in/x") as tree:
        assert tree.entries == 4
        assert tree.flat("a", 1, 3).tolist() == [1, 2]
        assert [part.tolist() for part in tree.ragged("b", 1, 4)] == [[2, 3], [0, 2, 0]]
    with _root.tree(path, "") as tree:
        assert list(tree) == ["a", "b"]

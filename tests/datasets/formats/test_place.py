from pathlib import Path

from pyg_jets.datasets.formats._place import file_of, inside_of


def test_a_file_and_what_is_meant_in_it(tmp_path: Path) -> None:
    file, odd = tmp_path / "a.root", tmp_path / "b:tree"
    file.touch()
    odd.touch()
    for path, inside in ((f"{file}:dir/tree", "dir/tree"), (Path(f"{file}:/tree"), "tree")):
        assert (file_of(path), inside_of(path)) == (file, inside)
    assert (file_of(odd), inside_of(odd)) == (odd, "")
    assert (file_of(f"{odd}:t"), inside_of(f"{odd}:t")) == (odd, "t")
    assert (file_of("nowhere:tree"), inside_of("nowhere:tree")) == (Path("nowhere:tree"), "")

from collections.abc import Iterator
from pathlib import Path

import pytest

from pyg_jets import Constituents
from pyg_jets.datasets.formats._reading import extra, head, joined, lacking, stream_of


def jets(count: int) -> Constituents:
    return Constituents([[3.0, 0, 0, 3.0]] * count, range(count + 1))


@stream_of("a test")
def stream(_: Path, jets_per_piece: int) -> Iterator[Constituents]:
    yield jets(2 * jets_per_piece + 1)
    raise KeyError("first\nsecond")


def test_large_pieces_are_cut_and_errors_become_one_line(tmp_path: Path) -> None:
    (tmp_path / "f").touch()
    pieces = stream(tmp_path / "f", 2)
    assert [len(next(pieces)) for _ in range(3)] == [2, 2, 1]
    with pytest.raises(ValueError, match=r"f' must be a test, .*after jet 4: KeyError: first\)$"):
        next(pieces)
    with pytest.raises(ValueError, match=r"'jets' of a piece must be at least 1 \(got 0\)"):
        next(stream(tmp_path / "f", 0))


def test_the_readers_own_words_are_kept() -> None:
    with pytest.raises(ValueError, match="no column b, c"):
        lacking(["a"], ("a", "b", "c"))
    with pytest.raises(ValueError, match="at least one jet"):
        joined("f", iter([]))
    assert len(joined("f", iter([jets(1), jets(2)]))) == 3


def test_a_missing_package_says_how_to_install_it() -> None:
    with pytest.raises(ImportError, match=r"'no_such_package'.*pip install 'pyg-jets\[formats\]'"):
        extra("no_such_package.module")


def test_missing_packages_are_no_damage(tmp_path: Path) -> None:
    @stream_of("a test")
    def needy(_: Path, __: int) -> Iterator[Constituents]:
        extra("no_such_package")
        yield jets(1)

    (tmp_path / "f").touch()
    with pytest.raises(ImportError, match=r"'no_such_package': pip install 'pyg-jets\[formats\]'"):
        next(needy(tmp_path / "f", 1))


def test_head(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"abcdef")
    assert head(tmp_path / "f", 3) == b"abc"

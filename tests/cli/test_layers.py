from collections.abc import Callable
from pathlib import Path

from pyg_jets.cli import main


def test_a_figure_is_drawn(tmp_path: Path, refused: Callable[..., str]) -> None:
    out = tmp_path / "figure-2.png"
    assert ".png" in refused("layers", "--out", tmp_path / "figure.txt")
    assert main(["layers", "--epochs", "1", "--jets", "400", "--out", str(out)]) == 0
    assert out.read_bytes().startswith(b"\x89PNG")
    assert [path.name for path in tmp_path.iterdir()] == [out.name]

from collections.abc import Callable
from pathlib import Path


def test_a_file_is_no_folder_for_results(tmp_path: Path, refused: Callable[..., str]) -> None:
    out = tmp_path / "results"
    out.write_text("taken")
    assert "results" in refused("study", "--out", out, "--epochs", "1", "--jets", "400")
    assert out.read_text() == "taken"

"""Options that would be ignored, and networks that do not exist, are refused before the work."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pyg_jets.taggers import RecNN


@pytest.mark.parametrize("command", ["erase", "respond", "order"])
def test_bad_options_are_one_line_and_leave_nothing(
    command: str, tmp_path: Path, refused: Callable[..., str]
) -> None:
    tagger, out = tmp_path / "tagger.safetensors", tmp_path / "out"
    RecNN(hidden_channels=8).save(tagger)
    for more, word in (
        (("--tagger", tagger, "--epochs", "2"), "are for trainings"),
        (("--tagger", tagger, "--network", "efn"), "are for trainings"),
        (("--tagger", tagger, "--seeds", "2"), "'seeds' must be 1"),
        (("--target", "w"), "'--target' is for a '--tagger' (got 'w' without one)"),
        (("--network", "nothing"), "a tagger must be one of"),
        (("--tagger", tmp_path / "missing"), "no tagger"),
    ):
        assert word in refused(command, "--task", "w-qcd", *more, "--out", out)
    assert not out.exists()

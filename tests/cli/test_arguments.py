import argparse
from collections.abc import Callable
from pathlib import Path

import pytest

from pyg_jets import jets
from pyg_jets.cli import main
from pyg_jets.cli.arguments import (
    FRAMES,
    check_different,
    check_file,
    check_picture,
    positive,
    training_flags,
    training_options,
)
from pyg_jets.taggers import PRETRAINED


def test_frames_are_those_of_the_trees() -> None:
    assert FRAMES == jets.FRAMES


def test_positive() -> None:
    assert positive("12") == 12
    for text in ("0", "-1", "1.5", "many"):
        with pytest.raises(argparse.ArgumentTypeError, match="positive integer"):
            positive(text)


def test_files_are_refused_before_the_work(tmp_path: Path) -> None:
    check_picture(tmp_path / "map.png")
    with pytest.raises(ValueError, match=r"must end in \.png"):
        check_picture(tmp_path / "map.txt")
    with pytest.raises(FileNotFoundError, match="the folder of"):
        check_file(tmp_path / "no" / "table.md")
    with pytest.raises(IsADirectoryError, match=r"must be a file \(got a folder\)"):
        check_file(tmp_path)
    with pytest.raises(OSError, match="must be where files can be written"):
        check_file(Path("/proc/table.md"))


@pytest.mark.parametrize("seed", ["-1", "4294967296", "1.5"])
def test_seeds_that_no_generator_takes(seed: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["train", "--task", "w-qcd", "--out", "w", "--seed", seed])
    assert "expected an integer from 0 to 2^32 - 1" in capsys.readouterr().err


def test_the_options_of_a_training(tmp_path: Path) -> None:
    parser = argparse.ArgumentParser()
    training_flags(parser)
    options = parser.parse_args(["--jets", "5", "--source", str(tmp_path)])
    assert training_options(options) == {"epochs": 15, "jets": 5, "source": tmp_path}


def test_epochs_may_be_each_tagger_s_own() -> None:
    parser = argparse.ArgumentParser()
    training_flags(parser, epochs=None)
    assert parser.parse_args([]).epochs is None
    assert parser.parse_args(["--epochs", "3"]).epochs == 3
    assert "each tagger's own" in parser.format_help()


@pytest.mark.parametrize("command", ["saliency", "explain", "robustness", "probe"])
def test_neither_file_nor_name(command: str, tmp_path: Path, refused: Callable[..., str]) -> None:
    out = {"saliency": "a.png", "probe": "a.md"}.get(command, "out")
    options = ("--tagger", "recnn-w", "--task", "w-qcd", "--out", tmp_path / out)
    said = refused(command, *options)
    assert f"there is no tagger at 'recnn-w'; the package has {', '.join(PRETRAINED)}" in said


def test_a_map_of_the_package_own(tmp_path: Path) -> None:
    out = tmp_path / "w.png"
    assert main(["saliency", "--tagger", "recnn-w-qcd", "--task", "w-qcd", "--out", str(out)]) == 0
    assert out.stat().st_size > 10_000


def test_things_listed_twice(tmp_path: Path) -> None:
    check_different("--method", ["lrp", "saliency"])
    with pytest.raises(
        ValueError, match=r"'--method' must list different .* \(got 'lrp' 2 times\)"
    ):
        check_different("--method", ["lrp", "saliency", "lrp"])
    check_different("FOLDER", [tmp_path / "a", tmp_path / "b"])
    with pytest.raises(ValueError, match="a' 2 times"):
        check_different("FOLDER", [tmp_path / "a", tmp_path / "b" / ".." / "a"])


def test_every_list_of_the_command_line_is_checked(
    tmp_path: Path, refused: Callable[..., str]
) -> None:
    """Before anything is read: there is no tagger, no simulation and no study here."""
    tagger = ("--tagger", tmp_path / "no", "--task", "w-qcd")
    new = ("--out", tmp_path / "new")
    twice = {
        "--method": ("explain", *tagger, "--method", "saliency", "saliency", *new),
        "--fold": ("saliency", *tagger, "--fold", "sum", "max", "sum", "--out", tmp_path / "a.png"),
        "FOLDER": ("cluster", tmp_path, tmp_path / ".", *new),
        "--study": ("transfer", "--study", tmp_path, tmp_path),
        "--setting": (
            *("simulate", "--kind", "w", "--jets", "2", *new),
            *("--setting", "PartonLevel:ISR = off", "--setting", "partonlevel:isr=on"),
        ),
    }
    for flag, arguments in twice.items():
        assert f"'{flag}' must list different ones" in refused(*arguments)
    assert list(tmp_path.iterdir()) == []

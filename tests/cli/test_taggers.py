"""Names, other sizes and files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pyg_jets.cli import main
from pyg_jets.cli._taggers import tagger_named, trained_tagger
from pyg_jets.study.cost import num_parameters
from pyg_jets.taggers import PRETRAINED, RecNN


@pytest.mark.parametrize(
    ("name", "title", "parameters"),
    [
        ("recnn", "RecNN", 25_341),
        ("fcn_60", "FCN, 60 constituents", 104_323),
        ("recnn_gated", "RecNN, gated", 148_331),
        ("particle_net_lite", "ParticleNet Lite", 26_416),
        ("jedi_net_summed", "JEDINet, summed", None),
    ],
)
def test_names_and_other_sizes(name: str, title: str, parameters: int | None) -> None:
    found, build = tagger_named(name)
    tagger = build()
    assert found == title
    assert parameters in (None, num_parameters(tagger))


def test_a_trained_one_by_file_or_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    name = Path("recnn-w-qcd")
    name.mkdir()
    assert trained_tagger(name).config == {"hidden_channels": 70, "cell": "gated"}
    name.rmdir()
    RecNN(hidden_channels=6).save(name)
    assert trained_tagger(name).config == {"hidden_channels": 6, "cell": "simple"}


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

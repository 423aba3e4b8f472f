"""Short names of taggers and of their other sizes."""

from pathlib import Path

import pytest

from pyg_jets.study.chapters.comparison.cost import num_parameters
from pyg_jets.taggers import CNN, RecNN
from pyg_jets.taggers.by_name import tagger_named, trained_tagger


@pytest.mark.parametrize(
    ("name", "title", "parameters"),
    [
        ("recnn", "RecNN", 25_341),
        ("cnn_linear", "CNN, linear pixels", 32_305),
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


def test_the_linear_cnn_is_linear() -> None:
    tagger = tagger_named("cnn_linear")[1]()
    assert isinstance(tagger, CNN)
    assert tagger.pixels == "linear"


def test_unknown_name() -> None:
    with pytest.raises(ValueError, match=r"a tagger must be one of .*particle_net.* \(got 'bdt'\)"):
        tagger_named("bdt")


def test_a_trained_one_by_file_or_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    name = Path("recnn-w-qcd")
    name.mkdir()
    assert trained_tagger(name).config == {"hidden_channels": 70, "cell": "gated"}
    name.rmdir()
    RecNN(hidden_channels=6).save(name)
    assert trained_tagger(name).config == {"hidden_channels": 6, "cell": "simple"}

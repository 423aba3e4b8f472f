"""Taggers that are compared, from what a command line says."""

from pathlib import Path

import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.taggers import from_weaver
from pyg_jets.taggers.contender import contenders
from tests.weaver_files import write_weaver_files

MINE = """
import torch
from pyg_jets.taggers import RecNN


def Mine():
    return RecNN(8)
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    (tmp_path / "mine.py").write_text(MINE)
    return tmp_path / "mine.py"


def test_names_files_and_weights(mine: Path, toy_jets: Constituents) -> None:
    of_file = f"{mine}:Mine"
    fcn, untrained = contenders(["fcn"], [of_file], [])
    assert [fcn.name, untrained.name] == ["FCN", "Mine"]
    assert not fcn.is_trained
    assert not untrained.is_trained
    tagger, batch = untrained.build().eval(), cluster(toy_jets).batch()
    tagger.save(mine.with_suffix(".safetensors"))
    torch.save(tagger.state_dict(), mine.with_suffix(".pt"))
    for name in ("mine", "Mine"):
        for end in (".safetensors", ".pt"):
            (one,) = contenders([], [of_file], [f"{name}={mine.with_suffix(end)}"])
            assert one.is_trained
            assert torch.equal(one.build()(batch), tagger(batch))


def test_weaver(tmp_path: Path, toy_jets: Constituents) -> None:
    config, network, weights = write_weaver_files(tmp_path)
    (one,) = contenders([], [f"weaver:{config},{network},{weights}"], [])
    assert one.name == "best"
    assert one.is_trained
    batch = cluster(toy_jets).batch()
    assert torch.equal(one.build()(batch), from_weaver(config, network, weights)(batch))
    turned = f"weaver:{config},{network},{weights},signal=jet_isQCD,background=0"
    (other,) = contenders([], [turned], [])
    torch.testing.assert_close(other.build()(batch), -one.build()(batch))
    (untrained,) = contenders([], [f"weaver:{config},{network}"], [])
    assert untrained.name == "network"
    assert not untrained.is_trained
    untrained.build()


def test_refusals(mine: Path, tmp_path: Path) -> None:
    config, network, weights = write_weaver_files(tmp_path)
    of_file = f"{mine}:Mine"
    for arguments, words in (
        (([], [], []), "there must be taggers to compare"),
        ((["fcn", "recnn"], [], ["lstm=x.pt"]), r"NAME=FILE with one of FCN, RecNN \(got 'lstm=x"),
        (([], [of_file], ["mine"]), r"NAME=FILE with one of Mine \(got 'mine'\)"),
        (([], [of_file, f"{mine} :Mine"], []), "FILE.py:NAME"),
        (([], [f"weaver:{config},{network},{weights},{weights}"], []), "must be weaver:CONFIG"),
        (([], [f"weaver:{config},clases=3"], []), "must be weaver:CONFIG"),
        (([], ["published:a.pt,b.pt"], []), "must be published:FILE.pt"),
        (([], [f"weaver:{config}"], []), "'network' or 'weights' must be given"),
    ):
        with pytest.raises(ValueError, match=words):
            contenders(*arguments)
    other = tmp_path / "other"
    other.mkdir()
    (other / "theirs.py").write_text(MINE)
    with pytest.raises(ValueError, match=r"different names \(got 'Mine' 2 times\)"):
        contenders([], [of_file, f"{other / 'theirs.py'}:Mine"], [])

"""ONNX files give what the tagger gives, for any number of jets."""

import builtins
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets import Constituents, cluster
from pyg_jets.taggers import CNN, FCN, LSTM, RecNN, Tagger, adapt, from_weaver
from pyg_jets.transforms import ParticleCloud
from tests.networks import Classifier, InSlots, Transformer
from tests.weaver_files import write_weaver_files

MADE: dict[str, Callable[[Path], Tagger]] = {
    "FCN": lambda _: FCN(8),
    "LSTM": lambda _: LSTM(8),
    "CNN": lambda _: CNN(16),
    "three classes": lambda _: LSTM(8, num_classes=3),
    "slots": lambda _: adapt(InSlots(), transform=ParticleCloud(3, length=8)),
    "weaver": lambda folder: from_weaver(*write_weaver_files(folder)),
}


@pytest.fixture(params=list(MADE), ids=list(MADE))
def tagger(request: pytest.FixtureRequest, toy_jets: Constituents, tmp_path: Path) -> Any:
    made = MADE[request.param](tmp_path)
    made.fit_scaling(cluster(toy_jets))
    return made.eval()


def test_tensors_give_the_embedding(tagger: Tagger, toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    tensors = tagger.tensors(batch)
    assert all(len(tensor) == 7 for tensor in tensors.values())
    torch.testing.assert_close(tagger.embed_tensors(tensors), tagger.embed(batch))


def test_files(tagger: Tagger, toy_jets: Constituents, tmp_path: Path) -> None:
    pytest.importorskip("onnx", reason="the package onnx is not there")
    runtime = pytest.importorskip("onnxruntime", reason="the package onnxruntime is not there")
    names = tagger.to_onnx(tmp_path / "tagger.onnx")
    session = runtime.InferenceSession(tmp_path / "tagger.onnx")
    assert [given.name for given in session.get_inputs()] == names
    for number in (1, 2, 7):
        batch = cluster(toy_jets[:number]).batch()
        inputs = {name: tensor.numpy() for name, tensor in tagger.tensors(batch).items()}
        (output,) = session.run(None, inputs)
        expected: Tensor = tagger(batch).detach()
        torch.testing.assert_close(torch.from_numpy(output), expected, rtol=1e-4, atol=1e-5)


def test_refusals(tmp_path: Path, toy_jets: Constituents, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = cluster(toy_jets).batch()
    for tagger in (RecNN(4), adapt(Classifier())):
        with pytest.raises(TypeError, match="packs jets of any size, or runs along trees"):
            tagger.tensors(batch)
    of_nodes = adapt(Transformer(), transform=ParticleCloud(3, length=20))
    with pytest.raises(TypeError, match="must pool them itself to be written"):
        of_nodes.embed_tensors(of_nodes.tensors(batch))
    with pytest.raises(NotImplementedError, match="must define 'embed_tensors'"):
        RecNN(4).embed_tensors({})
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "onnx":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportError, match=r"pip install pyg-jets\[onnx\]"):
        FCN(8).to_onnx(tmp_path / "fcn.onnx")
    assert not (tmp_path / "fcn.onnx").exists()

"""NaN and infinities in any part of a network, wherever it is used."""

from pathlib import Path

import pytest
import torch
from torch import Tensor
from torch.nn import Linear, Module

from pyg_jets import Constituents, cluster, predict
from pyg_jets.attribution import METHODS, applicable
from pyg_jets.taggers import FCN, RecNN, Tagger, load_tagger
from pyg_jets.taggers.finite import check_finite
from pyg_jets.training import embed, predict_logits
from tests.attributed import made

PLACES = ("center", "scale", "conv.lin_u.weight", "head.4.bias")
CASES = list(zip(PLACES, ("nan", "inf", "-inf", "nan"), strict=True))


def _spoilt(tagger: Tagger, name: str, value: str) -> Tagger:
    with torch.no_grad():
        tagger.state_dict()[name].view(-1)[0] = float(value)
    return tagger


@pytest.mark.parametrize(("name", "value"), CASES)
def test_files_are_refused_and_nothing_is_half_read(name: str, value: str, tmp_path: Path) -> None:
    path = tmp_path / "tagger.safetensors"
    _spoilt(RecNN(6), name, value).save(path)
    with pytest.raises(
        ValueError, match=rf"tagger\.safetensors' must be finite \(got 1 .*'{name}'"
    ):
        load_tagger(path)
    other = RecNN(6)
    before = {key: tensor.clone() for key, tensor in other.state_dict().items()}
    with pytest.raises(ValueError, match="must be finite"):
        load_tagger(path, into=other)
    assert all(torch.equal(tensor, before[key]) for key, tensor in other.state_dict().items())


@pytest.mark.parametrize(("name", "value"), CASES)
def test_attributions_and_predictions_refuse(name: str, value: str, toy_jets: Constituents) -> None:
    trees, batch = cluster(toy_jets), cluster(toy_jets).batch()
    tagger = _spoilt(made("RecNN", toy_jets), name, value)
    for method in applicable(tagger).values():
        with pytest.raises(ValueError, match=rf"of this .* must be finite .*'.*{name}'"):
            method(tagger, batch)
    for function in (predict, predict_logits, embed):
        with pytest.raises(ValueError, match=f"this RecNN must be finite .*'{name}'"):
            function(tagger, trees)


class _Masked(Module):
    """With what torch's transformers keep: minus infinity where nothing is attended to."""

    mask: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(2, 2)
        self.register_buffer("mask", torch.full((3, 3), -torch.inf).triu(1))


def test_masks_of_attention_are_no_fault() -> None:
    model = _Masked()
    check_finite(model)
    model.get_buffer("mask")[0, 0] = torch.nan
    with pytest.raises(ValueError, match=r"this _Masked must be finite \(got 4 .* 'mask'"):
        check_finite(model)
    model.mask = torch.zeros(3, 3)
    with torch.no_grad():
        model.lin.weight.fill_(-torch.inf)
    with pytest.raises(ValueError, match=r"got 4 numbers in 'lin\.weight'"):
        check_finite(model)


def test_tensors_without_numbers_are_no_fault() -> None:
    check_finite(Linear(2, 2, device="meta"))


def test_a_finite_network_is_taken(toy_jets: Constituents) -> None:
    tagger = FCN(8)
    tagger.fit_scaling(cluster(toy_jets))
    assert METHODS["saliency"](tagger, cluster(toy_jets).batch()).isfinite().all()

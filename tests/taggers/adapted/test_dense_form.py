"""How networks of slots are called."""

from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import Linear, Module

from pyg_jets.taggers.adapted.dense_form import DenseForm, check_layout, dense_form
from pyg_jets.taggers.adapted.given import Given
from pyg_jets.transforms import SubGraph
from tests.networks import Classifier, InSlots, OfMomenta, Transformer

X = torch.arange(10.0).view(5, 2)
GRAPH = SubGraph(X, torch.zeros(2, 0, dtype=torch.int64), torch.tensor([0, 0, 0, 1, 1]), X, 2)
GIVEN = Given(GRAPH, {"points": X + 1, "lorentz_vectors": X + 2}, 4)


def _form(module: Module) -> DenseForm:
    form = dense_form(module)
    assert form is not None
    return form


class _Wants(Module):
    def forward(self, x: Tensor, mask: Tensor, vertices: Tensor) -> Tensor:  # noqa: ARG002
        return x


class _Looks(Module):
    def forward(self, x: Tensor, v: Tensor, mask: Tensor) -> Any:
        self.seen = x, v, mask
        return x


def test_forms() -> None:
    assert _form(InSlots()) == DenseForm("features", (("points", "points"),), "mask")
    assert _form(OfMomenta()).needs == ("lorentz_vectors",)
    assert _form(Transformer()).mask == "padding_mask"
    # Its first mask is one of attention.
    encoder = Transformer().encoder
    assert _form(encoder) == DenseForm("src", (), "src_key_padding_mask")
    assert dense_form(Classifier()) is None
    assert dense_form(Linear(2, 3)) is None
    with pytest.raises(TypeError, match=r"features, points, .* _Wants.forward\(x, mask, vert"):
        dense_form(_Wants())


def test_calls() -> None:
    looks, filled = _Looks(), [[True, True, True, False], [True, True, False, False]]
    form = _form(looks)
    form(looks, GIVEN)
    x, v, mask = looks.seen
    assert x.shape == (2, 2, 4)
    assert x[1].T.tolist() == [[6, 7], [8, 9], [0, 0], [0, 0]]
    assert v[0].T.tolist() == [[2, 3], [4, 5], [6, 7], [0, 0]]
    assert mask.tolist() == [[row] for row in filled]
    last = next(f for f in form.variants() if not f.channels_first and f.real)
    last(looks, GIVEN)
    assert torch.equal(looks.seen[0], x.transpose(1, 2))
    assert looks.seen[2].tolist() == filled
    assert looks.seen[2].dtype == torch.float32


def test_padding_is_told_by_its_name() -> None:
    class Padded(Module):
        def forward(self, x: Tensor, padding_mask: Tensor) -> Tensor:
            self.seen = padding_mask
            return x

    module = Padded()
    _form(module)(module, GIVEN)
    assert module.seen[1, 0].tolist() == [False, False, True, True]


def test_rows_of_every_layout() -> None:
    slots = GIVEN.padded(X)
    for form in (DenseForm("x", (), "mask"), DenseForm("x", (), "mask", channels_first=False)):
        # Also cut to the largest jet, and with the jets second.
        for laid in (slots, slots[:, :3], slots.transpose(1, 2), slots.transpose(0, 1)):
            if laid.shape == (2, 4, 2) and form.channels_first:
                continue  # could be either: the network's own layout is taken
            packed = form.packed(laid, GIVEN)
            assert packed is not None
            assert torch.equal(packed, X)
            again = form.unpacked(2 * X, laid, GIVEN)
            assert torch.equal(again, 2 * laid)
    assert DenseForm("x", (), "mask").packed(X, GIVEN) is None
    assert DenseForm("x", (), "mask").packed(torch.zeros(3, 9, 9), GIVEN) is None


def test_layouts() -> None:
    both = DenseForm("x", (), "mask").variants()
    assert check_layout(both, "channels_last") == both[2]
    assert check_layout(both[:2], None) == both[0]
    for running, said in ((both, None), (both[:2], "channels_last")):
        with pytest.raises(ValueError, match=rf"'layout' must be 'channels_first'.*\(got {said}"):
            check_layout(running, said)

"""Dense layers: their order."""

from torch.nn import ELU, Linear, ReLU

from pyg_jets.taggers._dense import dense


def test_layers_with_activations_in_between() -> None:
    layers = list(dense((5, 4, 1), ELU))
    assert [type(layer) for layer in layers] == [Linear, ELU, Linear]
    first, _, last = layers
    assert isinstance(first, Linear)
    assert isinstance(last, Linear)
    assert (first.in_features, first.out_features, last.out_features) == (5, 4, 1)
    assert isinstance(dense((2, 3, 3, 1))[3], ReLU)

"""CNN: sizes of the paper's network, its output from the image, and what it refuses."""

import pytest
import torch
from torch import Tensor

from pyg_jets import Constituents, cluster
from pyg_jets.taggers import CNN
from pyg_jets.transforms import Image


def test_sizes() -> None:
    tagger = CNN()
    assert sum(p.numel() for p in tagger.parameters()) == 32_305
    convolutions = [layer for layer in tagger.conv if isinstance(layer, torch.nn.Conv2d)]
    assert [layer.out_channels for layer in convolutions] == [16, 16, 8, 8]
    layers = [layer for layer in tagger.head if isinstance(layer, torch.nn.Linear)]
    assert [layer.out_features for layer in layers] == [128, 64, 1]
    assert CNN(hidden_channels=32).config == {"hidden_channels": 32, "width": 1.6}


def _convolved(images: Tensor, layer: torch.nn.Conv2d) -> Tensor:
    """Sum over the 4 x 4 shifts of the kernel, then ReLU."""
    side = images.shape[-1] - 3
    total = layer.bias[:, None, None].expand(len(images), -1, side, side)  # type: ignore[index]
    for row in range(4):
        for column in range(4):
            window = images[:, :, row : row + side, column : column + side]
            total = total + torch.einsum("oi,nixy->noxy", layer.weight[:, :, row, column], window)
    return total.relu()


def _pooled(images: Tensor) -> Tensor:
    side = images.shape[-1] // 2
    cut = images[:, :, : 2 * side, : 2 * side]
    return cut.reshape(*images.shape[:2], side, 2, side, 2).amax((3, 5))


def test_layer_by_layer(toy_jets: Constituents) -> None:
    tagger = CNN().double()
    batch = cluster(toy_jets).batch()
    first, second, third, fourth = (
        layer for layer in tagger.conv if isinstance(layer, torch.nn.Conv2d)
    )
    images = (1000 * Image()(batch).image.double()).asinh()
    images = _pooled(_convolved(_convolved(images, first), second))
    images = _pooled(_convolved(_convolved(images, third), fourth))
    assert images.shape == (7, 8, 4, 4)
    torch.testing.assert_close(tagger.embed(batch), images.flatten(1), rtol=1e-6, atol=1e-8)


def test_states_are_the_shares_of_constituents(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    states = CNN().states(batch)
    assert torch.equal(states[:, 0], Image()(batch).intensity)


def test_a_view_made_beforehand_is_read(toy_jets: Constituents) -> None:
    tagger = CNN(width=0.4)
    batch = cluster(toy_jets).batch()
    assert torch.equal(tagger(Image(width=0.4)(batch)), tagger(batch))
    assert not torch.equal(tagger(Image(width=1.6)(batch)), tagger(batch))


def test_another_size_is_refused(toy_jets: Constituents) -> None:
    prepared = Image(pixels=33)(cluster(toy_jets).batch())
    with pytest.raises(ValueError, match=r"images of 37 pixels along a side \(got 33\)"):
        CNN()(prepared)


@pytest.mark.parametrize("hidden_channels", [0, 70])
def test_sizes_that_do_not_exist(hidden_channels: int) -> None:
    with pytest.raises(ValueError, match=rf"a multiple of 16, .* \(got {hidden_channels}\)"):
        CNN(hidden_channels=hidden_channels)

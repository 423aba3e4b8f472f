"""CNN: sizes of the paper's network, its output from the image, and what it refuses."""

import json
import math
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors import safe_open
from torch import Tensor

from pyg_jets import Constituents, cluster
from pyg_jets.taggers import CNN, load_tagger
from pyg_jets.taggers.cnn import Pixels
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


@pytest.mark.parametrize("pixels", ["asinh", "linear"])
def test_layer_by_layer(toy_jets: Constituents, pixels: Pixels) -> None:
    tagger = CNN(pixels=pixels).double()
    batch = cluster(toy_jets).batch()
    first, second, third, fourth = (
        layer for layer in tagger.conv if isinstance(layer, torch.nn.Conv2d)
    )
    images = Image()(batch).image.double()
    images = images if pixels == "linear" else (1000 * images).asinh()
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
    prepared = Image(width=0.4)(batch)
    assert torch.equal(tagger(prepared), tagger(batch))
    prepared.intensity = prepared.intensity * 2
    assert not torch.equal(tagger(prepared), tagger(batch))


@pytest.mark.parametrize("hidden_channels", [0, 70])
def test_sizes_that_do_not_exist(hidden_channels: int) -> None:
    with pytest.raises(ValueError, match=rf"a multiple of 16, .* \(got {hidden_channels}\)"):
        CNN(hidden_channels=hidden_channels)


def _read_by_the_network(tagger: CNN, jets: Constituents) -> Tensor:
    seen: list[Tensor] = []

    def keep(_: Any, given: tuple[Tensor]) -> None:
        seen.append(given[0])

    hook = tagger.conv.register_forward_pre_hook(keep)
    tagger(cluster(jets).batch())
    hook.remove()
    return seen[0]


def test_values_of_pixels_by_hand() -> None:
    """80 and 20 GeV, 0.2 apart in azimuth: 0.04 and 0.16 from their centroid, the hard one above.

    The centroid is in the middle of pixel 18, and a pixel is 1.6 / 37 wide: the particles stand
    0.925 pixels above it and 3.7 below, at 19.4 and 14.8 pixels from the lower edge.
    """
    hard, soft = (
        (pt * math.cos(phi), pt * math.sin(phi), 0.0, pt) for pt, phi in ((80.0, 0.0), (20.0, 0.2))
    )
    jets = Constituents([hard, soft], [0, 2])
    linear = _read_by_the_network(CNN(pixels="linear"), jets)
    assert linear.shape == (1, 1, 37, 37)
    assert linear[0, 0, [19, 14], 18].tolist() == pytest.approx([0.8, 0.2])
    assert float(linear.sum()) == pytest.approx(1)
    curved = _read_by_the_network(CNN(), jets)
    expected = [math.log(1000 * z + math.hypot(1000 * z, 1)) for z in (0.8, 0.2)]
    assert curved[0, 0, [19, 14], 18].tolist() == pytest.approx(expected)
    assert float(curved.sum()) == pytest.approx(sum(expected))


def test_linear_pixels_are_kept(tmp_path: Path, toy_jets: Constituents) -> None:
    tagger = CNN(pixels="linear").eval()
    assert tagger.config == {"hidden_channels": 128, "width": 1.6, "pixels": "linear"}
    assert "pixels='linear'" in repr(tagger)
    assert "pixels='asinh'" in repr(CNN())
    fresh = tagger.untrained(1)
    assert isinstance(fresh, CNN)
    assert fresh.pixels == "linear"
    path = tmp_path / "linear.safetensors"
    tagger.save(path)
    again = load_tagger(path)
    batch = cluster(toy_jets).batch()
    assert torch.equal(again(batch), tagger(batch))
    assert torch.equal(load_tagger(path, CNN(pixels="linear"))(batch), tagger(batch))
    with pytest.raises(ValueError, match=r"its configuration must be .* 'pixels': 'linear'"):
        load_tagger(path, CNN())


def test_files_from_before_the_choice_are_read(tmp_path: Path, toy_jets: Constituents) -> None:
    """They say nothing of pixels, and so does one with the same pixels today."""
    tagger = CNN().eval()
    tagger.save(tmp_path / "old.safetensors")
    with safe_open(tmp_path / "old.safetensors", framework="pt") as file:
        assert json.loads(file.metadata()["config"]) == {"hidden_channels": 128, "width": 1.6}
    batch = cluster(toy_jets).batch()
    for again in (
        load_tagger(tmp_path / "old.safetensors"),
        load_tagger(tmp_path / "old.safetensors", CNN()),
    ):
        assert isinstance(again, CNN)
        assert again.pixels == "asinh"
        assert torch.equal(again(batch), tagger(batch))


def test_other_pixels_are_refused() -> None:
    with pytest.raises(ValueError, match=r"'pixels' must be one of asinh, linear \(got 'log'\)"):
        CNN(pixels="log")  # type: ignore[arg-type]

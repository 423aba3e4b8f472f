"""The convolutional network of `arXiv:1911.01872 <https://arxiv.org/abs/1911.01872>`_."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias, get_args

from torch import Tensor
from torch.nn import Conv2d, Flatten, MaxPool2d, ReLU, Sequential

from pyg_jets.taggers.recipe import Recipe
from pyg_jets.taggers.tagger import Tagger
from pyg_jets.transforms import Image
from pyg_jets.transforms.image import pixelated

_PIXELS = 37
_FLAT = 4 * 4
_SOFT = 1e-3
"""Share of the jet's transverse momentum up to which asinh pixels are linear."""

Pixels: TypeAlias = Literal["asinh", "linear"]
"""How a pixel's share of the jet's transverse momentum enters the network."""


class CNN(Tagger):
    r"""Convolutions on images of 37 x 37 pixels of transverse momentum (appendix C).

    Two convolutions with 16 channels, pooling, two with 8 channels, pooling, the flatten layer,
    dense layers of 128 and 64 units and one logit; 32,305 parameters. The embedding :math:`h_J`,
    Hidden(-3) of the paper's Figure 2, is the flatten layer. The paper gives neither kernels nor
    padding nor activations. Here kernels are 4 x 4 and maxima are taken over 2 x 2, in the manner
    of `arXiv:1902.09914 <https://arxiv.org/abs/1902.09914>`_; there is no padding, so that
    8 x 4 x 4 numbers reach the flatten layer; a ReLU follows each convolution and dense layer.

    With ``pixels="asinh"`` a pixel with the share z of the jet's transverse momentum enters as
    :math:`\operatorname{asinh}(1000\, z)`: as it is below a permille, by its logarithm above. With
    ``"linear"`` it enters as z itself, which is what the paper's "p_T deposit as pixel intensity"
    says: a few pixels of order 0.1 among hundreds of order 0.001 hide how many there are.

    The state :math:`h_i` of a constituent is its share of the jet's transverse momentum, which its
    pixel takes up; merges have 0.

    Args:
        hidden_channels: Size of the embedding, 16 for each channel of the last convolution; the
            paper has 8 channels.
        width: Length of the image's side, see :class:`pyg_jets.transforms.Image`.
        pixels: ``"asinh"`` or ``"linear"``.
        num_classes: Number of scores, one for each label; None: one logit, of two classes.

    Shapes:
        - **batch:** a batch of :class:`pyg_jets.JetTree`; **output:** ``(num_jets,)``,
          or ``(num_jets, num_classes)``

    Raises:
        ValueError: If ``hidden_channels`` is not a multiple of 16, or ``pixels`` unknown.
    """

    node_states = "leaves"
    reads = "image"

    recipe = Recipe(epochs=10)

    def __init__(
        self,
        hidden_channels: int = 128,
        width: float = 1.6,
        pixels: Pixels = "asinh",
        *,
        num_classes: int | None = None,
    ) -> None:
        if hidden_channels < 1 or hidden_channels % _FLAT:
            raise ValueError(
                f"'hidden_channels' must be a multiple of {_FLAT}, the pixels of each channel that "
                f"reach the flatten layer (got {hidden_channels})"
            )
        if pixels not in get_args(Pixels):
            raise ValueError(
                f"'pixels' must be one of {', '.join(get_args(Pixels))} (got {pixels!r})"
            )
        config: dict[str, Any] = {"width": width}
        if pixels != "asinh":  # files from before there was a choice say nothing, and fit still
            config["pixels"] = pixels
        super().__init__(
            hidden_channels,
            head_channels=(128, 64),
            state_channels=1,
            in_channels=0,
            num_classes=num_classes,
            **config,
        )
        self.pixels = pixels
        self.transform = Image(_PIXELS, width)
        last = hidden_channels // _FLAT
        self.conv = Sequential(
            *(Conv2d(1, 16, 4), ReLU(), Conv2d(16, 16, 4), ReLU(), MaxPool2d(2)),
            *(Conv2d(16, last, 4), ReLU(), Conv2d(last, last, 4), ReLU(), MaxPool2d(2)),
            Flatten(),
        )

    def states(self, batch: Any, gate: Tensor | None = None) -> Tensor:
        """The intensity of every constituent, ``(num_nodes, 1)``."""
        states: Tensor = self.view(batch).intensity.to(self.center.dtype)[:, None]
        return states if gate is None else states + gate

    def readout(self, states: Tensor, batch: Any) -> Tensor:
        """The flatten layer, ``(num_jets, hidden_channels)``."""
        image = pixelated(states[:, 0], self.view(batch), _PIXELS)
        return self._of_pixels(image if self.pixels == "linear" else (image / _SOFT).asinh())

    def tensors(self, batch: Any) -> dict[str, Tensor]:
        """The images, ``(num_jets, 1, pixels, pixels)``."""
        return {"image": self.view(batch).image.to(self.center.dtype)}

    def embed_tensors(self, tensors: Mapping[str, Tensor]) -> Tensor:
        """Embeddings of images."""
        image = tensors["image"]
        if self.pixels != "linear":
            x = image / _SOFT
            # The inverse hyperbolic sine, unknown to the exporter; pixels are not negative.
            image = (x + (x * x + 1).sqrt()).log()
        return self._of_pixels(image)

    def _of_pixels(self, pixels: Tensor) -> Tensor:
        embedding: Tensor = self.conv(pixels)
        return embedding

    def extra_repr(self) -> str:
        """What its pixels hold."""
        return f"pixels={self.pixels!r}"

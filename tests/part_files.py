"""Random parameters of weaver's Particle Transformer, and what it makes of them, step by step."""

import math

import torch
from torch import Tensor
from torch.nn.functional import gelu


def part_state(
    inputs: int = 7,
    classes: int = 10,
    *,
    size: int = 8,
    heads: int = 2,
    blocks: int = 2,
    pair: int = 6,
    old: bool = False,
) -> dict[str, Tensor]:
    """As weaver names them; ``old`` files are of torch's own attention."""
    state: dict[str, Tensor] = {}

    def affine(name: str, *shape: int, join: str = ".") -> None:
        state[f"mod.{name}{join}weight"] = 1 + 0.3 * torch.randn(shape)
        if len(shape) > 1:
            state[f"mod.{name}{join}weight"] = torch.randn(shape) / shape[1] ** 0.5
        state[f"mod.{name}{join}bias"] = 0.3 * torch.randn(shape[0])

    def norm(name: str, width: int) -> None:
        affine(name, width)
        state[f"mod.{name}.running_mean"] = 0.5 * torch.randn(width)
        state[f"mod.{name}.running_var"] = 0.5 + torch.rand(width)
        state[f"mod.{name}.num_batches_tracked"] = torch.tensor(7)

    norm("embed.input_bn", inputs)
    before = inputs
    for place, width in ((0, size), (3, 4 * size), (6, size)):
        affine(f"embed.embed.{place}", before)
        affine(f"embed.embed.{place + 1}", width, before)
        before = width
    norm("pair_embed.embed.0", 4)
    before = 4
    for place, width in ((1, pair), (4, pair), (7, pair), (10, heads)):
        affine(f"pair_embed.embed.{place}", width, before, 1)
        norm(f"pair_embed.embed.{place + 1}", width)
        before = width
    for name in (*(f"blocks.{i}" for i in range(blocks)), "cls_blocks.0"):
        affine(f"{name}.attn.in_proj", 3 * size, size, join="_" if old else ".")
        affine(f"{name}.attn.out_proj", size, size)
        for layer in ("pre_attn_norm", "post_attn_norm", "pre_fc_norm"):
            affine(f"{name}.{layer}", size)
        affine(f"{name}.fc1", 4 * size, size)
        affine(f"{name}.post_fc_norm", 4 * size)
        affine(f"{name}.fc2", size, 4 * size)
        state[f"mod.{name}.c_attn"] = 1 + 0.3 * torch.randn(heads)
        state[f"mod.{name}.w_resid"] = 1 + 0.3 * torch.randn(size)
    affine("norm", size)
    affine("fc.0", classes, size)
    state["mod.cls_token"] = torch.randn(1, 1, size)
    return state


class SlowParT:
    """The scores of one jet, pair by pair and head by head, in double precision."""

    def __init__(self, state: dict[str, Tensor], pair_activation: bool = True) -> None:
        self.weights = {name.removeprefix("mod."): value.double() for name, value in state.items()}
        self.heads = len(self.weights["blocks.0.c_attn"])
        self.pair_activation = pair_activation

    def __call__(self, features: Tensor, p4: Tensor) -> Tensor:
        """From the features ``(n, inputs)`` and momenta ``(n, 4)`` the scores of all classes."""
        x = self._batch_norm("embed.input_bn", features)
        for place in (0, 3, 6):
            x = gelu(
                self._product(
                    f"embed.embed.{place + 1}", self._layer_norm(f"embed.embed.{place}", x)
                )
            )
        bias = [[self._pair(first, second) for second in p4] for first in p4]
        for name in self._names("blocks"):
            x = self._block(name, x, x, torch.stack([torch.stack(row) for row in bias]))
        token = self.weights["cls_token"][0]
        for name in self._names("cls_blocks"):
            token = self._block(name, token, torch.cat((token, x)), None)
        return self._product("fc.0", self._layer_norm("norm", token))[0]

    def _names(self, name: str) -> list[str]:
        return sorted({key[: len(name) + 2] for key in self.weights if key.startswith(f"{name}.")})

    def _product(self, name: str, x: Tensor) -> Tensor:
        return x @ self.weights[f"{name}.weight"].flatten(1).t() + self.weights[f"{name}.bias"]

    def _layer_norm(self, name: str, x: Tensor) -> Tensor:
        x = x - x.mean(1, keepdim=True)
        x = x / (x.square().mean(1, keepdim=True) + 1e-5).sqrt()
        return x * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]

    def _batch_norm(self, name: str, x: Tensor) -> Tensor:
        mean, var = self.weights[f"{name}.running_mean"], self.weights[f"{name}.running_var"]
        scaled = (x - mean) / (var + 1e-5).sqrt()
        return scaled * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]

    def _pair(self, a: Tensor, b: Tensor) -> Tensor:
        """What is added to the attention of two particles, head by head."""
        (pt_a, y_a, phi_a), (pt_b, y_b, phi_b) = _direction(a), _direction(b)
        delta = math.hypot(y_a - y_b, math.remainder(phi_a - phi_b, 2 * math.pi))
        soft = min(pt_a, pt_b)
        px, py, pz, energy = (a + b).tolist()
        m2 = energy**2 - px**2 - py**2 - pz**2
        numbers = soft * delta, soft / (pt_a + pt_b), delta, m2
        x = torch.tensor([[math.log(max(number, 1e-8)) for number in numbers]], dtype=torch.float64)
        x = self._batch_norm("pair_embed.embed.0", x)
        for place in (1, 4, 7, 10):
            x = self._product(f"pair_embed.embed.{place}", x)
            x = self._batch_norm(f"pair_embed.embed.{place + 1}", x)
            x = gelu(x) if place < 10 or self.pair_activation else x
        return x[0]

    def _block(self, name: str, x: Tensor, others: Tensor, bias: Tensor | None) -> Tensor:
        normed = self._layer_norm(f"{name}.pre_attn_norm", others)
        join = "_" if f"{name}.attn.in_proj_weight" in self.weights else "."
        weight = self.weights[f"{name}.attn.in_proj{join}weight"].chunk(3)
        shift = self.weights[f"{name}.attn.in_proj{join}bias"].chunk(3)
        # The class token itself asks, not what its normalisation makes of it.
        asking = normed if bias is not None else x
        query, key, value = (
            rows @ w.t() + b
            for rows, w, b in zip((asking, normed, normed), weight, shift, strict=True)
        )
        width = query.shape[1] // self.heads
        attended = []
        for head in range(self.heads):
            columns = slice(head * width, (head + 1) * width)
            logits = query[:, columns] @ key[:, columns].t() / width**0.5
            logits = logits if bias is None else logits + bias[:, :, head]
            attended.append(logits.softmax(1) @ value[:, columns])
        out = self._product(f"{name}.attn.out_proj", torch.cat(attended, 1))
        scale = self.weights[f"{name}.c_attn"].repeat_interleave(width)
        y = x + self._layer_norm(f"{name}.post_attn_norm", out * scale)
        hidden = gelu(self._product(f"{name}.fc1", self._layer_norm(f"{name}.pre_fc_norm", y)))
        hidden = self._product(f"{name}.fc2", self._layer_norm(f"{name}.post_fc_norm", hidden))
        return y * self.weights[f"{name}.w_resid"] + hidden


def _direction(p4: Tensor) -> tuple[float, float, float]:
    px, py, pz, energy = p4.tolist()
    return math.hypot(px, py), 0.5 * math.log((energy + pz) / (energy - pz)), math.atan2(py, px)

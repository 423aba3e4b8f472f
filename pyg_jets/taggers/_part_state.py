"""Parameters of weaver's Particle Transformer under the names of this library's."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from pyg_jets.taggers._published_state import PublishedState


def from_weaver(published: PublishedState) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """The parameters, and the sizes of the network that they say.

    Whether a GELU ends the layers on pairs does not show: with it in the networks of JetClass,
    without it in Sophon and by weaver's default.

    Raises:
        ValueError: If one is missing.
    """
    state = _embeddings(published)
    counts = {name: published.count(f"{name}.") for name in ("blocks", "cls_blocks")}
    for name, number in counts.items():
        ours = "class_blocks" if name == "cls_blocks" else name
        for block in range(max(1, number)):
            state |= _block(published, f"{name}.{block}", f"{ours}.{block}")
    state |= published.affine("norm", "norm", 1)
    state |= published.affine("fc.0", "head.0", 2)
    state["token"] = published.take("cls_token", 3).flatten()
    return state, {
        "hidden_channels": len(state["norm.weight"]),
        "heads": len(state["blocks.0.head_scale"]),
        "blocks": counts["blocks"],
        "class_blocks": counts["cls_blocks"],
        "pair_channels": len(state["pair_embedding.1.bias"]),
        "num_classes": len(state["head.0.bias"]),
    }


def _embeddings(published: PublishedState) -> dict[str, Tensor]:
    state = published.norm("embed.input_bn", "particle_embedding.0")
    for layer in (0, 3, 6):
        theirs, ours = "embed.embed", "particle_embedding"
        state |= published.affine(f"{theirs}.{layer}", f"{ours}.{layer + 1}", 1)
        state |= published.affine(f"{theirs}.{layer + 1}", f"{ours}.{layer + 2}", 2)
    state |= published.norm("pair_embed.embed.0", "pair_embedding.0")
    for layer in (1, 4, 7, 10):
        theirs, ours = f"pair_embed.embed.{layer}", f"pair_embedding.{layer}"
        state |= published.affine(theirs, ours, 2)
        theirs, ours = f"pair_embed.embed.{layer + 1}", f"pair_embedding.{layer + 1}"
        state |= published.norm(theirs, ours)
    return state


def _block(published: PublishedState, theirs: str, ours: str) -> dict[str, Tensor]:
    # The older files are of torch's own attention, which joins the names.
    old = published.has(f"{theirs}.attn.in_proj_weight")
    state = published.affine(
        f"{theirs}.attn.in_proj", f"{ours}.lin_qkv", 2, separator="_" if old else "."
    )
    state |= published.affine(f"{theirs}.attn.out_proj", f"{ours}.lin_out", 2)
    for name, place, dimensions in (
        ("pre_attn_norm", "norm_in", 1),
        ("post_attn_norm", "norm_out", 1),
        ("pre_fc_norm", "dense.0", 1),
        ("fc1", "dense.1", 2),
        ("post_fc_norm", "dense.4", 1),
        ("fc2", "dense.5", 2),
    ):
        state |= published.affine(f"{theirs}.{name}", f"{ours}.{place}", dimensions)
    state[f"{ours}.head_scale"] = published.take(f"{theirs}.c_attn", 1)
    state[f"{ours}.residual_scale"] = published.take(f"{theirs}.w_resid", 1)
    return state

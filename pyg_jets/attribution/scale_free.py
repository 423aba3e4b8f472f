"""Whether a network cancels the size of what it is given."""

from __future__ import annotations

from torch import Tensor

from pyg_jets.taggers import Tagger

_LEAST = 1e-4
"""Products of vectors at random are far larger; those of a network that normalises are rounding
and what its epsilon leaves."""


def check_has_scale(tagger: Tagger) -> None:
    """Raise a TypeError for a tagger whose readout cancels the size of every state."""
    if tagger.scale_free_states:
        raise _refusal(tagger, "states")


def check_products(tagger: Tagger, values: Tensor, gradients: Tensor, on: str) -> None:
    r"""Refuse products of vectors and gradients that are zero by construction.

    Where a layer normalises each node's vector h, :math:`L(\ldots, a h_i, \ldots) = L` for every
    a > 0, and so :math:`h_i \cdot \partial L / \partial h_i = 0` though neither is 0: what is left
    is rounding. Gradients that are 0 themselves, as of a constant tagger, are no reason to refuse.

    Args:
        tagger: For the message.
        values: What is multiplied, a row for each node.
        gradients: By what.
        on: ``"states"`` or ``"features"``.

    Shapes:
        - **values**, **gradients:** ``(num_nodes, channels)``

    Raises:
        TypeError: If :math:`\sum_i |h_i \cdot g_i| < 10^{-4} \sum_i |h_i| |g_i|`.
    """
    products = (values * gradients).sum(1).abs().sum()
    sizes = (values.norm(dim=1) * gradients.norm(dim=1)).sum()
    if bool(products < _LEAST * sizes):
        raise _refusal(tagger, on)


def _refusal(tagger: Tagger, on: str) -> TypeError:
    remedy = "on='features', occlusion" if on == "states" else "occlusion"
    return TypeError(
        f"'tagger' must depend on the size of its {on} for input times gradient "
        f"(got {type(tagger).__name__}, which normalises them, or jets of one direction, where "
        f"shares do not matter, so that the product is 0 by construction): use {remedy} or "
        "integrated gradients"
    )

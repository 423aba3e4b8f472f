"""How often the largest value is where it should be, by the truth and by chance."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from pyg_jets.attribution import change
from pyg_jets.evaluation.top_splittings import top_splittings
from pyg_jets.jets.kinematics import mass
from pyg_jets.lund import lund_coordinates
from pyg_jets.metrics import Estimate, weight_array, weighted_mean, weighted_share


def hit_rate(
    values: Tensor,
    truth: Tensor,
    batch: Any,
    among: Tensor | None = None,
    *,
    top: int = 1,
    contested: bool = False,
) -> Estimate:
    """Share of jets whose splitting with the largest value, or one of so many, is a true one.

    Jets without a true splitting are left out; one in which none may be chosen is missed.

    Args:
        values: A number per node.
        truth: Which nodes are true.
        batch: The trees.
        among: Which splittings may be chosen; all if not given.
        top: How many are chosen; one of them has to be true.
        contested: Leave jets out, too, in which no single choice is wrong.

    Shapes:
        - **values**, **truth**, **among:** ``(num_nodes,)``

    Raises:
        ValueError: If a shape is wrong, less than one is to be chosen, or no jet is left.
    """
    _check_top(top)
    known = _counted(truth, batch, among, contested)
    _check_known(known)
    hits = _per_jet(top_splittings(values, batch, top, among) & truth, batch) > 0
    weight = weight_array(getattr(batch, "weight", None), len(known))
    return weighted_share(hits[known], weight[known.numpy()])


def chance(
    truth: Tensor,
    batch: Any,
    among: Tensor | None = None,
    *,
    top: int = 1,
    contested: bool = False,
) -> float:
    r"""What :func:`hit_rate` is on average if the splittings of each jet are drawn.

    Of n splittings with t true ones k drawn hold none with the probability
    :math:`\binom{n - t}{k} / \binom{n}{k}`.

    Args:
        truth: Which nodes are true.
        batch: The trees.
        among: Which splittings may be chosen; all if not given.
        top: As in :func:`hit_rate`.
        contested: Likewise.

    Raises:
        ValueError: As in :func:`hit_rate`.
    """
    _check_top(top)
    known = _counted(truth, batch, among, contested)
    _check_known(known)
    candidates = _candidates(batch, among)
    true, number = (_per_jet(mask, batch)[known] for mask in (candidates & truth, candidates))
    missed = torch.ones(len(true), dtype=torch.float64)
    for drawn in range(top):
        left = (number - drawn).clamp(min=1)
        missed *= torch.where(number > drawn, (number - true - drawn).clamp(min=0) / left, 1.0)
    weight = weight_array(getattr(batch, "weight", None), len(known))[known.numpy()]
    return float(1 - weighted_mean(missed.numpy(), weight))


def simple_choices(batch: Any, seed: int = 0) -> dict[str, Tensor]:
    """Numbers per node that know no tagger: kt, the drop of the mass, and a draw.

    Args:
        batch: The trees.
        seed: Of the draw.

    Shapes:
        - **output:** each ``(num_nodes,)``
    """
    coordinates = lund_coordinates(batch)
    kt = torch.zeros(batch.num_nodes, dtype=torch.float64)
    kt[coordinates.node] = coordinates.ln_kt
    generator = torch.Generator().manual_seed(seed)
    return {
        "largest kt": kt,
        "largest mass drop": change(mass(batch.p4), batch),
        "random": torch.rand(len(kt), generator=generator, dtype=torch.float64),
        "smallest kt": -kt,
    }


def _check_top(top: int) -> None:
    if top < 1:
        raise ValueError(f"'top' must be at least 1 (got {top})")


def _check_known(known: Tensor) -> None:
    if not known.any():
        raise ValueError("'truth' must hold in some jet that counts (got none)")


def _counted(truth: Tensor, batch: Any, among: Tensor | None, contested: bool) -> Tensor:
    """Which jets count."""
    if tuple(truth.shape) != (batch.num_nodes,) or truth.dtype != torch.bool:
        raise ValueError(
            f"'truth' must be a mask of the nodes, ({batch.num_nodes},) "
            f"(got {truth.dtype} of shape {tuple(truth.shape)})"
        )
    known = _per_jet(truth & ~batch.is_leaf, batch) > 0
    return known & (_per_jet(_candidates(batch, among) & ~truth, batch) > 0) if contested else known


def _candidates(batch: Any, among: Tensor | None) -> Tensor:
    inner: Tensor = ~batch.is_leaf
    return inner if among is None else inner & among


def _per_jet(mask: Tensor, batch: Any) -> Tensor:
    """How many nodes of every jet."""
    return torch.bincount(batch.batch[mask], minlength=batch.num_graphs)

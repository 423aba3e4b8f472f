"""Sensitivity: how much an attribution changes when the jet hardly does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from pyg_jets.attribution.frozen import frozen
from pyg_jets.attribution.offsets import check_number
from pyg_jets.attribution.pruning import History, histories
from pyg_jets.evaluation.padding import padded
from pyg_jets.evaluation.similarity import Method
from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.jet_tree_dataset import JetTreeDataset
from pyg_jets.jets.packing import borders
from pyg_jets.taggers import Tagger
from pyg_jets.transforms._one_or_many import frame_of

_TOGETHER = 256
"""Jets that a method gets at once."""


def sensitivity(
    method: Method,
    tagger: Tagger,
    batch: Any,
    *,
    radius: float = 0.02,
    samples: int = 10,
    seed: int = 0,
) -> Tensor:
    r"""The largest relative change of an attribution under small changes of the momenta.

    It is sensitivity-max of `arXiv:1901.09392 <https://arxiv.org/abs/1901.09392>`_, by Captum:

    .. math::
        \mathrm{SENS} = \max_{\|\delta\|_\infty \le r}
        \frac{\|A(x + \delta) - A(x)\|_2}{\|A(x)\|_2}

    The momentum of every constituent is multiplied by :math:`1 + \delta`, with its direction as it
    was: that changes every logarithm of pt and energy by up to r, reaches whatever a tagger or a
    method reads, and leaves a jet with the same history. The largest of some random changes is
    taken. A method that does not look at the jet has 0, which is no merit by itself.

    Args:
        method: The attribution.
        tagger: Any tagger; it is left as it was.
        batch: A batch of trees.
        radius: r.
        samples: Changes of each jet.
        seed: Of the changes; the k-th constituents of all jets have the same.

    Shapes:
        - **output:** ``(num_jets,)``, not negative

    Raises:
        ValueError: If the radius is not between 0 and 1, there is no sample, or there are jets in
            several frames.
    """
    from captum.metrics import sensitivity_max

    check_number("samples", samples)
    if not 0 <= radius < 1:
        raise ValueError(f"'radius' must lie between 0 and 1 (got {radius})")
    jets, frame = histories(batch), frame_of(batch)
    counts = torch.tensor([len(jet.p4) for jet in jets])
    there = torch.arange(int(counts.max())) < counts[:, None]
    p4 = torch.zeros(*there.shape, 4, dtype=torch.float64)
    p4[there] = torch.from_numpy(np.concatenate([jet.p4 for jet in jets]))
    # A row for each constituent: those of a jet do not depend on the largest one's.
    drawn = np.random.default_rng(seed).uniform(-radius, radius, (there.shape[1], samples))
    factor = 1 + torch.from_numpy(drawn.T).repeat(len(jets), 1)[:, :, None]

    def attributions(p4: Any) -> tuple[Tensor]:
        # Captum gives a tuple first, then a tensor.
        rows = p4[0] if isinstance(p4, tuple) else p4
        copies = len(rows) // len(jets)
        momenta = rows[there.repeat_interleave(copies, 0)]
        trees = _copies(jets, momenta, copies, frame)
        return (padded(_values(method, tagger, trees, batch.p4.device), trees.batch()),)

    with frozen(tagger):
        found: Tensor = sensitivity_max(
            attributions,
            p4,
            perturb_func=lambda rows: rows * factor,
            n_perturb_samples=samples,
        )
    return found


def _copies(jets: Sequence[History], p4: Tensor, copies: int, frame: Any) -> JetTreeDataset:
    """Jets with other momenta and the same history, the copies of each behind one another."""
    counts = torch.tensor([len(jet.p4) for jet in jets]).repeat_interleave(copies)
    merges = np.concatenate([np.tile(jet.children, (copies, 1)) for jet in jets])
    constituents = Constituents(p4, borders(counts))
    return JetTreeDataset(constituents, torch.from_numpy(merges), frame=frame)


def _values(method: Method, tagger: Tagger, trees: JetTreeDataset, device: Any) -> Tensor:
    parts = []
    # Captum forbids gradients, which most methods need.
    with torch.enable_grad():
        for first in range(0, len(trees), _TOGETHER):
            some = trees.batch(slice(first, first + _TOGETHER))
            parts.append(method(tagger, some.to(device)).detach())
    return torch.cat(parts).double().cpu()

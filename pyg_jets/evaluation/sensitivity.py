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
from pyg_jets.jets.packing import packed_rows
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.target import Target, at_target
from pyg_jets.transforms._leaves import jets_of, with_added
from pyg_jets.transforms._one_or_many import first_node, frame_of, num_jets
from pyg_jets.transforms._view import unviewed
from pyg_jets.transforms.changes.perturbation import with_momenta

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
    target: Target = None,
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
        target: Which number is explained, see :func:`pyg_jets.taggers.at_target`; None: that of
            the method.

    Shapes:
        - **output:** ``(num_jets,)``, not negative

    Raises:
        ValueError: If the radius is not between 0 and 1, there is no sample, or there are jets in
            several frames.
    """
    from captum.metrics import sensitivity_max

    tagger = tagger if target is None else at_target(tagger, target)
    check_number("samples", samples)
    if not 0 <= radius < 1:
        raise ValueError(f"'radius' must lie between 0 and 1 (got {radius})")
    jets = histories(batch)
    frame_of(batch)  # refuses several before the work
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
        trees = _copies(jets, momenta, copies, batch)
        return (padded(_values(method, tagger, trees, batch), trees.batch()),)

    with frozen(tagger):
        found: Tensor = sensitivity_max(
            attributions,
            p4,
            perturb_func=lambda rows: rows * factor,
            n_perturb_samples=samples,
        )
    return found


def _copies(jets: Sequence[History], p4: Tensor, copies: int, trees: Any) -> JetTreeDataset:
    """Jets with other momenta and the same history, the copies of each behind one another."""
    place = torch.arange(len(jets)).repeat_interleave(copies)
    merges = np.concatenate([np.tile(jet.children, (copies, 1)) for jet in jets])
    same = jets_of(trees)[place]
    return JetTreeDataset(with_momenta(same, p4), torch.from_numpy(merges), frame=frame_of(trees))


def _values(method: Method, tagger: Tagger, copies: JetTreeDataset, trees: Any) -> Tensor:
    """Values of the nodes of the copies, of which each jet has as many."""
    parts, each = [], len(copies) // num_jets(trees)
    ptr = first_node(trees).cpu()
    ptr = torch.cat((ptr, ptr.new_tensor([trees.num_nodes])))
    if tagger.transform is not None:  # a view of the original momenta is none of the copies
        trees = unviewed(trees, tagger.reads)
    # Captum forbids gradients, which most methods need.
    with torch.enable_grad():
        for chunk in torch.arange(len(copies)).split(_TOGETHER):
            place = chunk // each
            some = with_added(trees, copies.batch(chunk), packed_rows(ptr, place)[0], place)
            parts.append(method(tagger, some.to(trees.p4.device)).detach())
    return torch.cat(parts).double().cpu()

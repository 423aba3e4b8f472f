"""What gradient methods move between a baseline and its value: states or features."""

from __future__ import annotations

import copy
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

import numpy as np
import torch
from torch import Tensor

from pyg_jets.attribution.scaled_states import Logits, scaled_states, with_states
from pyg_jets.taggers import Tagger
from pyg_jets.transforms._one_or_many import first_node, jet_of_node

On: TypeAlias = Literal["states", "features"]
"""What is attributed to: the states of the nodes, or the features that the tagger reads there."""


class Offsets(NamedTuple):
    """Distances from the baseline, and the logits as a function of them.

    Shapes:
        - **values:** ``(num_nodes, channels)``; 0 is the baseline
        - **logits:** ``(num_nodes, channels)`` -> ``(num_jets,)``
    """

    values: Tensor
    logits: Logits

    def totals(self, examples: Tensor) -> Tensor:
        """What Captum calls: one sum of logits for each example.

        Captum reads dimension 0 as examples: an example is the whole batch of jets. Their logits
        are summed, since every row belongs to one jet.

        Shapes:
            - **examples:** ``(n, num_nodes, channels)``; **output:** ``(n,)``
        """
        return torch.stack([self.logits(example).sum() for example in examples])


def offsets(tagger: Tagger, batch: Any, on: On, baseline: Any = None) -> Offsets:
    r"""States as factors from 0 to 1, or features as :math:`(x - b) / s`.

    b is the baseline and s the scale that the tagger has learnt (1 if it scales nothing). What a
    tagger reads besides its features, such as edges, neighbours and pairs, stays as it is, and so
    do features of nodes on which it has no states. One that reads no features of nodes, but
    sequences or images, pools its input at once: its states are its features.

    Args:
        tagger: Any tagger.
        batch: A batch of what it reads.
        on: ``"states"`` or ``"features"``.
        baseline: Of the features: ``(channels,)``; the tagger's centre if not given, which is 0 if
            it has none.

    Raises:
        TypeError: If the features are integers.
        ValueError: If ``on`` is something else, or the baseline has another shape.
    """
    if on not in get_args(On):
        raise ValueError(f"'on' must be one of {', '.join(get_args(On))} (got '{on}')")
    if on == "features":
        return _features(tagger, batch, baseline)
    if baseline is not None:
        raise ValueError("'baseline' is for on='features' (got one for states, whose factor is 0)")
    of_factor = scaled_states(tagger, batch)
    ones = tagger.center.new_ones(batch.num_nodes, 1)
    return Offsets(ones, lambda values: of_factor(values[:, 0]))


def _features(tagger: Tagger, batch: Any, baseline: Any) -> Offsets:
    view = tagger.view(batch)
    field = view[tagger.reads]
    if not field.is_floating_point():
        raise TypeError(
            f"features must be real numbers for gradients to be taken (got {field.dtype}, as a "
            f"{type(tagger).__name__} reads them): use states, branch_removal or shapley"
        )
    of_nodes = field.ndim == 2 and len(field) == view.num_nodes
    with torch.no_grad():
        x = field.to(tagger.center.dtype) if of_nodes else tagger.states(view)
    scaled = of_nodes and len(tagger.center) == x.shape[1]
    scale = tagger.scale if scaled else x.new_ones(x.shape[1])
    center = tagger.center if scaled else x.new_zeros(x.shape[1])
    if baseline is not None:
        center = torch.as_tensor(baseline).to(x)
        if center.shape != scale.shape:
            raise ValueError(
                f"'baseline' must have one number for each of {len(scale)} features "
                f"(got shape {tuple(center.shape)})"
            )

    stays = ~with_states(tagger, view)[:, None]

    def logits(values: Tensor) -> Any:
        moved = torch.where(stays, x, center + scale * values)
        if not of_nodes:
            return tagger.head(tagger.readout(moved, view)).squeeze(-1)
        changed = copy.copy(view)
        changed[tagger.reads] = moved
        return tagger(changed)

    return Offsets((x - center) / scale, logits)


def noise(values: Tensor, batch: Any, generator: np.random.Generator) -> Tensor:
    """Normal numbers in the shape of ``values``, the same for a jet alone and in a batch.

    The k-th nodes of all jets have the same numbers.
    """
    nodes = torch.arange(len(values), device=values.device)
    place = nodes - first_node(batch)[jet_of_node(batch)]
    table = generator.standard_normal((int(place.max()) + 1, values.shape[1]))
    return torch.from_numpy(table).to(values)[place]


def check_number(name: str, number: int) -> None:
    """Raise a ValueError if a number of steps or samples is below 1."""
    if number < 1:
        raise ValueError(f"'{name}' must be at least 1 (got {number})")

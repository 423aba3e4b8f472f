"""What every attribution does with what it is given: a tagger and a batch, wherever they are."""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

import torch
from torch import Tensor

from pyg_jets.taggers import Tagger
from pyg_jets.transforms._one_or_many import num_jets

Method = TypeVar("Method", bound=Callable[..., Tensor])


def per_node(method: Method) -> Method:
    """Make a number per node of the batch that was given of one of the batch that was looked at.

    The batch is moved to the tagger's device, and the numbers back to the batch's. Of no jets there
    are no numbers. Under torch's inference mode, which would not let gradients be taken, it is left
    for a while.

    Args:
        method: ``(tagger, batch, ...)`` -> ``(num_nodes,)``.
    """

    @functools.wraps(method)
    def checked(tagger: Tagger, batch: Any, *args: Any, **options: Any) -> Tensor:
        device = batch.x.device
        if num_jets(batch) == 0:
            return tagger.center.new_zeros(0, device=device)
        with torch.inference_mode(False):
            values = method(tagger, at_tagger(tagger, batch), *args, **options)
        return values.to(device)

    return cast(Method, checked)


def at_tagger(tagger: Tagger, batch: Any) -> Any:
    """The batch where the tagger is, of tensors that gradients may pass; itself if it is there.

    Args:
        tagger: The tagger.
        batch: A tree or a batch of trees.
    """
    device, tensors = tagger.center.device, [v for v in batch.to_dict().values() if _is_bad(v)]
    if batch.x.device == device and not tensors:
        return batch
    with torch.inference_mode(False):
        there = copy.copy(batch).apply(lambda value: value.clone() if _is_bad(value) else value)
        return there.to(device)


def _is_bad(value: Any) -> bool:
    """Whether it was made in torch's inference mode."""
    return isinstance(value, Tensor) and value.is_inference()

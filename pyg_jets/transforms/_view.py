"""Which view made what a batch has: fields of a view with other options are no substitute."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor
from torch_geometric.transforms import BaseTransform

from pyg_jets.transforms._one_or_many import num_jets


class View(BaseTransform):
    """What a tagger reads beside the tree: fields that say which view made them.

    A subclass has all its options in its ``repr``.
    """

    field: str
    """The name with which its fields begin."""

    def __call__(self, data: Any) -> Any:
        """A copy with the fields, and with ``FIELD_view``, the view that made them, of each jet."""
        return marked(super().__call__(data), self.field, self)


def marked(data: Any, field: str, view: Any) -> Any:
    """Say which view made a field.

    Args:
        data: A tree or a batch that may be changed.
        field: The name.
        view: Any transform.
    """
    name = f"{field}_view"
    if not hasattr(data, "_slice_dict"):
        data[name] = _described(view)
        return data
    data[name] = [_described(view)] * num_jets(data)
    # New dictionaries: those of the batch that was given are shared with its copy.
    data._slice_dict = {**data._slice_dict, name: torch.arange(num_jets(data) + 1)}
    data._inc_dict = {**data._inc_dict, name: None}
    return data


def made_by(data: Any, field: str) -> set[str]:
    """The views that made a field of some jets; none if it is not there or nobody said so."""
    views = data.get(f"{field}_view", ()) if field in data else ()
    return {views} if isinstance(views, str) else set(views)


def viewed(data: Any, field: str, view: Any) -> Any:
    """Jets with a field that this view made: as they are, or a copy with the field made anew.

    Args:
        data: A tree or a batch; it stays as it is.
        field: What is needed.
        view: What makes it.

    Raises:
        ValueError: If the field is there, nobody said which view made it, and this one makes
            another.
    """
    makers = made_by(data, field)
    if makers == {_described(view)}:
        return data
    before = data.to_dict()
    made = marked(view(data), field, view)
    if field in before and not makers:
        _check_same(before, made, field, view)
    return made


def unviewed(data: Any, field: str) -> Any:
    """A copy without a view's field, if it is there: whoever needs it makes it anew.

    Args:
        data: A tree or a batch; it stays as it is.
        field: The name.
    """
    if field not in data:
        return data
    other = copy.copy(data)
    del other[field]
    return other


def _described(view: Any) -> str:
    if isinstance(view, View):
        return repr(view)
    return f"{view!r} {getattr(view, '__dict__', {})}"


def _check_same(before: Mapping[str, Any], made: Any, field: str, view: Any) -> None:
    """A data set's transform may be the tagger's own; what is another, or changed, is refused."""
    for name, value in before.items():
        if isinstance(value, Tensor) and not _equal(value, made[name]):
            raise ValueError(
                f"'{name}' of the batch must be as {view!r} makes it, which the tagger reads (got "
                f"another): leave '{field}' to the tagger; who changes it makes it by tagger.view"
            )


def _equal(one: Tensor, other: Any) -> bool:
    if not isinstance(other, Tensor) or one.shape != other.shape:
        return False
    return torch.allclose(one.double(), other.double(), rtol=1e-5, atol=1e-8, equal_nan=True)

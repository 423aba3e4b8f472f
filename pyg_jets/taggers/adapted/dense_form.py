"""Networks that are called with jets in slots and a mask, as weaver's are."""

from __future__ import annotations

from dataclasses import dataclass, replace

from torch import Tensor
from torch.nn import Module

from pyg_jets.taggers.adapted.given import PLACES, Given
from pyg_jets.taggers.adapted.parameters import described, parameters_of

_TABLES = {
    "points": "points",
    "pos": "points",
    "coords": "points",
    "lorentz_vectors": "lorentz_vectors",
    "vectors": "lorentz_vectors",
    "v": "lorentz_vectors",
}
_PADDING = ("src_key_padding_mask", "key_padding_mask", "padding_mask", "pad_mask")
_MASKS = (*_PADDING, "mask", "particle_mask", "node_mask")


@dataclass(frozen=True)
class DenseForm:
    """How a network of slots is called.

    Args:
        x: The name of the argument with the features.
        takes: Names of further arguments, and the tables of
            :data:`pyg_jets.taggers.adapted.given.PLACES` that each is given.
        mask: The name of the mask.
        channels_first: ``(num_jets, channels, slots)`` and a mask ``(num_jets, 1, slots)``, as
            weaver has it; else ``(num_jets, slots, channels)`` and ``(num_jets, slots)``.
        real: Whether the mask is of 0 and 1 in the precision of the features; else of truth values.
    """

    x: str
    takes: tuple[tuple[str, str], ...]
    mask: str
    channels_first: bool = True
    real: bool = False

    @property
    def needs(self) -> tuple[str, ...]:
        """Tables that it reads beside the features."""
        return tuple(what for _, what in self.takes)

    def variants(self) -> list[DenseForm]:
        """Both layouts, with both kinds of mask."""
        return [
            replace(self, channels_first=first, real=real)
            for first in (True, False)
            for real in (False, True)
        ]

    def __call__(self, module: Module, given: Given) -> Tensor:
        """What the network gives."""
        out: Tensor = module(**self.inputs(given))
        return out

    def inputs(self, given: Given) -> dict[str, Tensor]:
        """The network's arguments."""
        mask = given.filled()
        # In torch's attention, and by these names, a mask is true where there is nothing.
        mask = ~mask if self.mask in _PADDING else mask
        mask = mask[:, None] if self.channels_first else mask
        tables = {self.x: given.graph.x, **{name: given.more[what] for name, what in self.takes}}
        inputs = {name: self._laid(given.padded(x)) for name, x in tables.items()}
        return {**inputs, self.mask: mask.to(given.graph.x) if self.real else mask}

    def packed(self, values: Tensor, given: Given) -> Tensor | None:
        """Rows of nodes in what the network or a layer gives; None if there are none.

        Networks may cut slots that no jet fills, and torch's attention may have jets second.
        """
        order = self._order(values, given)
        if order is None:
            return None
        laid = values.permute(order)
        rows: Tensor = laid[given.graph.batch, given.slots]
        return rows

    def unpacked(self, rows: Tensor, like: Tensor, given: Given) -> Tensor:
        """Rows of nodes as a layer gives them, with its own values in slots without a node."""
        order = self._order(like, given)
        assert order is not None
        laid = like.permute(order).index_put((given.graph.batch, given.slots), rows)
        back: Tensor = laid.permute([order.index(axis) for axis in range(3)])
        return back

    def _laid(self, slots: Tensor) -> Tensor:
        return slots.transpose(1, 2) if self.channels_first else slots

    def _order(self, values: Tensor, given: Given) -> list[int] | None:
        """Which axes are jets, slots and channels, the network's own layout first."""
        if values.ndim != 3:
            return None
        most = int(given.slots.max()) + 1 if len(given.slots) else 0
        own = [0, 2, 1] if self.channels_first else [0, 1, 2]
        for order in (own, [0, 1, 2], [0, 2, 1], [1, 0, 2]):
            jets, slots = values.shape[order[0]], values.shape[order[1]]
            if jets == given.graph.num_jets and most <= slots <= given.size:
                return order
        return None


def dense_form(module: Module) -> DenseForm | None:
    """How a network of slots is called, as its ``forward`` says; None if it has no mask.

    Raises:
        TypeError: If it has one and needs something that is not known.
    """
    names, needed, _ = parameters_of(module)
    mask = next((name for name in _MASKS if name in names), None)
    features = [name for name in names if name not in _TABLES and name not in _MASKS]
    if mask is None or not features:
        return None
    x = features[0]
    unknown = [name for name in needed if name not in (x, mask) and name not in _TABLES]
    if unknown:
        raise TypeError(
            f"'module' must take features, {', '.join(PLACES)} and a mask (got "
            f"{described(module)}): for other inputs use taggers.from_weaver with its configuration"
        )
    takes = tuple((name, _TABLES[name]) for name in names if name in _TABLES)
    return DenseForm(x, takes, mask)


def check_layout(forms: list[DenseForm], layout: str | None) -> DenseForm:
    """Of the forms that a network runs with the one that is meant.

    Raises:
        ValueError: If both layouts are possible and none is said.
    """
    layouts = {form.channels_first for form in forms}
    if layout is not None:
        layouts &= {layout == "channels_first"}
    if len(layouts) != 1:
        raise ValueError(
            "'layout' must be 'channels_first', (num_jets, channels, slots), or 'channels_last', "
            f"(num_jets, slots, channels): the network takes both (got {layout})"
        )
    return next(form for form in forms if form.channels_first in layouts)

"""One input of a network: which number of a node, and how it is scaled."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass
from typing import Any, TypeAlias

import torch
from torch import Tensor

FeatureLike: TypeAlias = Any
"""A name or an expression, a function of a batch, a :class:`Feature`, or its arguments in a row."""


@dataclass(frozen=True)
class Feature:
    r"""A number of every node, :math:`v`, as a network reads it.

    With a ``center`` it is :math:`\mathrm{clip}((v - \text{center})\, \text{scale}, \text{low},
    \text{high})`, without it v itself, as weaver has it. What is not finite then is 0.

    Args:
        of: A name: a column of the jets, or one of :data:`pyg_jets.transforms.features.FEATURES`.
            Or an expression of names, ``"np.log(part_pt / jet_pt)"``: numbers, arithmetic,
            comparisons, ``& | ^ ~`` and functions of ``np``, ``ak`` and ``math``, with ``axis=1``
            over the particles of a jet; it is parsed, never executed. Or a function of a batch that
            gives one number for each node, ``(num_nodes,)``.
        center: What is subtracted; None: the number is left as it is, and not clipped.
        scale: By what the difference is multiplied.
        low: Its least value.
        high: Its largest value.
        absent: Stands for v where jets have not the column that it is made of; None: they are
            refused.

    Raises:
        TypeError: If ``of`` is neither.
        ValueError: If a number is none.

    Example:
        >>> Feature("part_pt_log", 1.7, 0.7).scaled(torch.tensor([1.7, 2.7, 1e9]))
        tensor([0.0000, 0.7000, 5.0000])
    """

    of: str | Callable[[Any], Tensor]
    center: float | None = None
    scale: float = 1.0
    low: float = -5.0
    high: float = 5.0
    absent: float | None = None

    def __post_init__(self) -> None:
        """Refuse what is no feature."""
        if not (isinstance(self.of, str) or callable(self.of)):
            raise TypeError(
                f"a feature must be a name, an expression or a function of a batch (got {self.of})"
            )
        for name in ("center", "scale", "low", "high", "absent"):
            value = getattr(self, name)
            optional = value is None and name in ("center", "absent")
            if not optional and (not isinstance(value, int | float) or math.isnan(value)):
                raise ValueError(
                    f"'{name}' of feature '{self.name}' must be a number (got {value})"
                )

    @classmethod
    def read(cls, given: FeatureLike) -> Feature:
        """A feature from what people write.

        Example:
            >>> Feature.read(["part_d0err", 0, 1, 0, 1]).high
            1
        """
        if isinstance(given, Feature):
            return given
        return cls(*given) if isinstance(given, list | tuple) else cls(given)

    @property
    def name(self) -> str:
        """The name, the expression, or the name of the function."""
        return self.of if isinstance(self.of, str) else getattr(self.of, "__name__", repr(self.of))

    @property
    def options(self) -> list[Any]:
        """What :meth:`read` makes it of again, as JSON has it."""
        return list(astuple(self))

    def scaled(self, values: Tensor) -> Tensor:
        """The numbers as the network reads them."""
        if self.center is not None:
            values = ((values - self.center) * self.scale).clamp(self.low, self.high)
        return torch.where(values.isfinite(), values, 0.0)


def read_features(given: Iterable[FeatureLike]) -> tuple[Feature, ...]:
    """The inputs of a network, in their order.

    Raises:
        ValueError: If there is none, or it is a text alone.
        TypeError: If one is no feature.
    """
    if isinstance(given, str):
        raise ValueError(f"'features' must be a list of them (got the text '{given}')")
    features = tuple(Feature.read(one) for one in given)
    if not features:
        raise ValueError("'features' must have at least one (got none)")
    return features


def feature_options(given: Iterable[FeatureLike] | None) -> list[Any] | None:
    """The inputs of a network as JSON has them, to be saved with it.

    Raises:
        TypeError: If one is a function, which no file can hold.
    """
    if given is None:
        return None
    features = read_features(given)
    functions = [feature.name for feature in features if not isinstance(feature.of, str)]
    if functions:
        raise TypeError(
            f"features of this tagger must be names or expressions, to be saved with it (got the "
            f"function '{functions[0]}'): give jets a column, or adapt a network of your own"
        )
    return [feature.options for feature in features]

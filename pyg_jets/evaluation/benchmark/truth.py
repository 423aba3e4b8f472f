"""Jets whose answer is known, and the recipe that makes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

import torch
from torch import Tensor

from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.taggers import Tagger

Sign: TypeAlias = Literal[1, -1, 0]
"""What a splitting that matters does: it speaks for the signal, against it, or either way."""


@dataclass(frozen=True)
class Answer:
    """Labelled jets, and which of their splittings matter.

    Attributes:
        jets: The jets.
        mask: The splittings that tell the classes apart.
        right: What each splitting brings to a known function; None where networks learn.
        nothing: The splittings that must get 0; None if none must.

    Shapes:
        - **mask**, **right**, **nothing:** ``(num_nodes,)`` of ``jets.batch()``
    """

    jets: JetTreeDataset
    mask: Tensor
    right: Tensor | None = None
    nothing: Tensor | None = None

    @property
    def oracle(self) -> Tensor:
        """Numbers on the nodes that say exactly the truth, ``(num_nodes,)``."""
        return self.mask.double() if self.right is None else self.right.abs()


@dataclass(frozen=True)
class Truth:
    """A recipe of jets with their answer.

    Args:
        name: Short, for commands and files.
        title: For people.
        make: ``(jets, seed)`` -> :class:`Answer`; a pure function.
        sign: What the splittings that matter do; with 0, sizes of values count.
        tagger: The known function that is explained; None: networks learn the jets.
        keep: ``(path, jets, seed)`` -> the answer, of jets in a file that is written if it is not
            there, for those that are slow to make; None: they are made anew.
    """

    name: str
    title: str
    make: Callable[[int, int], Answer]
    sign: Sign = 1
    tagger: Callable[[], Tagger] | None = None
    keep: Callable[[Path, int, int], Answer] | None = None

    def relevance(self, values: Tensor) -> Tensor:
        """How much a splitting matters by a method's values.

        Values that are nowhere below 0 are sizes, and stay. Of others a splitting that speaks for
        the signal has a large one, one that speaks against it a small one; where either may be,
        sizes are taken.

        Args:
            values: A number per node.

        Shapes:
            - **values**, **output:** ``(num_nodes,)``
        """
        values = torch.as_tensor(values).detach().double().cpu()
        if not (values < 0).any():
            return values
        return values.abs() if self.sign == 0 else self.sign * values

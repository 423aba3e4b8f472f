"""Four-momenta of the hardest constituents, as they are."""

from __future__ import annotations

from typing import Any

from pyg_jets.transforms._one_or_many import leaves_by_pt
from pyg_jets.transforms._slots import add_slots
from pyg_jets.transforms._view import View


class FourVectors(View):
    """The first constituents in falling pt, in the laboratory.

    What networks with Lorentz products read, such as LoLa (`arXiv:1707.08966
    <https://arxiv.org/abs/1707.08966>`_, with 40 constituents): no boost, no rotation, no scale.
    Constituents of equal pt keep their order. For momenta prepared for other networks see
    :class:`Sequence`.

    Args:
        length: Number of slots; further constituents are left out.

    Shapes:
        fields that are added to a :class:`pyg_jets.JetTree` or to a batch of them

        - **four_vectors:** ``(num_jets, length, 4)`` float32, ``(px, py, pz, E)``, 0 in slots
          without a particle
        - **four_vectors_mask:** ``(num_jets, length)``, true in slots with a particle
        - **four_vectors_leaf:** ``(num_jets, length)``, which constituent of its jet is in the slot
          (node number less the number of the jet's first node), 0 in slots without a particle

    Units: GeV.

    Raises:
        ValueError: If ``length`` is below 1.

    Example:
        >>> from pyg_jets import Constituents, cluster
        >>> p4 = [[1.0, 0.0, 0.0, 1.0], [3.0, 0.0, 0.0, 3.0]]
        >>> FourVectors(length=3)(cluster(Constituents(p4, [0, 2]))[0]).four_vectors[0, :, 3]
        tensor([3., 1., 0.])
    """

    field = "four_vectors"

    def __init__(self, length: int = 40) -> None:
        if length < 1:
            raise ValueError(f"'length' must be at least 1 (got {length})")
        self.length = length

    def forward(self, data: Any) -> Any:
        """Add the fields."""
        leaf, _ = leaves_by_pt(data)
        return add_slots(data, "four_vectors", data.p4[leaf], self.length)

    def __repr__(self) -> str:
        """The number of slots."""
        return f"{type(self).__name__}(length={self.length})"

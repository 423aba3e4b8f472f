"""The Lorentz-equivariant transformer of `arXiv:2411.00446 <https://arxiv.org/abs/2411.00446>`_."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, get_args

import torch
from torch import Tensor

from pyg_jets.taggers._set_tagger import on_nodes
from pyg_jets.taggers.recipe import Recipe
from pyg_jets.taggers.tagger import Tagger
from pyg_jets.transforms import FourVectors
from pyg_jets.transforms._one_or_many import first_node, jet_of_node, num_jets, sum_per_jet

Symmetry: TypeAlias = Literal["beam", "full"]
"""Rotations about the beam, or the whole Lorentz group."""

_GEV = 20.0


class LGATr(Tagger):
    r"""Attention among momenta, in channels that turn and boost with the jet.

    The network is ``LGATr`` of the package ``lgatr`` (``pip install pyg-jets[lgatr]``): each
    particle is a multivector with its momentum over 20 GeV, beside it the reference that breaks the
    symmetry: the plane across the beam, and the direction of time. Without them whatever is found
    on a particle is the same in every frame.

    The state :math:`h_i` of a particle is the scalar parts of what the network gives for it. The
    embedding :math:`h_J` is the mean of their ReLU, where the paper has a token of its own: so
    every particle has a state. The head is Dense, ReLU, Dense, ReLU and the logit.

    Args:
        hidden_channels: Size of states and embedding.
        multivectors: Number of multivectors of a particle within the network.
        scalars: Number of scalars within.
        blocks: Number of blocks.
        heads: Number of heads.
        length: Number of particles; softer ones are left out.
        symmetry: What is left of it, ``"beam"`` or ``"full"``.

    Shapes:
        - **batch:** a batch of :class:`pyg_jets.JetTree`; **output:** ``(num_jets,)``

    Raises:
        ImportError: If the package ``lgatr`` is not there.
        ValueError: If ``symmetry`` is something else, or ``length`` is below 1.
    """

    node_states = "leaves"
    reads = "four_vectors"
    recipe = Recipe(epochs=6, batch_size=64, lr=5e-4, weight_decay=0.01)

    def __init__(
        self,
        hidden_channels: int = 32,
        *,
        multivectors: int = 16,
        scalars: int = 32,
        blocks: int = 12,
        heads: int = 8,
        length: int = 128,
        symmetry: Symmetry = "beam",
        **options: Any,
    ) -> None:
        if symmetry not in get_args(Symmetry):
            raise ValueError(f"'symmetry' must be 'beam' or 'full' (got '{symmetry}')")
        super().__init__(
            hidden_channels,
            in_channels=0,
            multivectors=multivectors,
            scalars=scalars,
            blocks=blocks,
            heads=heads,
            length=length,
            symmetry=symmetry,
            **options,
        )
        lgatr = _package()
        self.transform = FourVectors(length)
        beam = symmetry == "beam"
        references = lgatr.get_spurions("xyplane" if beam else None, beam, beam)
        self.register_buffer("references", references)
        self.network: Any = lgatr.LGATr(
            num_blocks=blocks,
            in_mv_channels=1 + len(references),
            out_mv_channels=hidden_channels,
            hidden_mv_channels=multivectors,
            in_s_channels=0,
            out_s_channels=0,
            hidden_s_channels=scalars,
            attention={"num_heads": heads},
            mlp={},
        )

    def states(self, batch: Any, gate: Tensor | None = None) -> Tensor:
        """Scalars of the particles, ``(num_nodes, hidden_channels)``."""
        batch = self.view(batch)
        mask = batch.four_vectors_mask
        # Slots that no jet fills would only cost time.
        size = int(mask.sum(1).max())
        mask, references = mask[:, :size], self.references
        assert isinstance(references, Tensor)
        energy_first = batch.four_vectors[:, :size].to(references)[..., [3, 0, 1, 2]] / _GEV
        momenta = _package().embed_vector(energy_first)[:, :, None]
        # Multivectors of all particles, their momentum and the references that all have.
        channels = torch.cat((momenta, references.expand(*mask.shape, -1, -1)), 2)
        out, _ = self.network(channels, attn_mask=mask[:, None, None])
        return on_nodes(out[mask][..., 0], self._nodes(batch), batch, gate)

    def readout(self, states: Tensor, batch: Any) -> Tensor:
        """The mean over the particles, ``(num_jets, hidden_channels)``."""
        node = self._nodes(batch := self.view(batch))
        jet, jets = jet_of_node(batch)[node], num_jets(batch)
        total = sum_per_jet(states.index_select(0, node).relu(), jet, jets)
        return total / jet.bincount(minlength=jets)[:, None]

    @staticmethod
    def _nodes(batch: Any) -> Tensor:
        """The particles as nodes, in falling pt."""
        slots = first_node(batch)[:, None] + batch.four_vectors_leaf
        nodes: Tensor = slots[batch.four_vectors_mask]
        return nodes


def _package() -> Any:
    try:
        import lgatr
    except ImportError:
        raise ImportError(
            "LGATr needs the package lgatr, which is not there: pip install pyg-jets[lgatr]"
        ) from None
    return lgatr

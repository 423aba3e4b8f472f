"""The Particle Transformer of `arXiv:2202.03772 <https://arxiv.org/abs/2202.03772>`_."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn import GELU, LayerNorm, Linear, Module, ModuleList, Parameter, Sequential
from torch.nn.init import trunc_normal_

from pyg_jets import kinematics
from pyg_jets.nn import AttentionBlock, RowBatchNorm
from pyg_jets.packing import borders
from pyg_jets.taggers._set_tagger import on_nodes
from pyg_jets.taggers.tagger import Tagger
from pyg_jets.transforms import ParticleCloud
from pyg_jets.transforms._one_or_many import jet_of_node, num_jets
from pyg_jets.transforms.particle_cloud import CLOUD_FEATURES

PAIR_FEATURES = ("ln_kt", "ln_z", "ln_delta", "ln_m2")
"""What :class:`ParT` reads of two particles: coordinates of the Lund plane, if they had merged."""

_SMALLEST = 1e-8


class Pairs(NamedTuple):
    """Unordered pairs of particles, each particle with itself too.

    Attributes:
        nodes: ``(2, num_pairs)`` the particles as nodes of the batch.
        features: ``(num_pairs, 4)``, the columns are :data:`PAIR_FEATURES`.
    """

    nodes: Tensor
    features: Tensor


class ParT(Tagger):
    r"""Attention among particles, biased by what any two of them would be if they had merged.

    Particles are embedded by dense layers of 128, 512 and 128 units; eight
    :class:`pyg_jets.nn.AttentionBlock` follow, with 8 heads. What is added to the attention of
    two particles comes from the four numbers of :meth:`pair_features` by layers of 64, 64, 64 and 8
    units, the same in all blocks. Then a class token looks at the particles in two blocks more;
    normalised, it is the embedding :math:`h_J`. The head is one product. 2,141,005 parameters;
    2,143,486 with the seventeen inputs and ten classes of the original, published as 2.14 million.

    :class:`pyg_jets.transforms.ParticleCloud` gives particles and their seven features; nothing is
    scaled again. Padded slots take no part in anything, in batch normalisation neither.

    The state :math:`h_i` of a particle is that after the last block before the token. The pairs'
    part is open too: ``embed(batch, pairs=features)`` takes the features of all pairs as an input
    that has a gradient, and what is found on a pair can be drawn on the Lund plane.

    Args:
        hidden_channels: Size of states and embedding; the dense layers have four times as many.
        heads: Number of heads, a divisor of it.
        blocks: Number of blocks among particles.
        class_blocks: Number of blocks of the token.
        pair_channels: Size of the layers on pairs.
        length: Number of particles; softer ones are left out.

    Shapes:
        - **batch:** a batch of :class:`pyg_jets.JetTree`; **output:** ``(num_jets,)``

    Raises:
        ValueError: If ``heads`` does not divide ``hidden_channels``, or ``length`` is below 1.
    """

    node_states = "leaves"
    reads = "cloud"

    def __init__(
        self,
        hidden_channels: int = 128,
        *,
        heads: int = 8,
        blocks: int = 8,
        class_blocks: int = 2,
        pair_channels: int = 64,
        length: int = 128,
    ) -> None:
        if heads < 1 or hidden_channels % heads:
            raise ValueError(
                f"'heads' must divide 'hidden_channels' (got {heads} and {hidden_channels})"
            )
        super().__init__(
            hidden_channels,
            in_channels=0,
            head=Sequential(Linear(hidden_channels, 1)),
            heads=heads,
            blocks=blocks,
            class_blocks=class_blocks,
            pair_channels=pair_channels,
            length=length,
        )
        self.transform = ParticleCloud(None, length)
        self.particle_embedding = _particle_embedding(hidden_channels)
        self.pair_embedding = _pair_embedding(3 * [pair_channels] + [heads])
        self.blocks = ModuleList(AttentionBlock(hidden_channels, heads, 0.1) for _ in range(blocks))
        self.class_blocks = ModuleList(
            AttentionBlock(hidden_channels, heads, 0.0) for _ in range(class_blocks)
        )
        self.token = Parameter(trunc_normal_(torch.empty(hidden_channels), std=0.02))
        self.norm = LayerNorm(hidden_channels)

    def view(self, batch: Any) -> Any:
        """The batch with its clouds.

        Raises:
            ValueError: If their graphs are not complete, they have more particles than it reads,
                or the batch is in another frame than the tagger was trained on.
        """
        batch = super().view(batch)
        counts = _counts(batch)
        edges = batch.cloud_edge_index.shape[1]
        if edges != int((counts * (counts - 1)).sum()) or counts.max() > self.transform.length:
            raise ValueError(
                f"this tagger reads {self.transform} (got up to {int(counts.max())} particles "
                f"and {edges} edges): leave the view to the tagger"
            )
        return batch

    def pair_features(self, batch: Any) -> Pairs:
        r"""What it reads of every pair of particles.

        .. math::
            \ln k_T = \ln(\min(p_{T,a}, p_{T,b})\, \Delta), \quad
            \ln z = \ln \frac{\min(p_{T,a}, p_{T,b})}{p_{T,a} + p_{T,b}}, \quad
            \ln \Delta, \quad \ln m^2

        with the rapidity-azimuth distance :math:`\Delta` and the mass m of both, in GeV; nothing
        is below :math:`\ln 10^{-8}`. They are computed in float64.
        """
        batch = self.view(batch)
        nodes = batch.cloud_mask.nonzero().flatten()
        # Both directions are in the graph, and no loops.
        one_way = batch.cloud_edge_index[:, batch.cloud_edge_index[0] < batch.cloud_edge_index[1]]
        nodes = torch.cat((one_way, nodes.expand(2, -1)), 1)
        features = _pair_features(*(batch.p4.index_select(0, end) for end in nodes))
        return Pairs(nodes, features.to(self.token.dtype))

    def states(self, batch: Any, gate: Tensor | None = None, pairs: Tensor | None = None) -> Tensor:
        """States after the last block before the token, ``(num_nodes, hidden_channels)``."""
        batch = self.view(batch)
        node, slot = _slots(batch)
        x = self.particle_embedding(batch.cloud.index_select(0, node).to(self.token.dtype))
        bias = self._bias(batch, pairs)
        for block in self.blocks:
            x = block(x, slot[node], bias)
        return on_nodes(x, node, batch, gate)

    def readout(self, states: Tensor, batch: Any) -> Tensor:
        """The class token after it has looked at the particles, ``(num_jets, hidden_channels)``."""
        batch = self.view(batch)
        node, slot = _slots(batch)
        x, token = states.index_select(0, node), self.token.expand(num_jets(batch), -1)
        size = int(_counts(batch).max())
        bias = x.new_full((len(token) * size,), _lowest(x))
        bias = bias.index_fill(0, slot[node], 0.0).view(-1, 1, 1, size)
        for block in self.class_blocks:
            assert isinstance(block, AttentionBlock)
            token = block.token(token, x, slot[node], bias)
        embedding: Tensor = self.norm(token)
        return embedding

    def embed(self, batch: Any, gate: Tensor | None = None, pairs: Tensor | None = None) -> Tensor:
        """Embeddings :math:`h_J` ``(num_jets, hidden_channels)``.

        Args:
            batch: The jets.
            gate: Added to the states.
            pairs: Instead of the features of :meth:`pair_features`, in the order of its pairs.
        """
        batch = self.view(batch)
        return self.readout(self.states(batch, gate, pairs), batch)

    def _bias(self, batch: Any, features: Tensor | None) -> Tensor:
        """What is added to the attention, ``(num_jets, heads, size, size)``."""
        (first, second), found = self.pair_features(batch)
        values = self.pair_embedding(found if features is None else features)
        _, slot = _slots(batch)
        size = int(_counts(batch).max())
        # A slot's number is its jet's times the size plus the place there.
        first, second = slot[first], slot[second]
        both_ways = (first * size + second % size, second * size + first % size)
        bias: Tensor = values.new_full(
            (num_jets(batch) * size**2, values.shape[1]), _lowest(values)
        )
        for places in both_ways:
            bias = bias.index_copy(0, places, values)
        return bias.view(-1, size, size, values.shape[1]).permute(0, 3, 1, 2)


def _counts(batch: Any) -> Tensor:
    """Number of particles in every cloud."""
    jet = jet_of_node(batch)[batch.cloud_mask]
    return torch.bincount(jet, minlength=num_jets(batch))


def _lowest(like: Tensor) -> float:
    """A number that leaves no attention; with infinity a row of padding would be no number."""
    return torch.finfo(like.dtype).min


def _slots(batch: Any) -> tuple[Tensor, Tensor]:
    """Particles, and for every node its place among rows padded to the largest cloud."""
    node, counts = batch.cloud_mask.nonzero().flatten(), _counts(batch)
    jet = jet_of_node(batch)[node]
    place = torch.arange(len(node), device=node.device) - borders(counts)[jet]
    slot = node.new_zeros(batch.num_nodes).index_copy(0, node, jet * counts.max() + place)
    return node, slot


def _pair_features(first: Tensor, second: Tensor) -> Tensor:
    d_y = kinematics.rapidity(first) - kinematics.rapidity(second)
    d_phi = kinematics.delta_phi(kinematics.phi(first), kinematics.phi(second))
    # At 0, a particle with itself, a root has no derivative; a clamped one has 0.
    delta = (d_y**2 + d_phi**2).clamp(min=_SMALLEST**2).sqrt()
    pt_1, pt_2 = kinematics.pt(first), kinematics.pt(second)
    softer = torch.minimum(pt_1, pt_2)
    z = softer / (pt_1 + pt_2).clamp(min=_SMALLEST)
    columns = (softer * delta, z, delta, kinematics.mass2(first + second))
    return torch.stack(columns, 1).clamp(min=_SMALLEST).log()


def _particle_embedding(channels: int) -> Sequential:
    layers: list[Module] = [RowBatchNorm(len(CLOUD_FEATURES))]
    size = len(CLOUD_FEATURES)
    for after in (channels, 4 * channels, channels):
        layers += LayerNorm(size), Linear(size, after), GELU()
        size = after
    return Sequential(*layers)


def _pair_embedding(channels: list[int]) -> Sequential:
    layers: list[Module] = [RowBatchNorm(len(PAIR_FEATURES))]
    size = len(PAIR_FEATURES)
    for after in channels:
        layers += Linear(size, after), RowBatchNorm(after), GELU()
        size = after
    return Sequential(*layers)

"""The Particle Transformer of `arXiv:2202.03772 <https://arxiv.org/abs/2202.03772>`_."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn import LayerNorm, ModuleList, Parameter
from torch.nn.init import trunc_normal_

from pyg_jets.nn import AttentionBlock, SetGroup, groups_by_size, one_group
from pyg_jets.taggers._jetclass import (
    check_jetclass,
    jetclass_pair,
    named_classes,
    published_inputs,
)
from pyg_jets.taggers._part_layers import (
    both_ways,
    pair_embedding,
    part_head,
    particle_embedding,
)
from pyg_jets.taggers._part_state import from_weaver
from pyg_jets.taggers._published_state import PublishedState, fix_norms
from pyg_jets.taggers._set_tagger import on_nodes
from pyg_jets.taggers.recipe import Recipe
from pyg_jets.taggers.tagger import Tagger
from pyg_jets.transforms import ParticleCloud
from pyg_jets.transforms._one_or_many import cloud_sizes, num_jets
from pyg_jets.transforms.features import feature_table, pair_features, read_features
from pyg_jets.transforms.features.feature import FeatureLike, feature_options

_TOGETHER = 16
"""Jets whose attention is padded to one size."""


class Pairs(NamedTuple):
    """Unordered pairs of particles, each particle with itself too.

    Attributes:
        nodes: ``(2, num_pairs)`` the particles as nodes of the batch.
        features: ``(num_pairs, 4)``, the columns are
            :data:`pyg_jets.transforms.features.PAIR_FEATURES`.
    """

    nodes: Tensor
    features: Tensor


class ParT(Tagger):
    r"""Attention among particles, biased by what any two of them would be if they had merged.

    Particles are embedded by dense layers of 128, 512 and 128 units; eight
    :class:`pyg_jets.nn.AttentionBlock` follow, with 8 heads. What is added to the attention of
    two particles comes from the four numbers of :meth:`pair_features` by layers of 64, 64, 64 and 8
    units, the same in all blocks. Then a class token looks at the particles in two blocks more;
    normalised, it is the embedding :math:`h_J`. The head is one product, and with several classes
    the log odds of two. 2,141,005 parameters; 2,143,486 with the seventeen inputs and ten classes
    of the original, published as 2.14 million.

    :class:`pyg_jets.transforms.ParticleCloud` gives particles and their seven features; nothing is
    scaled again. Padded slots take no part in anything, in batch normalisation neither.

    The state :math:`h_i` of a particle is that after the last block before the token. The pairs'
    part is open too: ``embed(batch, pairs=features)`` takes the features of all pairs as an input
    that has a gradient. What is found on a pair has a place on the Lund plane: that of the only
    splitting of a jet of those two particles.

    Args:
        hidden_channels: Size of states and embedding; the dense layers have four times as many.
        heads: Number of heads, a divisor of it.
        blocks: Number of blocks among particles.
        class_blocks: Number of blocks of the token.
        pair_channels: Size of the layers on pairs.
        length: Number of particles; softer ones are left out.
        features: What is read of every particle instead of the seven, by name
            (:class:`pyg_jets.transforms.ParticleCloud`).
        num_classes: Number of scores; None: the logit alone.
        signal: Number of the signal's score: the output is the logit of it and the background's.
        background: Number of the background's score.
        pair_activation: Whether a GELU ends the layers on pairs.
        fixed_norm: Whether batch normalisation keeps its statistics in training.
        momenta: Four features that stand for px, py, pz and energy where pairs are looked at, such
            as Sophon's, which are scaled to jets of 500 GeV; the momenta themselves if not given.

    Shapes:
        - **batch:** a batch of :class:`pyg_jets.JetTree`; **output:** ``(num_jets,)``,
          or ``(num_jets, num_classes)``

    Raises:
        ValueError: If ``heads`` does not divide ``hidden_channels``, ``length`` is below 1, or the
            two classes are not among the scores, or ``momenta`` are not four.
    """

    node_states = "leaves"
    reads = "cloud"
    scale_free_states = True  # the token's blocks normalise each of them
    recipe = Recipe(epochs=6, batch_size=64, lr=5e-4, weight_decay=0.01, turned=True)

    def __init__(
        self,
        hidden_channels: int = 128,
        *,
        heads: int = 8,
        blocks: int = 8,
        class_blocks: int = 2,
        pair_channels: int = 64,
        length: int = 128,
        features: Sequence[FeatureLike] | None = None,
        num_classes: int | None = None,
        signal: int | None = None,
        background: int | None = None,
        pair_activation: bool = True,
        fixed_norm: bool = False,
        momenta: Sequence[FeatureLike] | None = None,
    ) -> None:
        if heads < 1 or hidden_channels % heads:
            raise ValueError(
                f"'heads' must divide 'hidden_channels' (got {heads} and {hidden_channels})"
            )
        super().__init__(
            hidden_channels,
            in_channels=0,
            head=part_head(hidden_channels, num_classes, signal, background),
            heads=heads,
            blocks=blocks,
            class_blocks=class_blocks,
            pair_channels=pair_channels,
            length=length,
            features=feature_options(features),
            num_classes=num_classes if signal is None else None,
            pair_activation=pair_activation,
            fixed_norm=fixed_norm,
        )
        named: dict[str, Any] = {"num_classes": num_classes, "signal": signal}
        named["background"] = background
        if momenta is not None:  # files from before there was a choice say nothing, and fit
            named["momenta"] = feature_options(momenta)
        self.config |= named
        self.momenta = None if momenta is None else read_features(momenta)
        if self.momenta is not None and len(self.momenta) != 4:
            raise ValueError(
                "'momenta' must be four features, for px, py, pz and energy "
                f"(got {len(self.momenta)})"
            )
        self.fixed_norm = fixed_norm
        self.transform = ParticleCloud(None, length, features)
        self.particle_embedding = particle_embedding(self.transform.num_features, hidden_channels)
        self.pair_embedding = pair_embedding(3 * [pair_channels] + [heads], pair_activation)
        self.blocks = ModuleList(AttentionBlock(hidden_channels, heads, 0.1) for _ in range(blocks))
        self.class_blocks = ModuleList(
            AttentionBlock(hidden_channels, heads, 0.0) for _ in range(class_blocks)
        )
        self.token = Parameter(trunc_normal_(torch.empty(hidden_channels), std=0.02))
        self.norm = LayerNorm(hidden_channels)

    def train(self, mode: bool = True) -> ParT:
        """As every module's; normalisations that are fixed stay as they are in evaluation."""
        super().train(mode)
        if self.fixed_norm:
            fix_norms(self)
        return self

    def view(self, batch: Any) -> Any:
        """The batch with its clouds.

        Raises:
            ValueError: If their graphs are not complete any more, they have more particles than it
                reads, or the batch is in another frame than the tagger was trained on.
        """
        batch = super().view(batch)
        counts = cloud_sizes(batch)
        edges = batch.cloud_edge_index.shape[1]
        if edges != int((counts * (counts - 1)).sum()) or counts.max() > self.transform.length:
            raise ValueError(
                f"this tagger reads {self.transform} (got up to {int(counts.max())} particles "
                f"and {edges} edges): leave the view to the tagger"
            )
        return batch

    def pair_features(self, batch: Any) -> Pairs:
        """What it reads of every pair of particles, computed in float64."""
        batch = self.view(batch)
        nodes = batch.cloud_mask.nonzero().flatten()
        # Both directions are in the graph, and no loops.
        one_way = batch.cloud_edge_index[:, batch.cloud_edge_index[0] < batch.cloud_edge_index[1]]
        nodes = torch.cat((one_way, nodes.expand(2, -1)), 1)
        p4 = batch.p4 if self.momenta is None else feature_table(batch, self.momenta)
        first, second = (p4.index_select(0, end) for end in nodes)
        features = pair_features(first, second)
        return Pairs(nodes, features.to(self.token.dtype))

    def particles(self, batch: Any) -> tuple[Tensor, list[SetGroup]]:
        """The particles of a view as nodes, in the blocks' order, and its groups of jets."""
        order, groups = groups_by_size(cloud_sizes(batch), _TOGETHER)
        return batch.cloud_mask.nonzero().flatten()[order], groups

    def states(self, batch: Any, gate: Tensor | None = None, pairs: Tensor | None = None) -> Tensor:
        """States after the last block before the token, ``(num_nodes, hidden_channels)``."""
        batch = self.view(batch)
        node, groups = self.particles(batch)
        x = self.particle_embedding(batch.cloud.index_select(0, node).to(self.token.dtype))
        biases = self._biases(batch, node, groups, pairs)
        for block in self.blocks:
            x = block(x, groups, biases)
        return on_nodes(x, node, batch, gate)

    def readout(self, states: Tensor, batch: Any) -> Tensor:
        """The class token after it has looked at the particles, ``(num_jets, hidden_channels)``."""
        batch = self.view(batch)
        jets = num_jets(batch)
        group = one_group(cloud_sizes(batch))
        x, token = states[batch.cloud_mask], self.token.expand(jets, -1)
        for block in self.class_blocks:
            assert isinstance(block, AttentionBlock)
            token = block.token(token, x, group)
        embedding: Tensor = self.norm(token)
        return embedding

    def embed(self, batch: Any, gate: Tensor | None = None, pairs: Tensor | None = None) -> Tensor:
        """Embeddings :math:`h_J` ``(num_jets, hidden_channels)``.

        Args:
            batch: The jets.
            gate: Added to the states.
            pairs: Instead of the features of :meth:`pair_features`, in the order of its pairs.

        Raises:
            ValueError: If ``pairs`` has another shape than those.
        """
        batch = self.view(batch)
        return self.readout(self.states(batch, gate, pairs), batch)

    def _biases(
        self, batch: Any, node: Tensor, groups: list[SetGroup], features: Tensor | None
    ) -> list[Tensor]:
        """What is added to the attention, of each group ``(num_sets, heads, size, size)``."""
        ends, found = self.pair_features(batch)
        features = found if features is None else features
        if features.shape != found.shape:
            raise ValueError(
                f"'pairs' must have shape {tuple(found.shape)}, as 'pair_features' has "
                f"(got {tuple(features.shape)})"
            )
        values = self.pair_embedding(features)
        of_node = node.new_empty(batch.num_nodes)
        slot, of_group = of_node.clone(), of_node
        slot[node] = torch.cat([group.slot for group in groups])
        rows = torch.tensor([len(group.slot) for group in groups], device=node.device)
        of_group[node] = torch.arange(len(groups), device=node.device).repeat_interleave(rows)
        order = torch.argsort(of_group[ends[0]], stable=True)
        sizes = torch.bincount(of_group[ends[0]], minlength=len(groups)).tolist()
        parts = values.index_select(0, order).split(sizes), slot[ends[:, order]].split(sizes, 1)
        return [both_ways(*part) for part in zip(groups, *parts, strict=True)]

    @classmethod
    def from_published(
        cls,
        path: str | os.PathLike[str],
        signal: str | None = "Wqq",
        background: str | None = "QCD",
        *,
        absent: Mapping[str, float] | None = None,
    ) -> ParT:
        r"""Load a ``ParT_{kin,kinpid,full}.pt``, trained on the ten classes of JetClass.

        They are published at github.com/jet-universe/particle_transformer (MIT). The logit is
        :math:`\ln p_s - \ln p_b` of its softmax; the scores of all classes are the output of the
        layer ``head.0``. Inputs, training and arguments are as in
        :meth:`pyg_jets.taggers.ParticleNet.from_published`.

        Args:
            path: The file.
            signal: None, and None for the background: the scores of all ten classes. Or a class, or
                what only its name begins with: ``"W"``.
            background: Another class.
            absent: What stands for an input that jets do not have, by its name.

        Raises:
            FileNotFoundError: If there is no such file.
            ValueError: If it has other parameters than these, there is no such class, or ``absent``
                names none of its inputs.
        """
        published = PublishedState(path)
        state, sizes = from_weaver(published)
        check_jetclass(path, sizes["num_classes"])
        of = jetclass_pair(signal, background)
        tagger = cls(
            **sizes,
            **of,
            fixed_norm=True,
            features=published_inputs(path, len(state["particle_embedding.0.weight"]), absent),
        )
        published.load_into(tagger, state)
        tagger.classes = named_classes(of)
        return tagger.eval()

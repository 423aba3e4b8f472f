"""The particle cloud network of `arXiv:1902.08570 <https://arxiv.org/abs/1902.08570>`_."""

from __future__ import annotations

import itertools
import os
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn import ModuleList

from pyg_jets.jets.packing import borders
from pyg_jets.nn import EdgeConv, RowBatchNorm, nearest_neighbours
from pyg_jets.taggers._class_head import class_head
from pyg_jets.taggers._jetclass import (
    check_jetclass,
    jetclass_pair,
    named_classes,
    published_inputs,
)
from pyg_jets.taggers._published_state import PublishedState, fix_norms
from pyg_jets.taggers.recipe import Recipe
from pyg_jets.taggers.tagger import Tagger
from pyg_jets.transforms import ParticleCloud
from pyg_jets.transforms._one_or_many import cloud_sizes, jet_of_node, num_jets, sum_per_jet
from pyg_jets.transforms.features.feature import FeatureLike, feature_options


class ParticleNet(Tagger):
    r"""Edge convolutions among near particles, the mean over particles, Dense and two scores.

    Every block is an :class:`pyg_jets.nn.EdgeConv` with three layers of one width between each
    particle and its k nearest others, in the first block by direction, then by the states of the
    block before. :class:`pyg_jets.transforms.ParticleCloud` gives particles, seven features and
    the first neighbours; nothing is scaled again. As in the original, where a jet has not k other
    particles, absent ones with state 0 take part. The head is Dense, ReLU, dropout of 0.1, a score
    for each class and the log odds of two. 366,160 parameters, ``ParticleNet.lite()`` has 26,416.

    Training keeps all edges' states, about 11 MB for a jet of 56 particles, and is faster on the
    CPU in batches of some 32 jets than of more.

    The embedding :math:`h_J` is the mean over particles. The state :math:`h_i` of a particle is
    that of the last block before its ReLU: after it, the gradient of a mean would be the same on
    all particles.

    Args:
        hidden_channels: Size of the embedding and of the last block.
        channels: Sizes of the blocks before it.
        k: Number of neighbours.
        length: Number of particles that are read.
        dense_channels: Size of the dense layer.
        num_classes: Number of scores; None: two, and the logit of the second.
        signal: Number of the signal's score: the output is the logit of it and the background's.
        background: Number of the background's score.
        fixed_norm: Whether batch normalisation keeps its statistics in training.
        features: What is read of every particle instead of the seven, by name
            (:class:`pyg_jets.transforms.ParticleCloud`).

    Shapes:
        - **batch:** a batch of :class:`pyg_jets.JetTree`; **output:** ``(num_jets,)``,
          or ``(num_jets, num_classes)``

    Raises:
        ValueError: If ``k`` or ``length`` is below 1, or the two classes are not among the scores.
    """

    node_states = "leaves"
    reads = "cloud"
    edges = "cloud_edge_index"
    recipe = Recipe(epochs=10)

    def __init__(
        self,
        hidden_channels: int = 256,
        channels: Sequence[int] = (64, 128),
        *,
        k: int = 16,
        length: int = 128,
        dense_channels: int = 256,
        num_classes: int | None = None,
        signal: int | None = None,
        background: int | None = None,
        fixed_norm: bool = False,
        features: Sequence[FeatureLike] | None = None,
    ) -> None:
        super().__init__(
            hidden_channels,
            in_channels=0,
            head=class_head(hidden_channels, dense_channels, num_classes, signal, background),
            channels=list(channels),
            k=k,
            length=length,
            dense_channels=dense_channels,
            num_classes=num_classes if signal is None else None,
            fixed_norm=fixed_norm,
            features=feature_options(features),
        )
        named = {"num_classes": num_classes, "signal": signal, "background": background}
        self.config |= named
        self.fixed_norm = fixed_norm
        self.transform = ParticleCloud(k, length, features)
        num_inputs = self.transform.num_features
        self.norm = RowBatchNorm(num_inputs)
        widths = (num_inputs, *channels, hidden_channels)
        self.blocks: Any = ModuleList(
            EdgeConv(before, 3 * (width,)) for before, width in itertools.pairwise(widths)
        )

    @classmethod
    def lite(cls, num_classes: int | None = None) -> ParticleNet:
        """The small one of the paper: 7 neighbours, two blocks of 32 and 64, Dense of 128.

        Args:
            num_classes: As in the class.
        """
        return cls(
            hidden_channels=64, channels=(32,), k=7, dense_channels=128, num_classes=num_classes
        )

    def train(self, mode: bool = True) -> ParticleNet:
        """As every module's; normalisations that are fixed stay as they are in evaluation."""
        super().train(mode)
        if self.fixed_norm:
            fix_norms(self)
        return self

    def view(self, batch: Any) -> Any:
        """The batch with its clouds.

        Raises:
            ValueError: If they have another number of particles or neighbours, or the batch is in
                another frame than the tagger was trained on.
        """
        batch = super().view(batch)
        counts = cloud_sizes(batch)
        degree = torch.bincount(batch.cloud_edge_index[1], minlength=batch.num_nodes)
        expected = (counts - 1).clamp(max=self.transform.k)[jet_of_node(batch)]
        good = torch.equal(degree, torch.where(batch.cloud_mask, expected, 0))
        if not good or int(counts.max()) > self.transform.length:
            raise ValueError(
                f"this tagger reads {self.transform} (got clouds of up to {int(counts.max())} "
                f"particles with up to {int(degree.max())} neighbours): leave the view to it"
            )
        return batch

    def states(self, batch: Any, gate: Tensor | None = None) -> Tensor:
        """The last block before its ReLU, ``(num_nodes, hidden_channels)``."""
        batch = self.view(batch)
        node, ptr = batch.cloud_mask.nonzero().flatten(), borders(cloud_sizes(batch))
        near, weight = _first_neighbours(batch, node, self.transform.k)
        x = self.norm(batch.cloud[node].to(self.norm.weight.dtype))
        x = self.blocks[0](x, near, edge_weight=weight)
        for block in self.blocks[1:]:
            x = x.relu()
            x = block(x, nearest_neighbours(x, ptr, self.transform.k))
        states: Tensor = x.new_zeros(batch.num_nodes, self.state_channels).index_copy(0, node, x)
        return states if gate is None else states + gate

    def readout(self, states: Tensor, batch: Any) -> Tensor:
        """The mean over the particles of each jet, ``(num_jets, hidden_channels)``."""
        batch = self.view(batch)
        node = batch.cloud_mask.nonzero().flatten()
        x = states.index_select(0, node).relu()
        return (
            sum_per_jet(x, jet_of_node(batch)[node], num_jets(batch)) / cloud_sizes(batch)[:, None]
        )

    @classmethod
    def from_published(
        cls,
        path: str | os.PathLike[str],
        signal: str | None = "Wqq",
        background: str | None = "QCD",
        *,
        absent: Mapping[str, float] | None = None,
    ) -> ParticleNet:
        r"""Load a ``ParticleNet_{kin,kinpid,full}.pt``, trained on the ten classes of JetClass.

        They are published at github.com/jet-universe/particle_transformer (MIT). The logit is
        :math:`\ln p_s - \ln p_b` of its softmax; the scores of all classes, in the order of
        :data:`JETCLASS`, are the output of the layer ``head.3``. It takes trees in the jet frame,
        :func:`pyg_jets.cluster`'s default.

        The parameters' shapes say which of
        :data:`pyg_jets.transforms.features.JETCLASS_INPUTS` it reads: 7 numbers of the momenta
        alone; 13 with the columns ``pid`` and ``charge`` of the particles; 17 with
        ``part_d0val``, ``part_d0err``, ``part_dzval`` and ``part_dzerr`` too. A file's own
        ``part_deta``, ``jet_pt`` and the like come before what momenta say.

        It can be trained further. Its batch normalisation is fixed then: the statistics are of
        jets that were padded to 128 particles, those of packed jets would undo what it has learnt.

        Args:
            path: The file.
            signal: None, and None for the background: the scores of all ten classes. Or a class, or
                what only its name begins with: ``"W"``.
            background: Another class.
            absent: What stands for an input that jets do not have, by its name:
                ``{"part_d0": 0, "part_d0err": 0, "part_dz": 0, "part_dzerr": 0}``. The original
                has 0 where a particle leaves no track; where no track has a displacement it is far
                from what it has learnt, and separates W jets at an AUC of 0.58 instead of 0.98:
                kinpid is the one for such jets.

        Raises:
            FileNotFoundError: If there is no such file.
            ValueError: If it has other parameters than these, there is no such class, or ``absent``
                names none of its inputs.
        """
        published = PublishedState(path)
        state, sizes = cls.state_from_weaver(published)
        check_jetclass(path, sizes["num_classes"])
        of = jetclass_pair(signal, background)
        tagger = cls(
            **sizes,
            **of,
            fixed_norm=True,
            features=published_inputs(path, len(state["norm.weight"]), absent),
        )
        published.load_into(tagger, state)
        tagger.classes = named_classes(of)
        return tagger.eval()

    @staticmethod
    def state_from_weaver(published: PublishedState) -> tuple[dict[str, Tensor], dict[str, Any]]:
        """Parameters of weaver's module under the names of this one, and the sizes that they say.

        Raises:
            ValueError: If one is missing.
        """
        state = published.norm("bn_fts", "norm")
        widths = []
        for number in range(max(1, published.count("edge_convs."))):
            theirs, ours = f"edge_convs.{number}", f"blocks.{number}"
            # The original's edges hold the own state, then the difference of the neighbour's.
            phi, theta = published.take(f"{theirs}.convs.0.weight", 2).tensor_split(2, dim=1)
            state |= {f"{ours}.phi.weight": phi, f"{ours}.theta.weight": theta}
            for layer in (1, 2):
                state |= published.linear(f"{theirs}.convs.{layer}", f"{ours}.dense.{layer - 1}")
            state |= published.edge_conv(theirs, ours, layers=3)
            widths.append(len(phi))
        state |= published.linear("fc.0.0", "head.0", bias=True)
        state |= published.linear("fc.1", "head.3", bias=True)
        return state, {
            "hidden_channels": widths[-1],
            "channels": widths[:-1],
            "dense_channels": len(state["head.0.bias"]),
            "num_classes": len(state["head.3.bias"]),
        }


def _first_neighbours(batch: Any, node: Tensor, k: int) -> tuple[Tensor, Tensor | None]:
    """The edges of the view as rows of ``node``, ``(num_particles, k)``; absent: their number.

    And the weights of these edges, if there are some.
    """
    row = node.new_zeros(batch.num_nodes)
    row[node] = torch.arange(len(node), device=node.device)
    source, target = row[batch.cloud_edge_index]
    slot = torch.arange(len(target), device=node.device)
    slot -= borders(torch.bincount(target, minlength=len(node)))[target]
    near = node.new_full((len(node), k), len(node)).index_put((target, slot), source)
    weight = getattr(batch, "edge_weight", None)
    if weight is not None:
        weight = weight.new_ones(len(node), k).index_put((target, slot), weight)
    return near, weight

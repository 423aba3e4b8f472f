"""The Lund tree network of `arXiv:2012.08526 <https://arxiv.org/abs/2012.08526>`_."""

from __future__ import annotations

import itertools
import os
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn import Linear, ModuleList

from pyg_jets.nn import EdgeConv, RowBatchNorm
from pyg_jets.taggers._class_head import class_head
from pyg_jets.taggers._published_state import PublishedState
from pyg_jets.taggers.recipe import Recipe
from pyg_jets.taggers.tagger import Tagger
from pyg_jets.transforms import LundTree, sub_graph
from pyg_jets.transforms._one_or_many import jet_of_node, num_jets, sum_per_jet
from pyg_jets.transforms.lund_tree import LUND_FEATURES

LUNDNET_INPUTS = {
    2: ("ln_delta", "ln_kt"),
    3: ("ln_z", "ln_delta", "ln_kt"),
    4: ("ln_z", "ln_delta", "ln_kt", "psi"),
    5: ("ln_z", "ln_delta", "psi", "ln_mass", "ln_kt"),
}
"""What LundNet-2 to LundNet-5 read of each splitting."""


class LundNet(Tagger):
    r"""Edge convolutions along the Lund tree, the mean over splittings, Dense and two scores.

    Every block is an :class:`pyg_jets.nn.EdgeConv` with two layers between each splitting and
    those before and after it. The outputs of all blocks together go through a dense layer, ReLU
    and batch normalisation; the embedding :math:`h_J` is the mean over the splittings. The head is
    Dense, ReLU, dropout of 0.1, two scores and their difference. 391,724 parameters with five
    inputs. It reads :class:`pyg_jets.transforms.LundTree` of Cambridge/Aachen trees; batch
    normalisation scales the inputs.

    The state :math:`h_i` of a splitting is the dense layer's output before its ReLU: after it, the
    gradient of a mean would be the same on all splittings. A jet of one particle has no splitting;
    its one state, from inputs of zero, takes no gate.

    Args:
        hidden_channels: Size of the embedding and of the dense layer before it.
        channels: Sizes of the blocks.
        num_inputs: 2 to 5, see :data:`LUNDNET_INPUTS`.
        dense_channels: Size of the dense layer of the head.
        folded_psi: Read the angle as the original code has it, as the published parameters need.
        num_classes: Number of scores, one for each label; None: two, and the logit of the second.

    Shapes:
        - **batch:** a batch of :class:`pyg_jets.JetTree`; **output:** ``(num_jets,)``,
          or ``(num_jets, num_classes)``

    Raises:
        ValueError: If ``num_inputs`` is not between 2 and 5.
    """

    node_states = "splittings"
    transform = LundTree()
    reads = "lund"
    edges = "lund_edge_index"
    recipe = Recipe(epochs=10)

    def __init__(
        self,
        hidden_channels: int = 384,
        channels: Sequence[int] = (32, 32, 64, 64, 128, 128),
        num_inputs: int = 5,
        dense_channels: int = 256,
        folded_psi: bool = False,
        *,
        num_classes: int | None = None,
    ) -> None:
        if num_inputs not in LUNDNET_INPUTS:
            raise ValueError(f"'num_inputs' must be between 2 and 5 (got {num_inputs})")
        super().__init__(
            hidden_channels,
            in_channels=0,
            head=class_head(hidden_channels, dense_channels, num_classes),
            num_classes=num_classes,
            channels=list(channels),
            num_inputs=num_inputs,
            dense_channels=dense_channels,
            folded_psi=folded_psi,
        )
        psi = "psi_folded" if folded_psi else "psi"
        names = (psi if name == "psi" else name for name in LUNDNET_INPUTS[num_inputs])
        self.columns = [LUND_FEATURES.index(name) for name in names]
        self.norm = RowBatchNorm(num_inputs)
        widths = (num_inputs, *channels)
        self.blocks: Any = ModuleList(
            EdgeConv(before, 2 * (width,)) for before, width in itertools.pairwise(widths)
        )
        self.fusion = Linear(sum(channels), hidden_channels)
        self.fusion_norm = RowBatchNorm(hidden_channels)

    def states(self, batch: Any, gate: Tensor | None = None) -> Tensor:
        """The fused blocks before the ReLU, ``(num_nodes, hidden_channels)``."""
        batch = self.view(batch)
        lund = sub_graph(batch, self.reads)
        source, target = lund.edge_index
        degree = torch.bincount(target, minlength=len(lund.node))
        x = self.norm(lund.x[:, self.columns].to(self.norm.weight.dtype))
        outputs, weight = [], getattr(batch, "edge_weight", None)
        for block in self.blocks:
            x = block(x, source, degree, weight).relu()
            outputs.append(x)
        fused = self.fusion(torch.cat(outputs, 1))
        states: Tensor = fused.new_zeros(batch.num_nodes, self.state_channels)
        states = states.index_copy(0, lund.node, fused)
        return states if gate is None else states + gate * ~batch.is_leaf[:, None]

    def readout(self, states: Tensor, batch: Any) -> Tensor:
        """The mean over the splittings of each jet, ``(num_jets, hidden_channels)``."""
        batch = self.view(batch)
        node = batch.lund_mask.nonzero().flatten()
        jet = jet_of_node(batch)[node]
        x = self.fusion_norm(states.index_select(0, node).relu())
        return sum_per_jet(x, jet, num_jets(batch)) / torch.bincount(jet)[:, None]

    @classmethod
    def from_published(cls, path: str | os.PathLike[str]) -> LundNet:
        """Load a ``..._state.pt`` of the original implementation, for 2 to 5 inputs.

        They are published at github.com/fdreyer/LundNet (GPL-3). The logit is that of its
        probability for the signal. It takes trees in the jet frame, :func:`pyg_jets.cluster`'s
        default.

        Args:
            path: The file.

        Raises:
            FileNotFoundError: If there is no such file.
            ValueError: If it has other parameters than these.
        """
        published = PublishedState(path)
        state = published.norm("bn_fts", "norm")
        widths = []
        for number in range(max(1, published.count("edge_convs."))):
            theirs, ours = f"edge_convs.{number}", f"blocks.{number}"
            state |= published.linear(f"{theirs}.theta", f"{ours}.theta")
            state |= published.linear(f"{theirs}.phi", f"{ours}.phi")
            state |= published.linear(f"{theirs}.fcs.0", f"{ours}.dense.0")
            state |= published.edge_conv(theirs, ours, layers=2)
            widths.append(len(state[f"{ours}.phi.weight"]))
        state |= published.linear("fusion_block.0", "fusion", bias=True)
        state |= published.norm("fusion_block.2", "fusion_norm")
        state |= published.linear("fc.0.0", "head.0", bias=True)
        state |= published.linear("fc.1", "head.3", bias=True)
        tagger = cls(
            hidden_channels=len(state["fusion.bias"]),
            channels=widths,
            num_inputs=len(state["norm.weight"]),
            dense_channels=len(state["head.0.bias"]),
            folded_psi=True,
        )
        published.load_into(tagger, state)
        with torch.no_grad():
            for block in tagger.blocks:
                # The original has the difference the other way, and adds it to the neighbour's.
                block.theta.weight.copy_(block.phi.weight - block.theta.weight)
        return tagger.eval()

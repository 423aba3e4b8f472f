"""The recursive neural network of `arXiv:1911.01872 <https://arxiv.org/abs/1911.01872>`_."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor
from torch.nn import Identity, LayerNorm, Module

from pyg_jets.jets.trees.edge_order import in_order
from pyg_jets.jets.trees.jet_tree import FEATURES, FRAMES, Frame
from pyg_jets.nn import RecNNConv
from pyg_jets.taggers.tagger import Tagger


class RecNN(Tagger):
    r"""Embedding along the clustering history, then Dense, Dense and one logit (appendix A).

    The state of every node is :math:`h_i` of :class:`pyg_jets.nn.RecNNConv`; the jet's embedding
    :math:`h_J` is its root's.

    Args:
        hidden_channels: Size of the embedding and of the dense layers; the paper has 70.
        cell: ``"simple"`` (25,341 parameters with H = 70) or ``"gated"`` (148,331).
        root_norm: Whether the root's state goes through a layer normalisation
            (`arXiv:1607.06450 <https://arxiv.org/abs/1607.06450>`_) before the head; the paper's
            network has none. States are unbounded, and a few jets reach tens of standard
            deviations in a unit; with it they do not.
        num_classes: Number of scores, one for each label; None: one logit, of two classes.

    Shapes:
        - **batch:** a batch of :class:`pyg_jets.JetTree`; **output:** ``(num_jets,)``,
          or ``(num_jets, num_classes)``
    """

    edges = "edge_index"
    recursive = True

    def __init__(
        self,
        hidden_channels: int = 70,
        cell: str = "simple",
        *,
        root_norm: bool = False,
        num_classes: int | None = None,
    ) -> None:
        # A file of a network without it names no such option, as those written before it do.
        options: dict[str, Any] = {"root_norm": True} if root_norm else {}
        super().__init__(hidden_channels, num_classes=num_classes, cell=cell, **options)
        self.conv = RecNNConv(len(FEATURES), hidden_channels, cell)
        self.norm: Module = LayerNorm(hidden_channels) if root_norm else Identity()

    def states(self, batch: Any, gate: Tensor | None = None) -> Tensor:
        """:math:`h_i` of every node, ``(num_nodes, hidden_channels)``."""
        batch = in_order(batch)
        weight = getattr(batch, "edge_weight", None)
        states: Tensor = self.conv(self.features(batch), batch.edge_index, gate, weight)
        return states

    def readout(self, states: Tensor, batch: Any) -> Tensor:
        """:math:`h_J`: the roots' states, or those normalised, ``(num_jets, hidden_channels)``."""
        embedding: Tensor = self.norm(states[batch.is_root])
        return embedding

    def embed(self, batch: Any, gate: Tensor | None = None) -> Tensor:
        """:math:`h_J` without the states of the other nodes, which takes less time."""
        batch = in_order(batch)
        weight = getattr(batch, "edge_weight", None)
        x = self.features(batch)
        embedding: Tensor = self.norm(self.conv(x, batch.edge_index, gate, weight, roots=True))
        return embedding

    @classmethod
    def from_recnn(
        cls,
        params: Mapping[str, Any],
        center: Any = None,
        scale: Any = None,
        *,
        frame: Frame = "jet",
    ) -> RecNN:
        r"""Load parameters of the original implementation (github.com/glouppe/recnn).

        Its activation is :math:`\sigma(2x)`, in the output as in the reset gate: the weights in
        front of it are doubled, so that the sigmoid of our logit is its output. The tagger is in
        float64, as the original is.

        Args:
            params: ``W_u, b_u, W_h, b_h``, for the gated cell ``W_r, b_r, W_z, b_z``, and the
                lists ``W_clf, b_clf``.
            center: Centres of its seven features, if they were scaled.
            scale: Scales of its seven features, if they were scaled.
            frame: In which centres and scales were taken; the tagger then refuses the other.

        Shapes:
            - **center**, **scale:** ``(7,)``

        Raises:
            ValueError: If a parameter is missing or has another shape than the others imply.
        """
        try:
            state = _from_original(params)
            tagger = cls(len(state["conv.lin_u.bias"]), "gated" if "W_z" in params else "simple")
            state["center"] = _tensor(0.0 if center is None else center).expand(len(FEATURES))
            state["scale"] = _tensor(1.0 if scale is None else scale).expand(len(FEATURES))
            scaled = center is not None or scale is not None
            state["frame_number"] = torch.tensor(FRAMES.index(frame) if scaled else -1)
            tagger.double().load_state_dict(state)
        except KeyError as error:
            raise ValueError(f"the original's parameters must have {error} (got none)") from error
        except (RuntimeError, IndexError) as error:
            raise ValueError(f"the original's parameters must fit together (got {error})") from None
        return tagger


def _tensor(values: Any) -> Tensor:
    return torch.as_tensor(values, dtype=torch.float64)


def _from_original(params: Mapping[str, Any]) -> dict[str, Tensor]:
    state = {}
    for name, doubled in (("u", 1.0), ("h", 1.0), ("r", 2.0), ("z", 1.0)):
        if name in "uh" or "W_z" in params:
            place = "conv.lin_u" if name == "u" else f"conv.cell.lin_{name}"
            state[f"{place}.weight"] = doubled * _tensor(params[f"W_{name}"])
            state[f"{place}.bias"] = doubled * _tensor(params[f"b_{name}"])
    for layer, doubled in enumerate((1.0, 1.0, 2.0)):
        bias = doubled * _tensor(params["b_clf"][layer])
        weight = doubled * _tensor(params["W_clf"][layer])
        state[f"head.{2 * layer}.bias"] = bias
        state[f"head.{2 * layer}.weight"] = weight.reshape(len(bias), -1)
    return state

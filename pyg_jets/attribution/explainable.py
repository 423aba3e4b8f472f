"""Taggers under PyG's own explainers."""

from __future__ import annotations

import copy
import warnings
from typing import Any

import torch
from torch import Tensor
from torch.nn import Module
from torch_geometric.explain import Explainer, Explanation
from torch_geometric.explain.algorithm import ExplainerAlgorithm
from torch_geometric.nn import MessagePassing

from pyg_jets.attribution.frozen import frozen
from pyg_jets.attribution.per_node import at_tagger
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.target import Target, at_target
from pyg_jets.transforms._one_or_many import num_jets

_WORDS: dict[Any, Target] = {"logit": None, "probability": torch.sigmoid}
"""Targets of the signal that have a word."""


class _Masked(MessagePassing):
    """What PyG puts an edge mask on; it passes no messages.

    A class of its own: PyG compiles a class when it is first built, and all others inherit.
    """


class Explainable(Module):
    r"""A tagger as PyG's ``Explainer`` calls a model: ``(x, edge_index, trees)`` -> logits.

    PyG puts edge masks on the message passing layers of a model and multiplies the messages of one
    propagation by them. A level-wise recursion, which propagates once per level, and layers of
    other kinds would fail there; here the mask is taken to the tagger as weights of its edges:

    - RecNN and TreeNiN: what a parent sees of its child's state;
    - LundNet: the messages of every block; ParticleNet: those of its first block, as its other
      blocks find their neighbours anew;
    - adapted networks: PyG's own way.

    :func:`explanation` does all that is needed; this is for explainers of your own.

    Give an ``Explainer`` the configuration of a regression (``mode="regression"``,
    ``task_level="graph"``): as a classification PyG explains the predicted class, which is another
    number for each jet.

    Args:
        tagger: A tagger that reads features of nodes.
        target: Which number is explained, for jets of all classes
            (:func:`pyg_jets.taggers.at_target`); ``"logit"`` or ``"probability"`` of the signal.

    Shapes:
        - **x:** ``(num_nodes, in_channels)`` and **edge_index:** as :meth:`inputs` gives them
        - **trees:** the batch of trees that they are from
        - **output:** ``(num_jets,)``, the target

    Raises:
        ValueError: If the tagger has no such ``target``.
        TypeError: If the tagger reads no features of nodes, or, under a mask, passes messages along
            other edges than it is given.
    """

    def __init__(self, tagger: Tagger, target: Target = "logit") -> None:
        super().__init__()
        word = isinstance(target, str) and target in _WORDS
        self.tagger = at_target(tagger, _WORDS[target] if word else target)
        # Networks of PyG's own layers have their masks themselves.
        native = any(isinstance(module, MessagePassing) for module in tagger.modules())
        self.masked: Any = None if native else _Masked()

    def inputs(self, trees: Any) -> dict[str, Any]:
        """What to call an ``Explainer`` with: features, edges, and the trees.

        Args:
            trees: A batch of trees.

        Raises:
            TypeError: If the tagger reads sequences or images.
        """
        tagger = self.tagger
        view = tagger.view(trees)
        if len(view[tagger.reads]) != view.num_nodes:
            raise TypeError(
                f"'tagger' must read features of nodes (got {type(tagger).__name__}, which reads "
                f"the field '{tagger.reads}' of jets)"
            )
        none = torch.empty(2, 0, dtype=torch.int64, device=view[tagger.reads].device)
        edge_index = none if tagger.edges is None else view[tagger.edges]
        return {"x": view[tagger.reads], "edge_index": edge_index, "trees": view}

    def forward(self, x: Tensor, edge_index: Tensor, trees: Any) -> Tensor:
        """The target of each jet."""
        view = copy.copy(self.tagger.view(trees))
        view[self.tagger.reads] = x
        if (weight := self._edge_weight()) is not None:
            if len(weight) != edge_index.shape[1]:
                raise ValueError(
                    f"an edge mask must have one number for each of {edge_index.shape[1]} edges "
                    f"(got {len(weight)})"
                )
            view.edge_weight = weight
        try:
            logits: Tensor = self.tagger(view)
        except AssertionError as error:  # PyG's, of a mask that has another length
            raise TypeError(
                "'tagger' must pass messages along the edges that it is given for these to be "
                f"explained (got {type(self.tagger).__name__}, whose network has other edges)"
            ) from error
        return logits

    def _edge_weight(self) -> Tensor | None:
        if self.masked is None or self.masked._edge_mask is None:
            return None
        mask: Tensor = self.masked._edge_mask
        return mask.sigmoid() if self.masked._apply_sigmoid else mask


def explanation(
    tagger: Tagger,
    trees: Any,
    algorithm: ExplainerAlgorithm,
    *,
    target: Target = "logit",
    node_mask: bool = True,
    edge_mask: bool = False,
    seed: int = 0,
) -> Explanation:
    """Explain a tagger's logits by one of PyG's algorithms, several jets at once.

    What is explained is one number for all jets, the logit of the signal: a positive value speaks
    for the signal, in background jets too. (PyG's binary classification explains the predicted
    class, so that values change their sign where a jet's probability crosses 1/2.)

    Nodes and edges together are another question than nodes alone. A method such as integrated
    gradients then moves both from 0 to 1 on one path and shares the logit out among all of them:
    on W and QCD jets the nodes' part differs by 62 % for a RecNN and by 23 % for a LundNet from
    that with the edges left as they are.

    Captum's integrated gradients take 50 even steps unless the algorithm is given ``n_steps``;
    :func:`integrated_gradients` takes as many as each jet needs.

    Args:
        tagger: A tagger that reads features of nodes; it is left as it was, also after an
            exception.
        trees: A batch of trees.
        algorithm: ``CaptumExplainer("IntegratedGradients")``, ``GNNExplainer(epochs=100)`` or
            another one of ``torch_geometric.explain``.
        target: As in :class:`Explainable`.
        node_mask: Ask for attributions of every feature of every node.
        edge_mask: Ask for attributions of the edges.
        seed: Of masks that are drawn.

    Returns:
        PyG's ``Explanation`` with ``node_mask (num_nodes, in_channels)`` and
        ``edge_mask (num_edges,)``, and with ``x`` and ``edge_index`` that they belong to.

    Raises:
        TypeError: If the tagger reads no features of nodes, or the algorithm does not take its
            layers.
        ValueError: If there is no jet, no mask is asked for, or edges of a tagger that has none, or
            something else.
    """
    if num_jets(trees) == 0:
        raise ValueError("'trees' must be of at least one jet to be explained (got none)")
    model = Explainable(tagger, target)
    inputs = model.inputs(at_tagger(tagger, trees))
    if node_mask and not inputs["x"].is_floating_point():
        raise TypeError(
            f"features must be real numbers for 'node_mask' (got {inputs['x'].dtype}): ask for the "
            "edges alone, node_mask=False, edge_mask=True"
        )
    if not (node_mask or edge_mask):
        raise ValueError("'node_mask' or 'edge_mask' must be asked for (got neither)")
    if edge_mask and inputs["edge_index"].shape[1] == 0:
        raise ValueError(
            f"'edge_mask' must be False for a tagger without edges (got {type(tagger).__name__})"
        )
    explainer = Explainer(
        model,
        algorithm,
        explanation_type="model",
        node_mask_type="attributes" if node_mask else None,
        edge_mask_type="object" if edge_mask else None,
        model_config={"mode": "regression", "task_level": "graph", "return_type": "raw"},
    )
    with (
        torch.inference_mode(False),
        frozen(model),
        torch.enable_grad(),
        torch.random.fork_rng(),
        warnings.catch_warnings(),
    ):
        # Captum tells of the gradients and hooks that it needs; they are gone afterwards.
        warnings.filterwarnings("ignore", category=UserWarning, module="captum")
        torch.manual_seed(seed)
        try:
            return explainer(**inputs)
        except AttributeError as error:
            raise TypeError(
                f"{type(algorithm).__name__} must find what it asks for in a tagger's layers (got "
                f"a {type(tagger).__name__}: {error}): GraphMaskExplainer takes networks of PyG's "
                "own layers (taggers.adapt), GNNExplainer and CaptumExplainer all"
            ) from error

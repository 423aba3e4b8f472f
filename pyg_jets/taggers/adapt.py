"""Any network as a tagger, in one call."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from torch.nn import Module

from pyg_jets.taggers.adapted.outputs import Outputs
from pyg_jets.taggers.adapted.tagger import POOL, AdaptedTagger
from pyg_jets.taggers.adapted.unwrapped import unwrapped
from pyg_jets.taggers.target import Target
from pyg_jets.transforms.features import read_features
from pyg_jets.transforms.features.feature import FeatureLike


def adapt(
    module: Module,
    *,
    transform: Any = None,
    outputs: Outputs | None = None,
    target: Target = None,
    pool: Literal["mean", "sum", "max"] = "mean",
    features: Iterable[FeatureLike] | None = None,
    states: str | None = None,
    num_classes: int | None = None,
    layout: Literal["channels_first", "channels_last"] | None = None,
) -> AdaptedTagger:
    r"""Make a tagger of a network.

    Its ``forward`` takes one of these, told by the names of its arguments:

    - ``(x, edge_index)``, with ``batch``, ``edge_attr``, ``edge_weight`` or ``pos`` if it likes, or
      ``(x, batch)``: as PyG's models do;
    - PyG's ``(data)``;
    - ``(features, mask)``, jets in slots, with ``points`` and ``lorentz_vectors`` if it likes: as
      weaver's models do, or torch's transformers (``src_key_padding_mask``).

    Then ``fit``, ``predict``, ``probe``, ``transfer``, ``node_saliency`` and ``LundPlane`` take it
    like any other. What ``torch.compile`` or ``DataParallel`` made of a network is taken apart.
    What it gives says what becomes of it; ``outputs`` says it where several readings are possible:

    - ``"nodes"``, a vector for each node (as the models of ``torch_geometric.nn`` do): the state
      :math:`h_i`; the embedding is the pooled :math:`\mathrm{ReLU}(h_i)`, and a head of two dense
      layers of its size gives the logit. Without the ReLU the gradient of a mean would be the same
      on all nodes. Of vectors of less than 8 numbers :math:`\mathrm{ReLU}(-h_i)` is pooled beside
      it, and the head is wider: else all could be 0 for all jets from the first step on;
    - ``"embedding"``, a vector for each jet: the embedding, with the same head. The states are the
      inputs, as in what follows;
    - ``"logit"``, one number for each jet;
    - ``"logits"``, scores of classes, or logarithms of their probabilities;
    - ``"probabilities"`` of classes, or of the signal alone.

    Of two classes the logit is :math:`\ln p_1 - \ln p_0`; more make a tagger of all of them, whose
    methods ask for a ``target``, or with ``target`` one of its number alone.

    Not said, two numbers for each jet are scores, or probabilities if they sum to 1; one number is
    the logit, unless it is between 0 and 1 for whatever jets. More than two are asked for.

    Args:
        module: The network. It is taken over, not copied; what is fixed in it stays so in ``fit``.
        transform: The view that it reads, :class:`pyg_jets.transforms.ParticleCloud` (7 features of
            each constituent) or :class:`pyg_jets.transforms.LundTree` (6 of each splitting); any
            transform with a ``field`` and ``node_states`` like theirs, and ``FIELD_edge_attr`` if
            the network wants it; for slots also :class:`pyg_jets.transforms.Sequence`, in falling
            pt. If not given it reads the clustering history itself: 7 features of every node,
            scaled by those of the training jets, edges from child to parent.
        outputs: What the network gives.
        target: Of several classes what becomes the logit, as everywhere: a class, a pair ``(s,
            b)``, a function (:func:`pyg_jets.taggers.at_target`).
        pool: How states are pooled: ``"mean"``, ``"sum"`` or ``"max"``.
        features: What is read of every node of the clustering history instead of its seven: names,
            columns of the particles, expressions, functions of a batch
            (:class:`pyg_jets.transforms.features.Feature`). A view has features of its own.
        states: A layer, such as ``"convs.2"``, whose outputs are the nodes' states :math:`h_i` that
            are explained; it gives a vector for each node, once a pass.
        num_classes: Of vectors of nodes or jets how many scores the head gives; None: one logit.
        layout: Of slots, where a network takes both: ``"channels_first"``, ``(num_jets, channels,
            slots)``, or ``"channels_last"``.

    Its :meth:`Tagger.untrained` draws new parameters layer by layer: each needs a
    ``reset_parameters``, as those of torch and PyG have.

    Raises:
        TypeError: If ``module`` takes something else, or ``transform`` is no view for it.
        ValueError: If it gives something else, or what it gives is not said; if ``target`` is none
            of the classes, or given where there are none, ``num_classes`` does not fit, ``pool`` is
            something else, ``states`` is no layer of nodes, or ``features`` are given beside a
            view.

    Example:
        >>> from torch_geometric.nn import GraphSAGE
        >>> adapt(GraphSAGE(7, 32, num_layers=2)).hidden_channels
        32
        >>> adapt(GraphSAGE(7, 32, num_layers=2), states="convs.0").state_channels
        32
    """
    if pool not in POOL:
        raise ValueError(f"'pool' must be one of {', '.join(POOL)} (got '{pool}')")
    if features is not None and transform is not None:
        raise ValueError(
            f"'features' must be given to the view, {type(transform).__name__}(features=...) "
            "(got them beside it)"
        )
    return AdaptedTagger(
        unwrapped(module),
        transform,
        outputs,
        target,
        pool,
        features=read_features(features) if features else None,
        states=states,
        num_classes=num_classes,
        layout=layout,
    )

"""What every tagger offers; everything downstream works on this alone."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any, Literal, TypeAlias

import torch
from torch import Tensor
from torch.nn import Linear, Module, ReLU, Sequential

from pyg_jets.jets.trees.jet_source import jets_of
from pyg_jets.jets.trees.jet_tree import FEATURES, FRAMES, Frame
from pyg_jets.jobs.atomic import save_tensors
from pyg_jets.taggers.recipe import Recipe
from pyg_jets.taggers.robust_scale import centre_and_scale
from pyg_jets.taggers.target import Target, among, at_target
from pyg_jets.transforms._one_or_many import jet_of_node
from pyg_jets.transforms._view import viewed

FILE_FORMAT = "pyg_jets.tagger"
"""What the header of a file of :meth:`Tagger.save` says."""
Objective: TypeAlias = Literal["classes", "regression"]
"""What the output is: a logit or scores of classes, or a number of each jet."""
_SCALED_JETS = 10_000


class Tagger(Module):
    r"""A classifier of jets: ``tagger(batch)`` -> logits ``(num_jets,)`` or scores of k classes.

    With one logit it has two classes, the signal of label 1 and the background of label 0; with
    ``num_classes`` k it gives ``(num_jets, k)``, a score for each label. ``target=`` says which
    number a method looks at (:func:`pyg_jets.taggers.at_target`).

    A newcomer writes ``states`` (a vector for each of its nodes) and ``readout`` (from them a
    vector :math:`h_J` for each jet); scaling, head, saving, training, attribution follow. The
    robust scaling of the features and the frame in which they are read are learnt from the
    training jets by :meth:`fit_scaling`, are part of the state, and are saved with it.

    The embedding is the third layer from the end; ``head`` is Dense, ReLU, Dense, ReLU and the
    output, so that ``head[:2](h)`` and ``head[:4](h)`` are the second and the last hidden layer.
    A network that was published with another head has that one, down to its output.

    A tagger that reads no tree has a ``transform``, applied to batches that lack what it
    ``reads``, or have it from a view with other options: one data set and one loader serve all
    taggers.

    Args:
        hidden_channels: Size of the embedding :math:`h_J`.
        head_channels: Sizes of the two dense layers; that of the embedding if not given.
        state_channels: Size of a node's state; that of the embedding if not given.
        in_channels: Number of input columns that are scaled; 0 if none is.
        head: Another head, ``(num_jets, hidden_channels)`` -> ``(num_jets, 1)``, or ``(num_jets,
            num_classes)`` if those are given.
        num_classes: Number of scores, two or more; None: one logit, of two classes.
        **config: The arguments of the subclass, saved to build it again.

    Raises:
        ValueError: If there are fewer than two classes.
    """

    node_states = "nodes"
    """On which nodes the states live: ``"nodes"``, ``"leaves"`` or ``"splittings"``."""

    transform: Any = None
    """A PyG transform from ``JetTree`` to the view that the tagger reads, if it needs one."""

    reads = "x"
    """The field of a batch that the tagger reads; ``transform`` makes it where it lacks."""

    edges: str | None = None
    """The field with the edges that messages take, if ``edge_weight`` in a batch scales them."""

    recursive = False
    """Whether states are made of those below, on ``edges`` whose weights scale them there."""

    scale_free_states = False
    """Whether the logit stays the same when any node's state is multiplied by a positive number."""

    recipe = Recipe()
    """How :func:`pyg_jets.fit` trains it where it is not told."""

    objective: Objective = "classes"
    """What its output is; :func:`pyg_jets.fit` sets it, and it is saved."""

    target: Target = None
    """What :func:`pyg_jets.taggers.at_target` has made the logit."""

    whole_classes: tuple[str, ...] | None = None
    """Of a tagger at a target the names of all classes."""

    chosen: tuple[int, ...] | None = None
    """Of a tagger :func:`pyg_jets.taggers.among` some classes their numbers."""

    _classes: tuple[str, ...] | None = None

    center: Tensor
    scale: Tensor
    frame_number: Tensor

    def __init__(
        self,
        hidden_channels: int,
        *,
        head_channels: tuple[int, int] | None = None,
        state_channels: int | None = None,
        in_channels: int = len(FEATURES),
        head: Sequential | None = None,
        num_classes: int | None = None,
        **config: Any,
    ) -> None:
        super().__init__()
        if num_classes is not None and num_classes < 2:
            raise ValueError(
                f"'num_classes' must be at least 2, or None for one logit (got {num_classes})"
            )
        self.num_outputs = num_classes or 1
        self.hidden_channels = hidden_channels
        self.state_channels = state_channels or hidden_channels
        self.config = {"hidden_channels": hidden_channels, **config}
        if num_classes is not None:  # files from before there was a choice say nothing, and fit
            self.config["num_classes"] = num_classes
        self.register_buffer("center", torch.zeros(in_channels))
        self.register_buffer("scale", torch.ones(in_channels))
        self.register_buffer("frame_number", torch.tensor(-1))
        first, second = head_channels or (hidden_channels, hidden_channels)
        if head is None:
            layers = Linear(hidden_channels, first), ReLU(), Linear(first, second), ReLU()
            head = Sequential(*layers, Linear(second, self.num_outputs))
        self.head = head

    @property
    def num_classes(self) -> int:
        """Number of classes: 2 for one logit, else that of the scores."""
        return max(2, self.num_outputs)

    @property
    def classes(self) -> tuple[str, ...] | None:
        """Names of the classes by their labels, as :attr:`pyg_jets.Task.classes` has them.

        None where nobody has given any. Of a tagger with one logit the background comes first, as
        its label is 0. They are saved with the tagger, and ``target=`` takes them.

        Raises:
            ValueError: If there is not one name for each class, or a name comes twice.
        """
        return self._classes

    @classes.setter
    def classes(self, names: Sequence[str] | None) -> None:
        if names is not None:
            names = tuple(str(name) for name in names)
            if len(names) != self.num_classes or len(set(names)) != len(names):
                raise ValueError(
                    f"'classes' must be {self.num_classes} different names, one for each class "
                    f"(got {', '.join(names) or 'none'})"
                )
        self._classes = names

    @property
    def frame(self) -> Frame | None:
        """Frame of the features that it was trained on; None before :meth:`fit_scaling`."""
        number = int(self.frame_number)
        return None if number < 0 else FRAMES[number]

    def fit_scaling(self, jets: Any) -> None:
        """Take centre (median) and scale (interquartile range) of the inputs from training jets.

        At most 10,000 jets, evenly spaced, are looked at; all rows of :meth:`inputs` count, each
        as much as its jet weighs (:func:`pyg_jets.metrics.weighted_quantile`).

        Args:
            jets: Clustered jets, or what else :func:`pyg_jets.jets.trees.jet_source.jets_of` takes.
        """
        jets = jets_of("jets", jets, any_order=True)
        self.frame_number.fill_(FRAMES.index(jets.frame))
        if len(self.center) == 0:
            return
        step = -(-len(jets) // _SCALED_JETS)
        batch = jets.batch(slice(None, None, step))
        weight = getattr(batch, "weight", None)
        weight = None if weight is None else weight[self.input_jets(batch)]
        center, scale = centre_and_scale(self.inputs(batch), weight)
        self.center.copy_(torch.from_numpy(center))
        self.scale.copy_(torch.from_numpy(scale))

    def inputs(self, batch: Any) -> Tensor:
        """What is scaled, before that: the features ``(num_nodes, 7)``, or rows of a view."""
        inputs: Tensor = batch.x
        return inputs

    def input_jets(self, batch: Any) -> Tensor:
        """The jet of every row of :meth:`inputs`; whoever has other rows than nodes says it."""
        return jet_of_node(batch)

    def features(self, batch: Any) -> Tensor:
        """Scaled features ``(num_nodes, 7)``.

        Raises:
            ValueError: If the batch has other features, or in another frame, than the tagger was
                trained on.
        """
        if batch.x.shape[1] != len(self.center):
            raise ValueError(
                f"this tagger reads {len(self.center)} features ({', '.join(FEATURES)}) "
                f"(got {batch.x.shape[1]})"
            )
        self._check_frame(batch)
        scaled: Tensor = (batch.x - self.center) / self.scale
        return scaled

    def view(self, batch: Any) -> Any:
        """The batch with what the tagger reads, made by its transform if it was not yet.

        Raises:
            ValueError: If the batch is in another frame than the tagger was trained on, or has what
                is read from elsewhere, and not as the transform makes it.
        """
        self._check_frame(batch)
        return batch if self.transform is None else viewed(batch, self.reads, self.transform)

    def _check_frame(self, batch: Any) -> None:
        frames = batch.frame if "frame" in batch else []
        for frame in {frames} if isinstance(frames, str) else set(frames):
            if self.frame not in (None, frame):
                raise ValueError(
                    f"this tagger was trained on features in the '{self.frame}' frame "
                    f"(got '{frame}'): cluster the jets with frame='{self.frame}'"
                )

    def states(self, batch: Any, gate: Tensor | None = None) -> Tensor:
        """A vector for each node, ``(num_nodes, state_channels)``, the gate added to each."""
        raise NotImplementedError(f"{type(self).__name__} must define 'states'")

    def readout(self, states: Tensor, batch: Any) -> Tensor:
        """From the nodes' vectors the jets' embeddings ``(num_jets, hidden_channels)``."""
        raise NotImplementedError(f"{type(self).__name__} must define 'readout'")

    def embed(self, batch: Any, gate: Tensor | None = None) -> Tensor:
        """Embeddings :math:`h_J` ``(num_jets, hidden_channels)``."""
        batch = self.view(batch)
        return self.readout(self.states(batch, gate), batch)

    def forward(self, batch: Any) -> Tensor:
        """Logits of the signal ``(num_jets,)``, or scores ``(num_jets, num_classes)``."""
        logits: Tensor = self.head(self.embed(batch))
        return logits.squeeze(-1)

    def check_forward(self) -> None:
        """Refuse a tagger that does not end in its head, where a target is taken from.

        Raises:
            TypeError: If its class has a ``forward`` of its own.
        """
        if type(self).forward is not Tagger.forward:
            raise TypeError(
                f"{type(self).__name__} must leave 'forward' to Tagger, as its head ends it, for a "
                "'target' to be asked about (got one of its own)"
            )

    def untrained(self, seed: int = 0) -> Tagger:
        """The same network with the same scaling and frame, before it has learnt anything.

        It is a control: what is found in it was not learnt.

        Args:
            seed: Of the initial parameters.
        """
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            fresh = self._built_again().to(self.center.device, self.center.dtype)
        for buffer in ("center", "scale", "frame_number"):
            fresh.get_buffer(buffer).copy_(self.get_buffer(buffer))
        if self.chosen is not None and fresh.chosen is None:
            fresh = among(fresh, self.chosen)
        if self.target is not None and fresh.target is None:
            fresh = at_target(fresh, self.target)
        fresh.classes, fresh.objective = self.classes, self.objective
        return fresh.eval()

    def _built_again(self) -> Tagger:
        """With other initial parameters, drawn from the global generator.

        Raises:
            TypeError: If the class was not told its own arguments.
        """
        try:
            return type(self)(**self.config)
        except TypeError as error:
            raise TypeError(
                f"{type(self).__name__} must hand its arguments on, by their names, to "
                f"Tagger.__init__ to be built again from {self.config} (got: {error})"
            ) from error

    def tensors(self, batch: Any) -> dict[str, Tensor]:  # noqa: ARG002
        """What the network reads of jets as tensors by name, a row for each jet.

        Raises:
            TypeError: If jets have no rows of one length for this tagger.
        """
        raise TypeError(
            f"a {type(self).__name__} packs jets of any size, or runs along trees, which no "
            "tensors of fixed axes hold: write FCN, LSTM, CNN, or a network of slots from "
            "from_weaver or adapt"
        )

    def embed_tensors(self, tensors: Mapping[str, Tensor]) -> Tensor:
        """Embeddings of what :meth:`tensors` gives, ``(num_jets, hidden_channels)``."""
        raise NotImplementedError(f"{type(self).__name__} must define 'embed_tensors'")

    def to_onnx(self, path: str | os.PathLike[str], batch: Any = None) -> list[str]:
        """Write the network as an ONNX file that takes any number of jets.

        It reads the tensors of :meth:`tensors`, scaled as the view leaves them; what the file gives
        is the logit, or the scores of all classes.

        Args:
            path: The file.
            batch: Some jets with the columns that it reads; not needed where it reads none.

        Returns:
            Names of the inputs.

        Raises:
            ImportError: If the package ``onnx`` is not there.
            TypeError: If jets have no rows of one length for this tagger.
        """
        from pyg_jets.taggers.onnx_file import write_onnx

        return write_onnx(self, path, batch)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write parameters, scaling, configuration and classes: safetensors with JSON, no pickle.

        Raises:
            ValueError: If it is at a function as its target, which is code, or among some of its
                classes.
        """
        if self.chosen is not None:
            raise ValueError(
                f"a tagger among some classes cannot be saved (got {len(self.chosen)} of them): "
                "save the tagger of all"
            )
        if callable(self.target):
            raise ValueError(
                f"a tagger at a function cannot be saved (got target={self.target!r}): save the "
                "tagger itself"
            )
        metadata = {
            "format": FILE_FORMAT,
            "tagger": type(self).__name__,
            "config": json.dumps(self.config),
            "version": version("pyg_jets"),
        }
        if self.target is not None:
            metadata["target"] = json.dumps(self.target)
        classes = self.classes if self.target is None else self.whole_classes
        if classes is not None:
            metadata["classes"] = json.dumps(classes)
        if self.objective != "classes":
            metadata["objective"] = self.objective
        save_tensors(path, self.state_dict(), metadata)

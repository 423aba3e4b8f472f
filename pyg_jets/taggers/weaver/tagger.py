"""A network of weaver, as it is, as a tagger."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor
from torch.nn import Linear, Module, Sequential

from pyg_jets.taggers._class_head import LogOdds, check_classes
from pyg_jets.taggers._jetclass import class_number
from pyg_jets.taggers.tagger import Tagger
from pyg_jets.taggers.weaver.config import WeaverConfig
from pyg_jets.taggers.weaver.inputs import WeaverInputs, field_of, in_slots
from pyg_jets.transforms._one_or_many import num_jets

_SMALLEST = 1e-30


class WeaverTagger(Tagger):
    r"""What :func:`pyg_jets.taggers.from_weaver` makes of a network file.

    The states of particles are their inputs, all groups side by side. The network is called with
    slots as weaver calls it; if its last step is a product that gives the scores, the embedding
    :math:`h_J` is what that product reads, and else the scores. The output is the scores of all
    classes, or the logit :math:`\ln p_s - \ln p_b` of two; :meth:`scores` gives all.

    Args:
        build: Makes the network, new at each call.
        config: Weaver's configuration.
        signal: Name of the signal's class, or its number; of two classes the first if not given,
            of more the scores of all are the output.
        background: That of the background; of two classes the other.

    Raises:
        ValueError: If the network does not take such inputs, or give scores of such classes; or
            one of signal and background alone is given.
    """

    node_states = "leaves"
    scale_free_states = False

    def __init__(
        self,
        build: Callable[[], Module],
        config: WeaverConfig,
        signal: str | int | None = None,
        background: str | int | None = None,
    ) -> None:
        module = build().eval()
        scores, last, are_probabilities = _try(module, config)
        classes = config.classes or tuple(str(k) for k in range(scores.shape[1]))
        if len(classes) != scores.shape[1]:
            raise ValueError(
                f"the network must give a score for each of {', '.join(classes)} "
                f"(got {scores.shape[1]} scores)"
            )
        of = two_classes(classes, signal, background)
        groups = [group for group in config.groups.values() if not group.of_jets]
        super().__init__(
            scores.shape[1] if last is None else last.in_features,
            state_channels=sum(len(group.variables) for group in groups),
            in_channels=0,
            head=Sequential(
                *([] if last is None else [last]), *([] if of is None else [LogOdds(*of)])
            ),
            num_classes=len(classes) if of is None else None,
            signal=None if of is None else of[0],
            background=None if of is None else of[1],
            inputs=repr(WeaverInputs(config)),
        )
        self.module, self.build, self.weaver = module, build, config
        self.transform = WeaverInputs(config)
        self.classes = classes if of is None else (classes[of[1]], classes[of[0]])
        self.reads = self.transform.field
        self.groups, self.are_probabilities = groups, are_probabilities

    def _built_again(self) -> Tagger:
        return WeaverTagger(
            self.build, self.weaver, self.config["signal"], self.config["background"]
        )

    def states(self, batch: Any, gate: Tensor | None = None) -> Tensor:
        """The inputs of every particle, ``(num_nodes, state_channels)``."""
        batch = self.view(batch)
        tables = [batch[field_of(group)] for group in self.groups]
        states = torch.cat(tables, 1).to(self._dtype)
        return states if gate is None else states + gate * batch.is_leaf[:, None]

    def readout(self, states: Tensor, batch: Any) -> Tensor:
        """What the network's last product reads, or its scores, ``(num_jets, channels)``."""
        if num_jets(batch) == 0:  # which no network of others is used to
            return states.new_zeros(0, self.hidden_channels)
        batch = self.view(batch)
        return self.embed_tensors(self._inputs(states, batch))

    def scores(self, batch: Any) -> Tensor:
        """The scores of all classes, before the softmax, ``(num_jets, num_classes)``."""
        first = self.head if self.num_outputs > 1 else self.head[:-1]
        scores: Tensor = first(self.embed(batch))
        return scores

    def selected(self, batch: Any) -> Tensor:
        """Which jets the configuration's selection keeps, ``(num_jets,)``."""
        selected: Tensor = self.transform.selected(batch)
        return selected

    @property
    def _dtype(self) -> torch.dtype:
        own = next(self.module.parameters(), None)
        return self.center.dtype if own is None else own.dtype

    def tensors(self, batch: Any) -> dict[str, Tensor]:
        """What the network takes, by the names of the configuration's inputs."""
        batch = self.view(batch)
        return self._inputs(self.states(batch), batch)

    def embed_tensors(self, tensors: Mapping[str, Tensor]) -> Tensor:
        """What the network's last product reads, or its scores, of such tensors."""
        last = self.head[0] if len(self.head) else None
        seen: list[Tensor] = []
        with contextlib.ExitStack() as stack:
            if isinstance(last, Linear):
                hook = last.register_forward_pre_hook(lambda _, given: seen.append(given[0]))
                stack.callback(hook.remove)
            scores: Tensor = self.module(*tensors.values())
        if seen:
            return seen[-1]
        return scores.clamp(min=_SMALLEST).log() if self.are_probabilities else scores

    def _inputs(self, states: Tensor, batch: Any) -> dict[str, Tensor]:
        sizes = [len(group.variables) for group in self.groups]
        tables = dict(zip((g.name for g in self.groups), states.split(sizes, 1), strict=True))
        return {
            name: in_slots(tables.get(name, batch[field_of(group)]).to(self._dtype), group, batch)
            for name, group in self.weaver.groups.items()
        }


def two_classes(
    classes: tuple[str, ...], signal: str | int | None, background: str | int | None
) -> tuple[int, int] | None:
    """The numbers of signal and background; None of more than two classes if none is given.

    Raises:
        ValueError: If one alone is given, or one is not there.
    """
    if signal is None and background is None:
        return (0, 1) if len(classes) == 2 else None
    if signal is None or background is None:
        raise ValueError(
            f"'signal' and 'background' must be two of {', '.join(classes)} "
            f"(got {signal} and {background})"
        )
    both = (
        class_number("signal", signal, classes),
        class_number("background", background, classes),
    )
    check_classes(both, len(classes))
    return both


@torch.no_grad()
def _try(module: Module, config: WeaverConfig) -> tuple[Tensor, Linear | None, bool]:
    """Scores of two jets of random numbers, the product that gives them, and what they are."""
    generator = torch.Generator().manual_seed(0)
    inputs = []
    for name, (_, channels, length) in config.input_shapes.items():
        shape = (2, channels) if length is None else (2, channels, length)
        given = torch.randn(shape, generator=generator)
        inputs.append(torch.ones(shape) if name.endswith("_mask") else given)
    last: list[tuple[Linear, Tensor]] = []
    hooks = [
        layer.register_forward_hook(lambda layer, _, out: last.append((layer, out)))
        for layer in module.modules()
        if isinstance(layer, Linear)
    ]
    try:
        out = module(*inputs)
    except Exception as error:  # a user's network may raise anything
        shapes = {
            name: tuple(given.shape) for name, given in zip(config.groups, inputs, strict=True)
        }
        raise ValueError(f"the network must take {shapes} (got: {error!r})") from error
    finally:
        for hook in hooks:
            hook.remove()
    if not isinstance(out, Tensor) or out.ndim != 2 or len(out) != 2 or out.shape[1] < 2:
        got = tuple(out.shape) if isinstance(out, Tensor) else type(out).__name__
        raise ValueError(f"the network must give two or more scores for each jet (got {got})")
    are_probabilities = bool((out >= 0).all() and (out.sum(1) - 1).abs().max() < 1e-5)
    given_by = last[-1][0] if last and last[-1][1] is out else None
    return out, given_by, are_probabilities

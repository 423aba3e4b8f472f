"""Scores of whatever program as a tagger, for what asks for scores alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn import Sequential

from pyg_jets.jets.constituents import Constituents
from pyg_jets.taggers.tagger import Tagger
from pyg_jets.transforms._leaves import jets_of


class Scores(Tagger):
    """A function of jets, with nothing known of its inside.

    ``predict``, metrics, decision ordering, deletion and the attributions that take branches away
    (:func:`pyg_jets.attribution.branch_removal`, :func:`pyg_jets.attribution.shapley`) take it:
    they ask for scores of jets and of what is left of them. What asks for states or gradients is
    refused.

    Args:
        function: From :class:`pyg_jets.Constituents` to one number a jet, ``(num_jets,)``, tensor
            or array: the logit of the signal.
        probabilities: Whether it gives probabilities of the signal instead, from 0 to 1.

    Shapes:
        - **batch:** a batch of :class:`pyg_jets.JetTree`; **output:** ``(num_jets,)``
    """

    def __init__(
        self, function: Callable[[Constituents], Any], probabilities: bool = False
    ) -> None:
        super().__init__(1, in_channels=0, head=Sequential())
        self.function, self.probabilities = function, probabilities

    def states(self, batch: Any, gate: Tensor | None = None) -> Tensor:  # noqa: ARG002
        """There are none.

        Raises:
            TypeError: Always.
        """
        raise TypeError(
            "scores alone have no states or gradients (got a function of jets): use branch_removal "
            "or shapley, or adapt the network itself"
        )

    def embed(self, batch: Any, gate: Tensor | None = None) -> Tensor:
        """The logits, ``(num_jets, 1)``.

        Raises:
            TypeError: If states are asked for.
            ValueError: If the function gives something else than a finite number for each jet.
        """
        if gate is not None:
            return self.states(batch, gate)
        jets = jets_of(batch)
        scores = torch.as_tensor(self.function(jets)).detach().to(self.center)
        if scores.shape != (len(jets),) or not scores.isfinite().all():
            raise ValueError(
                f"'function' must give a finite number for each of {len(jets)} jets, "
                f"({len(jets)},) (got {tuple(scores.shape)})"
            )
        if not self.probabilities:
            return scores[:, None]
        if ((scores < 0) | (scores > 1)).any():
            raise ValueError(
                f"probabilities must lie between 0 and 1 (got {float(scores.min()):.3g} to "
                f"{float(scores.max()):.3g}): leave out 'probabilities' for logits"
            )
        return scores.logit(eps=torch.finfo(scores.dtype).eps)[:, None]

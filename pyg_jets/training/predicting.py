"""What a trained tagger says of many jets: batch by batch, without gradients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from pyg_jets.jets.loader import JetLoader
from pyg_jets.jets.trees.jet_source import jets_of
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.evaluation import evaluation
from pyg_jets.taggers.finite import check_finite, has_numbers


def predict(tagger: Tagger, jets: Any, batch_size: int = 512) -> Tensor:
    """Probability of the signal ``(num_jets,)``, or of each class ``(num_jets, num_classes)``.

    Of a tagger that was taught a number (``fit(..., objective="regression")``) it is that number,
    ``(num_jets,)``. The tagger stays as it was.

    Batches go to the device of the tagger, and what it gives comes back to the CPU, where the jets
    are.

    Args:
        tagger: The tagger.
        jets: Clustered jets, or what else :func:`pyg_jets.jets.trees.jet_source.jets_of` takes.
        batch_size: Jets at a time.

    Raises:
        TypeError: If the jets are not clustered.
        ValueError: If a number of the tagger, or one that it gives, is not finite, or a loader has
            another order than its jets.
    """
    outputs = predict_logits(tagger, jets, batch_size)
    if tagger.objective == "regression":
        return outputs
    return outputs.softmax(1) if tagger.num_outputs > 1 else outputs.sigmoid()


def predict_logits(tagger: Tagger, jets: Any, batch_size: int = 512) -> Tensor:
    """Logit of the signal ``(num_jets,)``, or scores ``(num_jets, num_classes)``.

    As :func:`predict`.

    :func:`pyg_jets.taggers.at_target` makes a tagger whose logit is that of a class or a pair.
    """
    more = () if tagger.num_outputs == 1 else (tagger.num_outputs,)
    none = tagger.center.new_empty(0, *more, device="cpu")
    return torch.cat([none, *_of_batches(tagger, tagger, jets, batch_size)])


def embed(tagger: Tagger, jets: Any, batch_size: int = 512) -> Tensor:
    """Embedding of each jet, ``(num_jets, hidden_channels)``; as :func:`predict`."""
    none = tagger.center.new_empty(0, tagger.hidden_channels, device="cpu")
    return torch.cat([none, *_of_batches(tagger, tagger.embed, jets, batch_size)])


def _of_batches(
    tagger: Tagger, function: Callable[[Any], Tensor], jets: Any, batch_size: int
) -> list[Tensor]:
    """What a function of the tagger gives, in evaluation mode and without gradients."""
    check_finite(tagger)
    loader, device = JetLoader(jets_of("jets", jets), batch_size), tagger.center.device
    with evaluation(tagger), torch.no_grad():
        given = [_on_cpu(function(batch.to(device))) for batch in loader]
    _check_given(tagger, given)
    return given


def _check_given(tagger: Tagger, given: list[Tensor]) -> None:
    finite = [part.isfinite().reshape(len(part), -1).all(1) for part in given if has_numbers(part)]
    if finite and bool((bad := ~torch.cat(finite)).any()):
        raise ValueError(
            f"what this {type(tagger).__name__} gives must be finite (got {int(bad.sum())} of "
            f"{len(bad)} jets where it is not, first jet {int(bad.nonzero()[0])}): look for odd "
            "momenta or a 'transform' that makes such features"
        )


def _on_cpu(output: Tensor) -> Tensor:
    """Of at least four bytes: NumPy knows no bfloat16."""
    output = output.cpu()
    return output.float() if output.element_size() < 4 else output

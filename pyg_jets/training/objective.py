"""What a training minimises, and what chooses its best epoch."""

from __future__ import annotations

from typing import Any, Protocol

import torch
from sklearn.metrics import roc_auc_score
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from pyg_jets.taggers import Tagger
from pyg_jets.taggers._class_head import AgainstRest, LogOdds


class Objective(Protocol):
    """A loss, and the number of the validation jets that says which epoch is the best."""

    monitor: str
    mode: str

    def labels(self, batch: Any, outputs: Tensor) -> Tensor:
        """What the outputs of a batch should be."""

    def total(self, outputs: Tensor, labels: Tensor, weight: Tensor) -> Tensor:
        """The loss of jets with weights, summed over them."""

    def scores(self, outputs: Tensor, labels: Tensor, weight: Tensor) -> dict[str, float]:
        """Numbers of the validation jets beside the loss."""


class TwoClasses:
    """Binary cross-entropy of one logit, ``(num_jets,)``."""

    monitor, mode = "val_auc", "max"

    def labels(self, batch: Any, outputs: Tensor) -> Tensor:
        """0 and 1, in the precision of the logits."""
        labels: Tensor = batch.y.to(outputs.dtype)
        return labels

    def total(self, outputs: Tensor, labels: Tensor, weight: Tensor) -> Tensor:
        """Of the batch."""
        return binary_cross_entropy_with_logits(outputs, labels, weight, reduction="sum")

    def scores(self, outputs: Tensor, labels: Tensor, weight: Tensor) -> dict[str, float]:
        """Area under the ROC curve."""
        return {"val_auc": _auc(outputs, labels, weight)}


class ManyClasses:
    """Cross-entropy of the scores of k classes, ``(num_jets, k)``."""

    monitor, mode = "val_auc", "max"

    def labels(self, batch: Any, outputs: Tensor) -> Tensor:
        """From 0 to k - 1."""
        labels: Tensor = batch.y.to(outputs.device)
        return labels

    def total(self, outputs: Tensor, labels: Tensor, weight: Tensor) -> Tensor:
        """Of the batch."""
        return (cross_entropy(outputs, labels, reduction="none") * weight).sum()

    def scores(self, outputs: Tensor, labels: Tensor, weight: Tensor) -> dict[str, float]:
        """Mean over the classes of the area under the ROC curve of each against the rest."""
        areas = [
            _auc(AgainstRest(k)(outputs)[:, 0], (labels == k).to(outputs.dtype), weight)
            for k in range(outputs.shape[1])
        ]
        return {"val_auc": sum(areas) / len(areas)}


class Regression:
    """Squared error of one number per jet, in units of its spread over the training jets.

    Args:
        column: Name of the jets' column.
        center: Its mean over the training jets.
        scale: Its standard deviation there.
    """

    monitor, mode = "val_loss", "min"

    def __init__(self, column: str, center: float, scale: float) -> None:
        self.column, self.center, self.scale = column, center, scale

    def labels(self, batch: Any, outputs: Tensor) -> Tensor:
        """The numbers, in units of the spread."""
        values: Tensor = batch.jet_columns[self.column].to(outputs.device).double()
        return ((values - self.center) / self.scale).to(outputs.dtype)

    def total(self, outputs: Tensor, labels: Tensor, weight: Tensor) -> Tensor:
        """Of the batch."""
        return ((outputs - labels) ** 2 * weight).sum()

    def scores(self, outputs: Tensor, labels: Tensor, weight: Tensor) -> dict[str, float]:
        """Share of the variance that is told, as ``val_r2``."""
        residual = ((outputs - labels) ** 2 * weight).sum()
        mean = (labels * weight).sum() / weight.sum()
        spread = ((labels - mean) ** 2 * weight).sum()
        return {"val_r2": float(1 - residual / spread)}


def of_tagger(tagger: Tagger) -> Objective:
    """What tells classes apart, by the number of outputs."""
    return TwoClasses() if tagger.num_outputs == 1 else ManyClasses()


def _auc(logits: Tensor, labels: Tensor, weight: Tensor) -> float:
    """Area under the ROC curve, without an interval; 0.5 of jets of one kind, in a dry run say."""
    if len(labels.unique()) < 2:
        return 0.5
    # Equal weights would only change the order of the sum.
    of_jets = None if bool((weight == 1).all()) else weight.numpy()
    return float(roc_auc_score(labels.numpy(), logits.numpy(), sample_weight=of_jets))


def check_outputs(tagger: Tagger, outputs: Tensor, num_jets: int) -> None:
    """Refuse outputs of another shape than the tagger says.

    Raises:
        ValueError: If it is another one.
    """
    expected = (num_jets,) if tagger.num_outputs == 1 else (num_jets, tagger.num_outputs)
    if tuple(outputs.shape) != expected:
        raise ValueError(
            f"{type(tagger).__name__} must give outputs of shape {expected} (got "
            f"{tuple(outputs.shape)}): hand 'num_classes' on to Tagger.__init__"
        )


def fold_into_head(tagger: Tagger, center: float, scale: float) -> bool:
    """Let a head that gives a number in units of a spread give it in its own unit.

    Args:
        tagger: Whose head; its last dense layer is changed.
        center: What 0 stands for.
        scale: The spread.

    Returns:
        Whether it could be; not in a head without a dense layer behind which nothing bends.
    """
    layers: list[Any] = list(tagger.head)
    # Of two scores it is their difference that counts.
    row: Any = layers.pop().signal if layers and isinstance(layers[-1], LogOdds) else slice(None)
    if not layers or not isinstance(layers[-1], torch.nn.Linear):
        return False
    with torch.no_grad():
        layers[-1].weight.mul_(scale)
        layers[-1].bias.mul_(scale)
        layers[-1].bias[row] += center
    return True

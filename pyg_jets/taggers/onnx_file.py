"""Taggers as ONNX files, for programs that run networks without Python."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor
from torch.nn import Module

from pyg_jets.jets.clustering import cluster
from pyg_jets.jets.constituents import Constituents
from pyg_jets.taggers.evaluation import evaluation
from pyg_jets.taggers.tagger import Tagger

_OPSET = 17


def write_onnx(tagger: Tagger, path: str | os.PathLike[str], batch: Any = None) -> list[str]:
    """Write what a tagger makes of the tensors of its view; see :meth:`Tagger.to_onnx`.

    Args:
        tagger: The tagger; it is left as it was.
        path: The file.
        batch: Some jets with the columns that it reads; not needed where it reads none.

    Returns:
        Names of the inputs, in their order: those of :meth:`Tagger.tensors`.

    Raises:
        ImportError: If the package ``onnx`` is not there.
        TypeError: If the tagger reads no tensors of fixed axes.
    """
    try:
        import onnx  # noqa: F401  (torch asks for it in the middle of its work)
    except ImportError:
        raise ImportError(
            "to_onnx needs the package onnx, which is not there: pip install pyg-jets[onnx]"
        ) from None
    with evaluation(tagger), torch.no_grad(), warnings.catch_warnings():
        # The exporter that follows a network's own Python cannot be had for axes that vary.
        warnings.simplefilter("ignore")
        tensors = tagger.tensors(_jets() if batch is None else batch)
        output = "logit" if tagger.num_outputs == 1 else "scores"
        torch.onnx.export(
            _OfTensors(tagger, list(tensors)),
            tuple(tensors.values()),
            os.fspath(path),
            input_names=list(tensors),
            output_names=[output],
            dynamic_axes={name: {0: "jets"} for name in (*tensors, output)},
            opset_version=_OPSET,
            dynamo=False,
        )
    return list(tensors)


class _OfTensors(Module):
    """A tagger that takes tensors one after the other."""

    def __init__(self, tagger: Tagger, names: list[str]) -> None:
        super().__init__()
        self.tagger, self.names = tagger, names

    def forward(self, *tensors: Tensor) -> Tensor:
        named: Mapping[str, Tensor] = dict(zip(self.names, tensors, strict=True))
        output: Tensor = self.tagger.head(self.tagger.embed_tensors(named))
        return output.squeeze(-1) if self.tagger.num_outputs == 1 else output


def _jets() -> Any:
    """Three jets, since axes of length 1 or of one number would be taken for fixed."""
    generator = torch.Generator().manual_seed(0)
    p3 = torch.rand(12, 3, dtype=torch.float64, generator=generator) + 1
    p4 = torch.cat((p3, p3.norm(dim=1, keepdim=True)), 1)
    return cluster(Constituents(p4, [0, 3, 7, 12])).batch()

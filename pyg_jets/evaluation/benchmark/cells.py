"""What has been measured, one file each: a run that was stopped goes on from them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, NamedTuple

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from pyg_jets.jobs.atomic import save_tensors
from pyg_jets.metrics import Estimate


class Cell(NamedTuple):
    """One method on one training.

    Attributes:
        relevance: A number per node, ``(num_nodes,)``; None if the method does not take the tagger.
        measured: Numbers by their names.
        seconds: Of the processor, for the attribution of all jets.
        refusal: Why the method does not take the tagger; empty if it does.
    """

    relevance: Tensor | None
    measured: dict[str, Estimate]
    seconds: float
    refusal: str = ""


class Cells:
    """Files of a folder, known by all that their content depends on.

    Args:
        folder: It must exist.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key: dict[str, Any], ending: str = ".safetensors") -> Path:
        """Where something is kept.

        Args:
            key: All that it depends on; ``"kind"`` begins the file's name.
            ending: Of the file's name.
        """
        text = json.dumps(key, sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()[:24]
        return self.folder / f"{key['kind']}-{digest}{ending}"

    def save(self, key: dict[str, Any], cell: Cell) -> None:
        """Keep a cell."""
        relevance = torch.zeros(0) if cell.relevance is None else cell.relevance
        numbers = {
            "measured": {name: [e.value, e.low, e.high] for name, e in cell.measured.items()},
            "seconds": cell.seconds,
            "refusal": cell.refusal,
            "key": key,
        }
        tensors = {"relevance": relevance.float()}
        save_tensors(self.path(key), tensors, {"cell": json.dumps(numbers)})

    def load(self, key: dict[str, Any]) -> Cell | None:
        """A cell that was kept; None if there is none.

        Raises:
            ValueError: If its file is damaged.
        """
        path = self.path(key)
        if not path.exists():
            return None
        try:
            with safe_open(path, "pt") as file:
                relevance = file.get_tensor("relevance")
                numbers = json.loads(file.metadata()["cell"])
            measured = {name: Estimate(*ends) for name, ends in numbers["measured"].items()}
            refusal, seconds = str(numbers["refusal"]), float(numbers["seconds"])
        except (SafetensorError, KeyError, TypeError, ValueError) as error:
            raise ValueError(
                f"'{path}' must be what a benchmark wrote (got {error!r}): remove it, and run again"
            ) from error
        return Cell(None if refusal else relevance, measured, seconds, refusal)

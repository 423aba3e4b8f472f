"""What a training of a RecNN is known by."""

from __future__ import annotations

from typing import Any, NamedTuple

from pyg_jets.jets.jet_tree import Frame


class TrainingKey(NamedTuple):
    """One training of a study.

    Attributes:
        task: Of the jets.
        cell: Of the RecNN.
        algorithm: Of the trees.
        frame: Of the features.
        seed: Of the split, the initial parameters and the order of the jets.
    """

    task: str
    cell: str
    algorithm: str
    frame: Frame
    seed: int

    @property
    def settings(self) -> dict[str, Any]:
        """All of it but the cell, as :func:`pyg_jets.study.train_task` has it but for the task."""
        return {"algorithm": self.algorithm, "frame": self.frame, "seed": self.seed}

    @property
    def title(self) -> str:
        """For people."""
        frame = "" if self.frame == "jet" else f", {self.frame} frame"
        return f"{self.cell} cell, {self.algorithm}{frame}, seed {self.seed}"

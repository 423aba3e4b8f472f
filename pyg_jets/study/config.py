"""What a study does: the short one of the bundled sample, and the full one."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from pyg_jets.jets.trees.jet_tree import Frame


@dataclass(frozen=True)
class StudyConfig:
    """The parts of a study.

    Attributes:
        seeds: Trainings of each tagger, each with a split of its own: every number is their mean,
            with its spread.
        epochs: Of each training of the RecNNs.
        cells: Of the RecNNs; the first one's taggers are read.
        algorithms: Of the trees; the taggers on the first one's are read, and read on such trees.
            On the others only the first cell is trained. None: each task's own.
        frames: Of the features; the taggers in the first one are read. In the others only the
            first cell is trained. None: each task's own.
        table_2: Whether embeddings are transferred between all tasks (the paper's Table 2).
        figure_2: Whether FCN, LSTM and CNN are trained and their layers probed.
        compared: Short names of taggers that are trained beside, each by its own recipe.
        compared_epochs: Of each of these trainings, instead of its recipe's.
        changed: Test jets that are changed before clustering, each some twenty times, to see how
            the taggers react; 0: not asked.
        labels: Numbers of labelled jets with which an encoder without labels is compared with
            training from nothing, None for all; empty: no encoder is trained.
        unlabelled_epochs: Of the encoder's training.
        used: Tasks whose taggers are asked what they use (erasing, response, ordering), the first
            so many; None: all.
        nulls: Untrained networks whose maps stand beside each explanation's.
        keep: Whether finished stages are kept in the folder, so that a study that was interrupted
            goes on.
    """

    seeds: int = 3
    epochs: int | None = 15
    cells: tuple[str, ...] = ("simple",)
    algorithms: tuple[str | None, ...] = (None,)
    frames: tuple[Frame | None, ...] = (None,)
    table_2: bool = False
    figure_2: bool = False
    compared: tuple[str, ...] = ()
    compared_epochs: int | None = None
    changed: int = 0
    labels: tuple[int | None, ...] = ()
    unlabelled_epochs: int | None = 12
    used: int | None = 0
    nulls: int = 19
    keep: bool = False

    def settings(self) -> dict[str, Any]:
        """All parts by name, as ``results.json`` and the page have them."""
        own = {
            name: [value or "each task's own" for value in getattr(self, name)]
            for name in ("algorithms", "frames")
        }
        return asdict(self) | own

    def without_others(self) -> StudyConfig:
        """The same without what only stands beside: other cells, trees and taggers."""
        return replace(self, cells=self.cells[:1], algorithms=self.algorithms[:1], compared=())


CONFIGS = {
    "short": StudyConfig(used=1),
    "full": StudyConfig(
        epochs=5,
        cells=("simple", "gated"),
        algorithms=(None, "cambridge_aachen", "kt", "antikt", "random", "desc_pt"),
        frames=(None, "jet", "laboratory"),
        table_2=True,
        figure_2=True,
        compared=("particle_net_lite", "lundnet", "pfn", "cnn"),
        compared_epochs=5,
        changed=600,
        labels=(300, None),
        used=None,
        keep=True,
    ),
}
"""By name."""

"""Every pair of tasks: what an embedding learnt on one is worth on the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from pyg_jets.datasets import TASKS
from pyg_jets.jets.jet_tree import Frame
from pyg_jets.jets.jet_tree_dataset import JetTreeDataset
from pyg_jets.metrics import Estimate, roc_auc
from pyg_jets.study.saved import SavedStudy
from pyg_jets.study.source import Source
from pyg_jets.study.task import task_jets, train_task
from pyg_jets.taggers import Tagger
from pyg_jets.training import predict
from pyg_jets.training.transfer import fine_tune, transfer


@dataclass(frozen=True)
class Transfer:
    """AUCs of one pair of tasks and one seed, all on the same test jets of the target.

    Attributes:
        source: Task that the embedding was learnt on.
        target: Task that the head was trained on.
        seed: Of the split, the initial parameters and the order of the jets.
        base: Of a tagger trained on the target alone.
        frozen: Of a new head on the source's frozen embedding.
        untrained: Of a new head on a frozen embedding with random parameters.
        fine_tuned: Of a new head and the source's embedding, both trained; None: not asked for.
    """

    source: str
    target: str
    seed: int
    base: Estimate
    frozen: Estimate
    untrained: Estimate
    fine_tuned: Estimate | None

    @property
    def loss(self) -> float:
        """How much AUC the frozen embedding lacks."""
        return self.base.value - self.frozen.value


def run_transfers(
    seed: int,
    *,
    epochs: int = 15,
    jets: int | None = None,
    source: Source = None,
    saved: SavedStudy | None = None,
    tasks: Sequence[str] = TASKS,
    fine_tuning: bool = True,
    progress: bool = True,
    algorithm: str = "cambridge_aachen",
    frame: Frame = "jet",
) -> Iterator[Transfer]:
    """Table 2 of `arXiv:1911.01872 <https://arxiv.org/abs/1911.01872>`_ for one seed.

    One seed puts a kind's jets on the same side in every task, so that no source has seen a jet
    that its target is tested on. All trainings have the same recipe and number of epochs.

    Args:
        seed: Of splits, initial parameters, the order of the jets and the bootstrap.
        epochs: Of each training.
        jets: Use about so many jets of each part at most; None: all.
        source: Folder of other jets, as in :func:`pyg_jets.study.jets_of_kind`.
        saved: A study whose taggers are taken instead of training them.
        tasks: Which tasks to pair; each with itself too.
        fine_tuning: Whether source and new head are trained together too, which takes as long as
            training anew.
        progress: Show the trainings' progress bars.
        algorithm: How jets are clustered, as those of the saved taggers were.
        frame: Of their features, likewise.

    Raises:
        ValueError: If the saved study had another seed, other epochs or other jets.
    """
    on: dict[str, Any] = {"jets": jets, "source": source, "algorithm": algorithm, "frame": frame}
    parts = {task: task_jets(task, seed, **on) for task in tasks}
    options: dict[str, Any] = {"epochs": epochs, "progress": progress}
    if saved is None:
        trained = {task: train_task(task, seed=seed, **on, **options) for task in tasks}
        taggers = {task: each.training.tagger for task, each in trained.items()}
    else:
        _check_saved(saved, seed, epochs, {task: len(parts[task][0]) for task in tasks})
        taggers = saved.taggers
    for target, origin in product(tasks, tasks):
        pair: dict[str, Any] = {"taggers": taggers, "parts": parts[target], "options": options}
        yield _one_pair(origin, target, seed, fine_tuning=fine_tuning, **pair)


def _one_pair(
    source: str,
    target: str,
    seed: int,
    *,
    fine_tuning: bool,
    taggers: dict[str, Tagger],
    parts: tuple[JetTreeDataset, ...],
    options: dict[str, Any],
) -> Transfer:
    *learnt_from, test = parts
    tagger = taggers[source]

    def auc(tagger: Tagger) -> Estimate:
        return roc_auc(predict(tagger, test), test.y, seed=seed)

    tuned = fine_tune(tagger, *learnt_from, seed=seed, **options).tagger if fine_tuning else None
    return Transfer(
        source=source,
        target=target,
        seed=seed,
        base=auc(taggers[target]),
        frozen=auc(transfer(tagger, *learnt_from, seed=seed, **options).tagger),
        untrained=auc(transfer(tagger.untrained(seed), *learnt_from, seed=seed, **options).tagger),
        fine_tuned=None if tuned is None else auc(tuned),
    )


def _check_saved(saved: SavedStudy, seed: int, epochs: int, jets: dict[str, int]) -> None:
    found = {task: saved.train_jets.get(task) for task in jets}
    for name, expected, got in (
        ("seed", seed, saved.seed),
        ("epochs", epochs, saved.epochs),
        ("numbers of training jets", jets, found),
    ):
        if expected != got:
            raise ValueError(
                f"the study must have been run with the same {name}, {expected} (got {got}): "
                "run it again, or leave it out"
            )

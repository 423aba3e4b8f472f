"""Every pair of tasks: what an embedding learnt on one is worth on the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.metrics import Estimate, roc_auc
from pyg_jets.study.saved import SavedStudy
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
        untrained: Of a new head on a frozen embedding with random parameters, standardised: raw, it
            is too weak a control, as its head has first to find the embedding's scale.
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


def transfers(
    parts: Mapping[str, Sequence[JetTreeDataset]],
    taggers: Mapping[str, Tagger],
    seed: int,
    *,
    fine_tuning: bool = True,
    **options: Any,
) -> list[Transfer]:
    """Table 2 of `arXiv:1911.01872 <https://arxiv.org/abs/1911.01872>`_ for one seed.

    One seed puts a kind's jets on the same side in every task, so that no source has seen a jet
    that its target is tested on. Every task is paired with every task, itself too.

    Args:
        parts: By task training, validation and test jets of this seed.
        taggers: By task, trained on these jets.
        seed: Of initial parameters, the order of the jets and the bootstrap.
        fine_tuning: Whether source and new head are trained together too, which takes as long as
            training anew.
        **options: Of :func:`pyg_jets.training.fit`.
    """
    return [
        _one_pair((source, target), taggers, parts[target], seed, options, fine_tuning=fine_tuning)
        for target, source in product(parts, parts)
    ]


def check_study(study: SavedStudy, seed: int, epochs: int | None, jets: dict[str, int]) -> None:
    """Refuse the taggers of a study with other settings.

    Args:
        study: A finished one.
        seed: That it must have.
        epochs: Likewise.
        jets: By task how many training jets it must have had.

    Raises:
        ValueError: If one of them is another.
    """
    of_study = {task: study.train_jets.get(task) for task in jets}
    for name, expected, got in (
        ("seed", seed, study.seed),
        ("epochs", epochs, study.epochs),
        ("numbers of training jets", jets, of_study),
    ):
        if expected != got:
            raise ValueError(
                f"the study must have been run with the same {name}, {expected} (got {got}): "
                "run it again, or leave it out"
            )


def _one_pair(
    pair: tuple[str, str],
    taggers: Mapping[str, Tagger],
    parts: Sequence[JetTreeDataset],
    seed: int,
    options: dict[str, Any],
    *,
    fine_tuning: bool,
) -> Transfer:
    source, target = pair
    *learnt_from, test = parts
    tagger = taggers[source]

    def auc(tagger: Tagger) -> Estimate:
        return roc_auc(predict(tagger, test), test.y, seed=seed, weight=test.weight)

    control = transfer(
        tagger.untrained(seed), *learnt_from, standardised=True, seed=seed, **options
    )
    tuned = fine_tune(tagger, *learnt_from, seed=seed, **options).tagger if fine_tuning else None
    return Transfer(
        source=source,
        target=target,
        seed=seed,
        base=auc(taggers[target]),
        frozen=auc(transfer(tagger, *learnt_from, seed=seed, **options).tagger),
        untrained=auc(control.tagger),
        fine_tuned=None if tuned is None else auc(tuned),
    )

"""The table of transfers, the paper's numbers beside ours, and the same for machines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pyg_jets.metrics import Estimate
from pyg_jets.metrics.over_trainings import over_trainings
from pyg_jets.report import Table
from pyg_jets.study.published import BASE_AUC, TRANSFER_AUC
from pyg_jets.study.tables import _estimate, _without_counts, intervals_of
from pyg_jets.study.transfers import Transfer

COLUMNS = ("base", "frozen", "untrained", "fine_tuned")
"""The AUCs of a transfer, by name."""


def transfer_table(transfers: Sequence[Transfer]) -> Table:
    """Table 2 of the paper: one row for each pair of tasks, over all seeds.

    Args:
        transfers: Of any pairs and seeds.
    """
    header = ["source → target", "base AUC", "transfer AUC", "loss", "untrained embedding"]
    header += ["fine-tuned", "base (paper)", "transfer (paper)", "loss (paper)"]
    rows = []
    for (source, target), seeds in _by_pair(transfers).items():
        published = TRANSFER_AUC.get((source, target))
        tuned = [each.fine_tuned for each in seeds if each.fine_tuned is not None]
        base = BASE_AUC[target]
        rows.append(
            [
                f"{source} → {target}",
                _over([each.base for each in seeds]),
                _over([each.frozen for each in seeds]),
                _mean_and_spread([each.loss for each in seeds]),
                _over([each.untrained for each in seeds]),
                _over(tuned) if tuned else "–",
                str(base),
                "–" if published is None else str(published),
                "–" if published is None else f"{base - published:.3f}",
            ]
        )
    tuned_seeds = {each.seed for each in transfers if each.fine_tuned is not None}
    caption = _caption(len({each.seed for each in transfers}), len(tuned_seeds))
    return Table("transfer", caption, header, rows)


def transfer_numbers(transfers: Sequence[Transfer], settings: dict[str, Any]) -> dict[str, Any]:
    """Every number of every pair and seed, for JSON.

    Args:
        transfers: Of any pairs and seeds.
        settings: How they were made; the seeds are added.
    """
    numbers = []
    for each in transfers:
        row: dict[str, Any] = {"source": each.source, "target": each.target, "seed": each.seed}
        for name in COLUMNS:
            if (estimate := getattr(each, name)) is not None:
                row |= _estimate(f"{name}_auc", estimate)
        row["base_auc_paper"] = BASE_AUC[each.target]
        row["frozen_auc_paper"] = TRANSFER_AUC.get((each.source, each.target))
        numbers.append(row)
    seeds = sorted({each.seed for each in transfers})
    return {"settings": {"seeds": seeds, **settings}, "transfers": numbers}


def _by_pair(transfers: Sequence[Transfer]) -> dict[tuple[str, str], list[Transfer]]:
    """The paper's pairs in its order, then each task to itself."""
    found: dict[tuple[str, str], list[Transfer]] = {}
    for each in transfers:
        found.setdefault((each.source, each.target), []).append(each)
    order = dict.fromkeys((*TRANSFER_AUC, *found))
    return {pair: found[pair] for pair in order if pair in found}


def _over(estimates: Sequence[Estimate]) -> str:
    return _without_counts(over_trainings(estimates))


def _mean_and_spread(values: Sequence[float]) -> str:
    mean = f"{round(float(np.mean(values)), 3) + 0.0:.3f}"  # + 0.0: no minus in front of zero
    return mean if len(values) == 1 else f"{mean} ± {np.std(values, ddof=1):.3f}"


def _caption(seeds: int, tuned: int) -> str:
    fewer = "" if tuned in (0, seeds) else f"; fine-tuned with {tuned} of the seeds only"
    further = "; and with the source's embedding trained further" if tuned else ""
    return (
        "AUC on the target's test jets, which no source has seen: of a tagger trained on the "
        "target alone; of a new head on the source's frozen embedding, and on an untrained one "
        f"with the same scaling{further}; {intervals_of(seeds)}{fewer}. The paper's "
        "sample is another one; it gives no errors, and no task is transferred to itself. Which of "
        "its claims on this table hold stands in the table of claims of a full study."
    )

"""The table of transfers, the paper's numbers beside ours, and the same for machines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pyg_jets.metrics import Estimate
from pyg_jets.metrics.over_trainings import over_trainings
from pyg_jets.report import Table
from pyg_jets.study.chapters.transfer.measure import Transfer
from pyg_jets.study.numbers import cell, intervals_of, numbers_of
from pyg_jets.study.published import BASE_AUC, TRANSFER_AUC

COLUMNS = ("base", "frozen", "untrained", "fine_tuned")
"""The AUCs of a transfer, by name."""


def transfer_table(transfers: Sequence[Transfer]) -> Table:
    """Table 2 of the paper: one row for each pair of tasks, over all seeds."""
    header = ["source → target", "base AUC", "transfer AUC", "loss", "untrained embedding"]
    header += ["fine-tuned", "base (paper)", "transfer (paper)", "loss (paper)"]
    rows = []
    for (source, target), seeds in _by_pair(transfers).items():
        published = TRANSFER_AUC.get((source, target))
        tuned = [one.fine_tuned for one in seeds if one.fine_tuned is not None]
        base = BASE_AUC.get(target)
        rows.append(
            [
                f"{source} → {target}",
                _over([one.base for one in seeds]),
                _over([one.frozen for one in seeds]),
                _mean_and_spread([one.loss for one in seeds]),
                _over([one.untrained for one in seeds]),
                _over(tuned) if tuned else "–",
                *_of_paper(base, published),
            ]
        )
    tuned_seeds = {one.seed for one in transfers if one.fine_tuned is not None}
    caption = _caption(len({one.seed for one in transfers}), len(tuned_seeds))
    return Table("transfer", caption, header, rows)


def transfer_numbers(transfers: Sequence[Transfer]) -> list[dict[str, Any]]:
    """Every number of every pair and seed, the paper's beside ours."""
    return [
        {
            "source": pair.source,
            "target": pair.target,
            "seed": pair.seed,
            **numbers_of(**_aucs(pair)),
            "base_auc_paper": BASE_AUC.get(pair.target),
            "frozen_auc_paper": TRANSFER_AUC.get((pair.source, pair.target)),
        }
        for pair in transfers
    ]


def _aucs(pair: Transfer) -> dict[str, Estimate]:
    """Those that were asked for, by name."""
    aucs = {f"{name}_auc": getattr(pair, name) for name in COLUMNS}
    return {name: auc for name, auc in aucs.items() if auc is not None}


def _by_pair(transfers: Sequence[Transfer]) -> dict[tuple[str, str], list[Transfer]]:
    """The paper's pairs in its order, then each task to itself."""
    seeds: dict[tuple[str, str], list[Transfer]] = {}
    for transfer in transfers:
        seeds.setdefault((transfer.source, transfer.target), []).append(transfer)
    order = dict.fromkeys((*TRANSFER_AUC, *seeds))
    return {pair: seeds[pair] for pair in order if pair in seeds}


def _of_paper(base: float | None, published: float | None) -> list[str]:
    """Its AUC of the base, after the transfer, and their difference."""
    loss = None if base is None or published is None else f"{base - published:.3f}"
    return ["–" if number is None else str(number) for number in (base, published, loss)]


def _over(estimates: Sequence[Estimate]) -> str:
    return cell(over_trainings(estimates))


def _mean_and_spread(values: Sequence[float]) -> str:
    mean = f"{round(float(np.mean(values)), 3) + 0.0:.3f}"  # + 0.0: no minus in front of zero
    return mean if len(values) == 1 else f"{mean} ± {np.std(values, ddof=1):.3f}"


def _caption(seeds: int, tuned: int) -> str:
    fewer = "" if tuned in (0, seeds) else f"; fine-tuned with {tuned} of the seeds only"
    further = "; and with the source's embedding trained further" if tuned else ""
    return (
        "AUC on the target's test jets, which no source has seen: of a tagger trained on the "
        "target alone; of a new head on the source's frozen embedding, and on an untrained one, "
        f"standardised, with the same scaling of the features{further}; {intervals_of(seeds)}"
        f"{fewer}. The paper's sample is another one; it gives no errors, and no task is "
        "transferred to itself. Which of "
        "its claims on this table hold stands in the table of claims of a full study."
    )

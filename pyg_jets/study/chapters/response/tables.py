"""Where the responses point, as a table, as numbers and in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from pyg_jets.report import Sentence, Table
from pyg_jets.study.chapters.response.measure import Field, Responses, masses_of, shown_bins
from pyg_jets.study.numbers import (
    cell,
    intervals_of,
    null,
    nulls,
    numbers_by_name,
    numbers_of,
)


def response_table(tasks: Mapping[str, Responses], trainings: int = 1) -> Table:
    """One row for each task and kind of jets."""
    header = ["task", "jets", "median mass / GeV", "sign changes at / GeV", "arrows"]
    header += ["size / untrained", "moves that change the tree", "jump there", "smooth part"]
    rows = []
    for task, responses in tasks.items():
        for kind, of_kind in responses.kinds.items():
            rows.append(
                [
                    task,
                    kind,
                    f"{of_kind.mass:.1f}",
                    "–" if np.isnan(of_kind.zero.value) else cell(of_kind.zero),
                    str(int(shown_bins(of_kind.trained[None], of_kind.untrained).sum())),
                    f"{_size(of_kind.trained[None]) / _size(of_kind.untrained):.0f}",
                    *map(cell, responses.sensitivity),
                ]
            )
    caption = (
        "The response field on test jets. Sign changes at: the jet mass below which the hardest "
        "splitting should be wider and above which it should be narrower for a larger logit (–: "
        "at least one training has none). Arrows: bins of the figure that differ from zero and "
        "from the untrained network. Size / untrained: mean size of the arrows against the "
        "untrained network's. Clustering sensitivity, of the tagger: share of moves by 0.1 in "
        "ln 1/Δ after which clustering gives another tree; root mean square of the logit's jump "
        "from the old tree to the new one at the same momenta; and of what the move itself does "
        "on the old tree; both "
        f"in units of the logit's spread. {intervals_of(trainings).capitalize()}."
    )
    return Table("response", caption, header, rows)


def roads_table(tasks: Mapping[str, Responses], trainings: int = 1) -> Table:
    """One row for each task, kind of jets and range of kt."""
    header = ["task", "jets", "splittings", "through leaves", "through pseudojets"]
    header += ["through ancestors"]
    rows = [
        [task, kind, name, *map(cell, heard)]
        for task, responses in tasks.items()
        for kind, of_kind in responses.kinds.items()
        for name, heard in of_kind.heard.items()
    ]
    caption = (
        "Where the response enters the network: root mean square of its parts, in units of the "
        "logit, through the features of the constituents below a splitting, of the pseudojets "
        "below it, and of the splitting itself with all above it (and the jet's axis). The parts "
        f"sum to the response, splitting by splitting; {intervals_of(trainings)}."
    )
    return Table("response-roads", caption, header, rows)


def response_sentences(tasks: Mapping[str, Responses]) -> list[Sentence]:
    """Where the hardest splitting is pulled to, and what other trees do."""
    sentences = []
    for task, responses in tasks.items():
        jump = responses.sensitivity.jump
        parts = [
            f"Clustering sensitivity: where a small move changes the tree, the logit jumps by "
            f"{cell(jump)} of its spread."
        ]
        for kind, of_kind in responses.kinds.items():
            if masses_of(responses.task) and not np.isnan(of_kind.zero.value):
                parts.append(
                    f"The response of the hardest splitting of {kind} jets to Δ changes its sign "
                    f"at a jet mass of {cell(of_kind.zero)} GeV (their median: "
                    f"{of_kind.mass:.1f} GeV)."
                )
        sentences.append(Sentence(" ".join(parts), task))
    return sentences


def response_numbers(responses: Responses) -> dict[str, Any]:
    """Every number of one task, the fields of all jets bin by bin."""
    numbers: dict[str, Any] = {"sensitivity": numbers_of(**responses.sensitivity._asdict())}
    for kind, of_kind in responses.kinds.items():
        field = of_kind.trained[None]
        numbers[kind] = {
            **numbers_of(zero=of_kind.zero, median_mass=null(of_kind.mass)),
            "roads": numbers_by_name(of_kind.heard),
            "ln_inv_delta_edges": field.ln_kt.edges[0].tolist(),
            "ln_kt_edges": field.ln_kt.edges[1].tolist(),
            "count": field.ln_kt.count.tolist(),
            **{
                f"{name}_{quantity}": nulls(getattr(plane, quantity).filled(np.nan))
                for name, plane in field._asdict().items()
                for quantity in ("mean", "error")
            },
        }
    return numbers


def _size(field: Field) -> float:
    """Mean size of the arrows, each bin as often as it has splittings."""
    size = np.hypot(*(plane.mean.filled(0) for plane in field))
    return float(np.average(size, weights=field.ln_kt.count))

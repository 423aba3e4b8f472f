"""Numbers to words, on every branch."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from pyg_jets import LundPlane, Task
from pyg_jets.evaluation import NullTest
from pyg_jets.metrics import Estimate
from pyg_jets.study.chapters.explanations.faithfulness import Faithfulness
from pyg_jets.study.chapters.explanations.map_beside_null import MapBesideNull
from pyg_jets.study.chapters.explanations.measure import TaskExplained
from pyg_jets.study.chapters.explanations.sentences import (
    nulls_sentence,
    of_null,
    of_order,
    sentence_of,
)
from pyg_jets.study.chapters.truth.measure import TruthScores


def about(value: float) -> Estimate:
    return Estimate(value, value - 0.1, value + 0.1)


def a_map(kind: str, p_value: float | None) -> MapBesideNull:
    verdict = None if p_value is None else NullTest(10.0, 20, p_value)
    return MapBesideNull(kind, 9, LundPlane(), np.ma.MaskedArray(np.zeros((30, 30))), (), [verdict])


def measured(deletion: float, over_kt: float) -> Faithfulness:
    other: Any = [*[about(0.0)] * 8, None, 0.0]
    return Faithfulness(about(deletion), about(over_kt), *other)


def scores(value: float) -> TruthScores:
    return TruthScores(*[about(value)] * 4)


def explained(
    p: float | None = 0.05, deletion: float = 1.0, over_kt: float = 1.0, hits: float | None = 0.9
) -> TaskExplained:
    truth = None
    if hits is not None:
        truth = {"lrp": scores(hits), "lrp, untrained": scores(0.2), "largest kt": scores(0.8)}
    maps = {"lrp": {"w": a_map("w", p), "qcd": a_map("qcd", p)}}
    faithfulness = {"lrp": measured(deletion, over_kt)}
    return TaskExplained(Task.named("w-qcd"), "RecNN", maps, {}, faithfulness, 9, truth, 0.1)


def test_all_is_well() -> None:
    assert sentence_of(explained(), "lrp", "w") == (
        "Layer-wise relevance of W jets differs from untrained networks' (p = 0.05), is largest on "
        "a splitting of the decay in 0.90 [0.80, 1.00] of the jets (untrained: 0.20, largest kt: "
        "0.80, random choice: 0.10), and orders branches better than chance and than by kt "
        "(deletion 1.00 [0.90, 1.10] and 1.00 [0.90, 1.10]): it passes the tests made here."
    )


def test_maps_are_counted() -> None:
    task = explained()
    both = [NullTest(10.0, 20, 0.05), NullTest(10.0, 20, 0.4)]
    half = replace(task.maps["lrp"]["w"], verdicts=both, nulls=[LundPlane()] * 38)
    doubtful = replace(task, maps={"lrp": {"w": half, "qcd": half}})
    assert nulls_sentence([doubtful, task]) == (
        "Of 4 maps of explanations 2 differ from those of 19 untrained networks in every training."
    )


def test_background_has_its_null_alone() -> None:
    assert sentence_of(explained(deletion=-1), "lrp", "qcd") == (
        "Layer-wise relevance of QCD jets differs from untrained networks' (p = 0.05): no more was "
        "asked of it."
    )


@pytest.mark.parametrize(
    ("change", "part", "end"),
    [
        ({"p": 0.4}, "does not differ from untrained networks' (p = 0.4)", "do not take it for"),
        ({"p": None}, "has too few splittings", "do not take it for"),
        ({"hits": 0.2}, "in 0.20 [0.10, 0.30] of the jets", "read it with care"),
        ({"deletion": 0.0}, "no better than chance (deletion 0.00", "read it with care"),
        ({"deletion": -1.0}, "worse than chance (deletion -1.00", "read it with care"),
        ({"over_kt": 0.0}, "better than chance but not than by kt", "read it with care"),
        ({"hits": None}, "(p = 0.05), and orders", "it passes the tests made here"),
    ],
)
def test_what_speaks_against_a_map_is_said(change: dict[str, Any], part: str, end: str) -> None:
    sentence = sentence_of(explained(**change), "lrp", "w")
    assert part in sentence
    assert end in sentence.split("): ")[-1] or end in sentence


def test_judgements_carry_their_verdict() -> None:
    assert of_null(a_map("w", 0.05))[1]
    assert not of_null(a_map("w", 0.06))[1]
    assert not of_null(replace(a_map("w", 0.05), verdicts=[None]))[1]
    several = replace(a_map("w", 0.05), verdicts=[NullTest(10.0, 20, p) for p in (0.05, 0.4)])
    text, good = of_null(several)
    assert text == "differs from untrained networks' in 1 of 2 trainings (p = 0.05, 0.4)"
    assert not good
    assert of_order(measured(1, 1))[1]
    assert not of_order(measured(1, 0))[1]

"""The paper's own Table 1 shows what the paper says of it, by margins read off by hand."""

import math
from collections.abc import Mapping

import pytest

from pyg_jets.metrics import Estimate
from pyg_jets.probing import ControlledProbe, ProbeScore
from pyg_jets.study.chapters.claims.probe_claims import LEADERS, counted_r2, lead, probe_claims
from pyg_jets.study.published import PROBE_R2


def _score(value: float, worst: float = 0.0) -> ProbeScore:
    return ProbeScore(value, value - 0.01, value + 0.01, worst=worst)


def _probe(trained: ProbeScore, untrained: ProbeScore) -> ControlledProbe:
    return ControlledProbe(trained, untrained, *[_score(0.0)] * 3)


def _published(task: str, shift: float = 0.0) -> dict[str, ControlledProbe]:
    """The paper's values; the untrained network knows half of each."""
    values: Mapping[str, float] = {name: by_task[task] for name, by_task in PROBE_R2.items()}
    return {
        name: _probe(_score(value + shift * (name == "pt_d")), _score(value / 2))
        for name, value in values.items()
    }


def test_margins_of_the_papers_own_numbers() -> None:
    claims = probe_claims({task: [_published(task)] for task in reversed(LEADERS)})
    assert [(claim.task, claim.name) for claim in claims] == [
        (task, name) for task in LEADERS for name in ("leaders", "taus-above-ratios")
    ]
    margins = [
        0.74 - 0.68,  # width above multiplicity
        0.67 - 0.39,
        0.80 - 0.78,  # mass above tau_1
        0.53 - 0.39,
        0.65 - 0.61,  # pt_d above tau_3
        0.54 - 0.20,
    ]
    assert [claim.margins[0] for claim in claims] == pytest.approx(margins)
    assert [claim.control[0] for claim in claims] == pytest.approx([m / 2 for m in margins])
    assert "quark" in claims[4].quote.lower()
    assert "multiplicity and pt_d" in claims[4].test


def test_one_margin_a_training() -> None:
    trainings = [_published("quark-gluon", shift) for shift in (0.0, -0.1)]
    leaders, _ = probe_claims({"quark-gluon": trainings})
    assert leaders.margins == pytest.approx([0.04, 0.55 - 0.61])
    assert leaders.control == pytest.approx([0.02, 0.02])


@pytest.mark.parametrize("worst", ["tau_32", "mass"])
def test_a_score_of_one_jet_decides_nothing(worst: str) -> None:
    trained, untrained = _published("w-qcd"), _published("w-qcd")
    trained[worst] = _probe(_score(0.5, worst=0.3), _score(0.1))
    untrained[worst] = _probe(_score(0.5), _score(0.1, worst=0.3))
    leaders, taus = probe_claims({"w-qcd": [trained, untrained]})
    assert [math.isnan(margin) for margin in leaders.margins] == [True, False]
    assert [math.isnan(margin) for margin in leaders.control] == [False, True]
    compared = worst == "tau_32"
    assert [math.isnan(margin) for margin in taus.margins] == [compared, False]


def test_lead() -> None:
    r2 = {"a": 0.9, "b": 0.8, "c": 0.5, "d": 0.7}
    assert lead(r2, ["a", "b"], ["c", "d"]) == pytest.approx(0.1)
    assert math.isnan(lead({**r2, "d": math.nan}, ["a", "b"], ["c", "d"]))
    assert math.isnan(lead({**r2, "a": math.nan}, ["a", "b"], ["c", "d"]))


def test_without_tasks_there_are_no_claims() -> None:
    assert probe_claims({}) == []


def test_a_score_that_rests_on_one_jet_counts_for_nothing() -> None:
    assert counted_r2(ProbeScore(0.6, 0.5, 0.7, worst=0.2)) == 0.6
    assert math.isnan(counted_r2(ProbeScore(0.6, 0.5, 0.7, worst=0.3)))
    assert counted_r2(Estimate(0.6, 0.5, 0.7)) == 0.6

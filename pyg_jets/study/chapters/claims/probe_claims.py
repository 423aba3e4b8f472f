"""Section 2: which observables the embedding knows best."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from pyg_jets.metrics import Estimate
from pyg_jets.probing import ControlledProbe, ProbeScore
from pyg_jets.study.chapters.claims.claim import Claim

LEADERS = {
    "w-qcd": ("mass", "width"),
    "top-qcd": ("mass", "width"),
    "quark-gluon": ("multiplicity", "pt_d"),
}
"""The observables with the highest R², by task, as the paper reads its Table 1."""

TAUS, RATIOS = ("tau_1", "tau_2", "tau_3"), ("tau_21", "tau_32")

Probes = Mapping[str, ControlledProbe]
"""The probes of one training, by observable."""


def probe_claims(probes: Mapping[str, Sequence[Probes]]) -> list[Claim]:
    """The claims on Table 1: two for every task.

    A margin is NaN if one of the scores that it compares rests on one jet.

    Args:
        probes: By task the probes of each training.
    """
    return [
        claim
        for task in LEADERS
        if task in probes
        for claim in (_leaders_lead(task, probes[task]), _taus_lead(task, probes[task]))
    ]


def counted_r2(score: Estimate) -> float:
    """The value of a score; NaN if it rests on one jet.

    One jet with most of the squared error can move R² by any amount: no claim may rest on it. NaN
    goes through every minimum, maximum and mean, so the claim is not decided.

    Args:
        score: Of a probe; of other origin, it counts as it is.
    """
    rests = isinstance(score, ProbeScore) and score.rests_on_one_jet
    return math.nan if rests else score.value


def lead(r2: Mapping[str, float], above: Sequence[str], below: Sequence[str]) -> float:
    """By how much the lowest of some observables is above the highest of others.

    Args:
        r2: By observable.
        above: Those that should be above.
        below: Those that should be below.

    Returns:
        Negative if one of ``below`` is higher; NaN if one of all these is NaN.
    """
    return float(np.min([r2[name] for name in above]) - np.max([r2[name] for name in below]))


def _leaders_lead(task: str, probes: Sequence[Probes]) -> Claim:
    leaders = LEADERS[task]
    others = [name for name in probes[0] if name not in leaders]
    quotes = {
        "quark-gluon": "Quark/gluon gives a high score on jet multiplicity and pt_D.",
    }
    usual = "W/QCD and Top/QCD both give a high probing score on jet width and jet mass."
    return Claim(
        "leaders",
        quotes.get(task, usual),
        "2, Table 1",
        task,
        f"Lower R² of {' and '.join(leaders)}, minus the highest R² of the other observables.",
        *_margins(probes, lambda r2: lead(r2, leaders, others)),
    )


def _taus_lead(task: str, probes: Sequence[Probes]) -> Claim:
    return Claim(
        "taus-above-ratios",
        "τ_1, τ_2, τ_3 are much more directly related to the latent representation than their "
        "ratios.",
        "2, Table 1",
        task,
        "Lowest R² of τ_1, τ_2, τ_3, minus the higher R² of τ_21 and τ_32.",
        *_margins(probes, lambda r2: lead(r2, TAUS, RATIOS)),
    )


def _margins(
    probes: Sequence[Probes], margin: Callable[[Mapping[str, float]], float]
) -> tuple[list[float], list[float]]:
    """Margins of the trained and of the untrained networks."""
    trained = [{name: counted_r2(probe.trained) for name, probe in p.items()} for p in probes]
    untrained = [{name: counted_r2(probe.untrained) for name, probe in p.items()} for p in probes]
    return list(map(margin, trained)), list(map(margin, untrained))

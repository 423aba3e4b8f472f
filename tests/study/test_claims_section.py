"""The claims of a study: from the readings of every training, without the roots."""

from types import SimpleNamespace
from typing import Any

import torch

from pyg_jets import LundPlane
from pyg_jets.probing import ControlledProbe, ProbeScore
from pyg_jets.report import Table
from pyg_jets.study.claims_section import judge
from pyg_jets.study.plan import Findings
from pyg_jets.study.published import PROBE_R2


class Places:
    """Splittings at given places of the plane."""

    def __init__(self, x: float, y: float, number: int) -> None:
        self.ln_inv_delta, self.ln_kt = torch.full((number,), x), torch.full((number,), y)
        self.num_jets = number


def plane(spot: float) -> LundPlane:
    """Saliency 1 everywhere but at (2, 3.5)."""
    filled = LundPlane()
    for x, y, value in ((2.0, 3.5, spot), (1.1, 3.5, 1.0), (3.0, 3.5, 1.0), (4.0, 0.0, 1.0)):
        filled.fill(Places(x, y, 20), torch.full((20,), value))
    return filled


def reading(spot: float, mass: float) -> Any:
    score = {name: ProbeScore(0.5, 0.4, 0.6) for name in PROBE_R2}
    score |= dict.fromkeys(("mass", "width"), ProbeScore(mass, mass, mass))
    probes = {name: ControlledProbe(*[each] * 5) for name, each in score.items()}
    maps = {("w", False): plane(spot), ("qcd", False): plane(spot), ("qcd", True): plane(99.0)}
    flat = {key: plane(1.0) for key in maps}
    return SimpleNamespace(probes=probes, planes=maps, untrained_planes=flat)


def test_claims_stand_behind_the_first_table_and_in_the_numbers() -> None:
    findings = Findings(tables=[Table("performance", "", [], []), Table("probes", "", [], [])])
    trainings = [reading(2.0 + k / 10, 0.8 + k / 100) for k in range(3)]
    nothing: dict[str, Any] = {"transfers": [], "layers": [], "examinations": {}}
    judge(findings, {"w-qcd": trainings}, [], **nothing)
    assert [table.name for table in findings.tables] == ["performance", "claims", "probes"]
    claims = {claim["name"]: claim for claim in findings.numbers["claims"]}
    leaders = claims["leaders"]
    assert [round(margin, 9) for margin in leaders["margins"]] == [0.3, 0.31, 0.32]
    assert leaders["verdict"] == "holds"
    spots = [claim for name, claim in claims.items() if "spot" in name]
    assert len(spots) == 1
    assert spots[0]["verdict"] == "holds"
    assert spots[0]["learnt"] == "yes"
    (sentence,) = findings.sentences
    assert sentence.task is None
    assert sentence.text.startswith(f"Claims of the paper tested here: {len(claims)}.")

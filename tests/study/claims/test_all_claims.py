"""What is given is tested, in the paper's order; what is not given is not."""

from pyg_jets.metrics import share
from pyg_jets.metrics.estimate import Estimate
from pyg_jets.probing import ControlledProbe, ProbeScore
from pyg_jets.study import Transfer
from pyg_jets.study.claims import TrainingMaps, all_claims
from pyg_jets.study.collinear_response import CollinearResponse
from pyg_jets.study.localisation import Found
from pyg_jets.study.published import PROBE_R2
from tests.study.claims.planes import three

ONE = Estimate(0.5, 0.4, 0.6)


def test_every_input_has_its_claims() -> None:
    probe = ControlledProbe(*[ProbeScore(0.5, 0.4, 0.6)] * 5)
    choices = ("largest change of the mass direction, trained", "random")
    hits = dict.fromkeys(
        (*choices, "largest change of the mass direction, untrained"), Found(*[share(1, 2)] * 2)
    )
    pairs = [("w-qcd", "top-qcd"), ("top-qcd", "w-qcd")]
    scores = {"LSTM": {"Hidden(-3)": dict.fromkeys(PROBE_R2, ONE)}}
    planes = {"w": three(1, 2, 3), "qcd": three(1, 2, 3)}
    response = CollinearResponse(ONE, ONE, 10, 0.1)
    claims = all_claims(
        probes={"w-qcd": [dict.fromkeys(PROBE_R2, probe)]},
        directions=[hits],
        transfers=[Transfer(*pair, 0, ONE, ONE, ONE, None) for pair in pairs],
        layers=[(scores, scores)],
        maps={"w-qcd": [TrainingMaps(planes, planes)]},
        collinear={"w-qcd": [(response, response)]},
    )
    assert [claim.name for claim in claims] == [
        "leaders",
        "taus-above-ratios",
        "mass-direction-everywhere",
        "mass-direction-primary",
        "very-good",
        "dominate-lstm",
        "diagonal",
        "hot-spot",
        "collinear-safety",
    ]


def test_nothing_given_nothing_tested() -> None:
    assert all_claims() == []

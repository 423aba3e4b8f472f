"""The claims of a study: what is given is tested, in the paper's order; what is not is not."""

import torch

from pyg_jets import LundPlane, Task
from pyg_jets.metrics import share
from pyg_jets.metrics.estimate import Estimate
from pyg_jets.probing import ControlledProbe, ProbeScore
from pyg_jets.study.chapters.claims.run import run, show
from pyg_jets.study.chapters.layers.measure import LayerProbes
from pyg_jets.study.chapters.layers.run import Layers
from pyg_jets.study.chapters.maps.measure import SaliencyMaps
from pyg_jets.study.chapters.mass_direction.measure import HitRates
from pyg_jets.study.chapters.mass_direction.run import MassDirection
from pyg_jets.study.chapters.probes.measure import Reading
from pyg_jets.study.chapters.robustness.collinear_response import CollinearResponse
from pyg_jets.study.chapters.robustness.measure import TaggerRobustness
from pyg_jets.study.chapters.transfer.measure import Transfer
from pyg_jets.study.published import PROBE_R2
from tests.study.chapters.claims.planes import three

ONE = Estimate(0.5, 0.4, 0.6)


def test_every_chapter_has_its_claims() -> None:
    probe = ControlledProbe(*[ProbeScore(0.5, 0.4, 0.6)] * 5)
    choices = ("largest change of the mass direction, trained", "random")
    hits = dict.fromkeys(
        (*choices, "largest change of the mass direction, untrained"), HitRates(*[share(1, 2)] * 2)
    )
    pairs = [("w-qcd", "top-qcd"), ("top-qcd", "w-qcd")]
    scores = {"LSTM": {"Hidden(-3)": dict.fromkeys(PROBE_R2, ONE)}}
    planes = {(kind, root): three(1, 2, 3) for kind in ("w", "qcd") for root in (True, False)}
    response = CollinearResponse(ONE, ONE, 10, 0.1)
    responses = {"trained": response, "untrained": response}
    tested = TaggerRobustness("RecNN", {}, {}, responses, {"w": 1, "qcd": 0})
    claims = run(
        probes={"w-qcd": [Reading(dict.fromkeys(PROBE_R2, probe))]},
        mass_direction=[MassDirection(hits, [])],
        transfer=[Transfer(*pair, 0, ONE, ONE, ONE, None) for pair in pairs],
        layers=Layers("top-qcd", [LayerProbes(scores, scores, {})]),
        maps={"w-qcd": [SaliencyMaps(planes, planes, Task.named("w-qcd"))]},
        robustness={"w-qcd": [[tested]]},
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
    assert run(probes={}, maps={}) == []
    assert show([]).tables == []


def test_the_paper_says_nothing_of_own_tasks() -> None:
    response = CollinearResponse(ONE, ONE, 10, 0.1)
    responses = {"trained": response, "untrained": response}
    tested = TaggerRobustness("RecNN", {}, {}, responses, {"hbb": 1, "qcd": 0})
    scores = {"LSTM": {"Hidden(-3)": dict.fromkeys(PROBE_R2, ONE)}}
    layers = Layers("hbb-qcd", [LayerProbes(scores, scores, {})])
    assert run(probes={}, maps={}, layers=layers, robustness={"hbb-qcd": [[tested]]}) == []


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


def reading(mass: float) -> Reading:
    score = {name: ProbeScore(0.5, 0.4, 0.6) for name in PROBE_R2}
    score |= dict.fromkeys(("mass", "width"), ProbeScore(mass, mass, mass))
    return Reading({name: ControlledProbe(*[one] * 5) for name, one in score.items()})


def maps(spot: float) -> SaliencyMaps:
    own = {("w", False): plane(spot), ("qcd", False): plane(spot), ("qcd", True): plane(99.0)}
    return SaliencyMaps(own, {key: plane(1.0) for key in own}, Task.named("w-qcd"))


def test_claims_are_of_all_trainings_and_maps_without_roots() -> None:
    numbers = range(3)
    result = run(
        probes={"w-qcd": [reading(0.8 + k / 100) for k in numbers]},
        maps={"w-qcd": [maps(2.0 + k / 10) for k in numbers]},
    )
    shown = show(result)
    assert [table.name for table in shown.tables] == ["claims"]
    claims = {claim["name"]: claim for claim in shown.numbers["claims"]}
    leaders = claims["leaders"]
    assert [round(margin, 9) for margin in leaders["margins"]] == [0.3, 0.31, 0.32]
    assert leaders["verdict"] == "holds"
    spots = [claim for name, claim in claims.items() if "spot" in name]
    assert len(spots) == 1
    assert spots[0]["verdict"] == "holds"
    assert spots[0]["learnt"] == "yes"
    (sentence,) = shown.sentences
    assert sentence.task is None
    assert sentence.text.startswith(f"Of {len(claims)} claims of the paper ")

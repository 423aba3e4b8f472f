"""The partial correlation is the margin, not the plain one."""

from pyg_jets.metrics.estimate import Estimate
from pyg_jets.study.chapters.claims.collinear_claims import collinear_claims
from pyg_jets.study.chapters.robustness.collinear_response import CollinearResponse


def _response(plain: float, partial: float) -> CollinearResponse:
    def exact(value: float) -> Estimate:
        return Estimate(value, value, value)

    return CollinearResponse(exact(plain), exact(partial), 100, 0.1)


def test_margins() -> None:
    pairs = [
        (_response(0.9, 0.3), _response(0.8, 0.1)),
        (_response(-0.9, 0.2), _response(-0.8, -0.1)),
    ]
    (claim,) = collinear_claims({"w-qcd": pairs, "top-qcd": []})
    assert claim.task == "w-qcd"
    assert claim.margins == [0.3, 0.2]
    assert claim.control == [0.1, -0.1]
    assert "question" in claim.quote
    assert "Holds means: related" in claim.test

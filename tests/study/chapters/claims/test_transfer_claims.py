"""The paper's own Table 2 shows what the paper says of it; margins by hand."""

from collections.abc import Sequence

import pytest

from pyg_jets.metrics import Estimate
from pyg_jets.study.chapters.claims.transfer_claims import transfer_claims
from pyg_jets.study.chapters.transfer.measure import Transfer
from pyg_jets.study.published import BASE_AUC, TRANSFER_AUC

UNTRAINED = dict(zip(TRANSFER_AUC, (0.60, 0.61, 0.62, 0.63, 0.64, 0.65), strict=True))


def _auc(value: float) -> Estimate:
    return Estimate(value, value - 0.01, value + 0.01)


def _transfers(
    seed: int, higher: float = 0.0, pairs: Sequence[tuple[str, str]] = tuple(TRANSFER_AUC)
) -> list[Transfer]:
    """The paper's; quark/gluon gives W/QCD so much more than there."""
    return [
        Transfer(
            *pair,
            seed,
            _auc(BASE_AUC[pair[1]]),
            _auc(TRANSFER_AUC[pair] + higher * (pair == ("quark-gluon", "w-qcd"))),
            _auc(UNTRAINED[pair]),
            None,
        )
        for pair in pairs
    ]


def test_margins_of_the_papers_own_numbers() -> None:
    claims = transfer_claims(_transfers(0))
    assert [(claim.name, claim.task) for claim in claims] == [
        ("similar-tasks", None),
        ("different-tasks", None),
        ("very-good", None),
        ("carries-over", "w-qcd"),
        ("carries-over", "top-qcd"),
        ("carries-over", "quark-gluon"),
    ]
    assert [claim.margins[0] for claim in claims] == pytest.approx(
        [
            0.911 - 0.822,
            (0.861 - 0.763) - (0.957 - 0.911),
            0.05 - (0.957 - 0.911),
            0.822 - 0.63,
            0.791 - 0.61,
            0.759 - 0.65,
        ]
    )


def test_the_control_takes_the_untrained_embedding() -> None:
    claims = transfer_claims(_transfers(0))
    assert [claim.control[0] for claim in claims[:3]] == pytest.approx(
        [-0.01, (0.861 - 0.65) - (0.957 - 0.62), 0.05 - (0.957 - 0.62)]
    )
    assert [claim.control for claim in claims[3:]] == [()] * 3  # it is in the margin


def test_one_margin_a_seed() -> None:
    mixed = [t for both in zip(_transfers(0), _transfers(7, higher=0.1), strict=True) for t in both]
    similar = transfer_claims(mixed)[0]
    assert similar.margins == pytest.approx([0.089, -0.011])


def test_claims_whose_pairs_are_not_there_are_left_out() -> None:
    similar = [("w-qcd", "top-qcd"), ("top-qcd", "w-qcd")]
    names = [claim.name for claim in transfer_claims(_transfers(0, pairs=similar))]
    assert names == ["very-good"]
    to_top = [pair for pair in TRANSFER_AUC if pair[1] == "top-qcd"]
    (only,) = transfer_claims(_transfers(0, pairs=to_top))
    assert (only.name, only.task) == ("carries-over", "top-qcd")
    one_lacks = [*_transfers(0), *_transfers(1, pairs=similar)]
    assert [claim.name for claim in transfer_claims(one_lacks)] == ["very-good"]
    assert transfer_claims([]) == []

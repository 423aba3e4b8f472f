"""Shares of jets minus those of a draw."""

import pytest

from pyg_jets.metrics import share
from pyg_jets.study.chapters.claims.direction_claims import direction_claims
from pyg_jets.study.chapters.mass_direction.measure import HitRates


def _hits(trained: tuple[int, int], untrained: tuple[int, int]) -> dict[str, HitRates]:
    choice = "largest change of the mass direction, "
    counts = {f"{choice}trained": trained, f"{choice}untrained": untrained, "random": (3, 10)}
    counts |= {"largest kt": (93, 93)}
    return {
        name: HitRates(share(everywhere, 100), share(primary, 100))
        for name, (everywhere, primary) in counts.items()
    }


def test_both_choices_of_splittings_are_tested() -> None:
    everywhere, primary = direction_claims([_hits((40, 70), (25, 50)), _hits((1, 13), (37, 57))])
    assert everywhere.margins == pytest.approx([0.37, -0.02])
    assert everywhere.control == pytest.approx([0.22, 0.34])
    assert primary.margins == pytest.approx([0.60, 0.03])
    assert primary.control == pytest.approx([0.40, 0.47])
    assert "all splittings" in everywhere.test
    assert "primary splittings" in primary.test
    assert everywhere.name != primary.name
    assert everywhere.task == primary.task == "w-qcd"


def test_without_trainings_there_are_no_claims() -> None:
    assert direction_claims([]) == []

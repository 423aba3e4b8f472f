import numpy as np
import pytest

from pyg_jets.simulation.detector.tracks import Tracks, efficiency, measure, resolution

N = 40_000


def tracks(pid: int, pt: float, eta: float, count: int = N) -> Tracks:
    ones = np.ones(count)
    return Tracks(
        pt=pt * ones,
        eta=eta * ones,
        phi=0.0 * ones,
        mass=0.1 * ones,
        resolution=0.0 * ones,
        pid=np.full(count, pid),
        event=np.arange(count),
        at_eta=eta * ones,
        at_phi=0.0 * ones,
    )


@pytest.mark.parametrize(
    ("pid", "pt", "eta", "expected"),
    [
        (211, 0.1, 0.0, 0.0),
        (-321, 0.5, 1.5, 0.70),
        (211, 1.0, 0.0, 0.70),
        (2212, 5.0, -1.5, 0.95),
        (211, 0.5, 1.6, 0.60),
        (211, 50.0, -2.5, 0.85),
        (211, 50.0, 2.51, 0.0),
        (11, 0.5, 0.0, 0.73),
        (-11, 100.0, 0.0, 0.95),
        (11, 101.0, 0.0, 0.99),
        (11, 0.5, 2.0, 0.50),
        (11, 5.0, 2.0, 0.83),
        (11, 150.0, 2.0, 0.90),
        (13, 0.5, 0.0, 0.75),
        (-13, 5.0, 0.0, 0.99),
        (13, 0.5, 2.0, 0.70),
        (13, 500.0, -2.0, 0.98),
    ],
)
def test_as_many_are_found_as_the_card_says(
    pid: int, pt: float, eta: float, expected: float
) -> None:
    found = measure(tracks(pid, pt, eta), True, np.random.default_rng(0))
    assert len(found.pt) / N == pytest.approx(expected, abs=4 * 0.5 / N**0.5)
    assert efficiency(np.array([pid]), np.array([pt]), np.array([eta]), True) == [expected]


def test_stiff_muons_are_lost_in_cms_alone() -> None:
    muon, pt, eta = np.array([13, 211]), np.array([2000.0, 2000.0]), np.zeros(2)
    assert efficiency(muon, pt, eta, False).tolist() == [0.99, 0.95]
    assert efficiency(muon, pt, eta, True) == pytest.approx([0.99 * np.exp(-0.5), 0.95])


@pytest.mark.parametrize(
    ("pid", "eta", "constant", "slope"),
    [
        (211, 0.5, 0.06, 1.3e-3),
        (211, -1.5, 0.10, 1.7e-3),
        (211, 2.5, 0.25, 3.1e-3),
        (11, 0.0, 0.03, 1.3e-3),
        (11, 1.0, 0.05, 1.7e-3),
        (11, 2.0, 0.15, 3.1e-3),
        (13, 0.0, 0.01, 1.0e-4),
        (13, 1.0, 0.015, 1.5e-4),
        (13, 2.0, 0.025, 3.5e-4),
    ],
)
def test_momenta_are_smeared_by_the_resolution(
    pid: int, eta: float, constant: float, slope: float
) -> None:
    pt = 50.0
    expected = np.sqrt(constant**2 + (slope * pt) ** 2)
    assert resolution(np.array([pid]), np.array([pt]), np.array([eta])) == pytest.approx(expected)
    found = measure(tracks(pid, pt, eta), True, np.random.default_rng(0))
    assert found.pt.mean() == pytest.approx(pt, rel=0.01)
    assert found.pt.std() == pytest.approx(expected * pt, rel=0.03)
    assert (found.resolution == expected).all() or found.resolution == pytest.approx(expected)


def test_no_resolution_is_worse_than_the_momentum_itself() -> None:
    assert resolution(np.array([211]), np.array([5000.0]), np.array([2.0])) == [1.0]


def test_energy_and_choice_of_rows() -> None:
    some = tracks(211, 3.0, 1.0, count=3)[np.array([0, 2])]
    assert some.event.tolist() == [0, 2]
    assert some.energy == pytest.approx(np.sqrt((3 * np.cosh(1.0)) ** 2 + 0.01) * np.ones(2))


CHANCES = {
    211: ((0.70, 0.95, 0.95), (0.60, 0.85, 0.85)),
    11: ((0.73, 0.95, 0.99), (0.50, 0.83, 0.90)),
    13: ((0.75, 0.99, 0.99), (0.70, 0.98, 0.98)),
}
"""Of Delphes' CMS and ATLAS cards: up to |eta| = 1.5 and 2.5; above 0.1, 1 and 100 GeV."""


@pytest.mark.parametrize("pid", [211, -321, 2212, 11, -11, 13, -13])
def test_every_cell_of_the_cards_table(pid: int) -> None:
    of_species = CHANCES.get(abs(pid), CHANCES[211])
    for side in (-1, 1):
        for etas, row in zip(((0.0, 1.5), (1.501, 2.5)), of_species, strict=True):
            for pts, chance in zip(((0.101, 1.0), (1.01, 100.0), (100.1, 999.0)), row, strict=True):
                for eta in etas:
                    for pt in pts:
                        known = np.array([pid]), np.array([pt]), np.array([side * eta])
                        assert efficiency(*known, True) == [chance]
                        assert efficiency(*known, False) == [chance]
        for pt, eta in ((0.1, 0.0), (0.05, 2.0), (5.0, 2.501), (200.0, 4.0)):
            assert efficiency(np.array([pid]), np.array([pt]), np.array([side * eta]), True) == [0]


def test_muons_are_lost_from_one_tev_on() -> None:
    pt = np.array([1000.0, 1001.0, 3000.0])
    muons = efficiency(np.full(3, -13), pt, np.full(3, 2.0), True)
    assert muons == pytest.approx([0.98, 0.98 * np.exp(0.5 - 0.5005), 0.98 * np.exp(-1)])


@pytest.mark.parametrize(
    ("eta", "expected"),
    [(0.5, (0.06, 1.3e-3)), (0.51, (0.10, 1.7e-3)), (1.5, (0.10, 1.7e-3)), (1.51, (0.25, 3.1e-3))],
)
def test_borders_of_the_resolution(eta: float, expected: tuple[float, float]) -> None:
    for sign in (-1, 1):
        for pt in (2.0, 200.0):
            found = resolution(np.array([321]), np.array([pt]), np.array([sign * eta]))
            assert found == pytest.approx([(expected[0] ** 2 + (expected[1] * pt) ** 2) ** 0.5])

import numpy as np

from pyg_jets.jets.energy_flow import flow_charge, flow_mass

CODES = np.array([0, 22, 11, -11, 13, -13, 211, -321, 2212])


def test_towers_are_massless_and_hadrons_are_pions() -> None:
    mass = flow_mass(CODES)
    assert mass[:2].tolist() == [0, 0]
    assert mass[2] == mass[3] < 1e-3 < mass[4] == mass[5] < mass[6] == mass[7] == mass[8]


def test_charges_follow_from_codes() -> None:
    assert flow_charge(CODES).tolist() == [0, 0, -1, 1, -1, 1, 1, -1, 1]
    assert flow_charge(CODES).dtype == np.int8

"""Features of momenta: the seven of the paper as the trees have them, weaver's one by one."""

import math

import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.jets.trees.jet_tree import FEATURES, Frame
from pyg_jets.transforms.features.of_momenta import OF_JETS, OF_MOMENTA, OF_PARTICLES
from pyg_jets.transforms.features.rows import Rows


@pytest.mark.parametrize("frame", ["jet", "laboratory"])
def test_the_seven_of_the_paper(frame: Frame, toy_jets: Constituents) -> None:
    batch = cluster(toy_jets, frame=frame).batch()
    rows = Rows(batch, "nodes")
    x = torch.stack([OF_MOMENTA[name](rows) for name in FEATURES], 1)
    torch.testing.assert_close(x.float(), batch.x, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("side", [1, -1])
def test_weavers_particle_by_particle(side: int, toy_jets: Constituents) -> None:
    p4 = toy_jets.p4 * torch.tensor([1, 1, side, 1])
    toy_jets = Constituents(p4, toy_jets.ptr)
    batch = cluster(toy_jets).batch()
    rows = Rows(batch, "nodes")
    found = {name: function(rows) for name, function in OF_PARTICLES.items()}
    for number in range(7):
        jet = toy_jets[number].p4.tolist()
        total = [math.fsum(column) for column in zip(*jet, strict=True)]
        axis = math.asinh(total[2] / math.hypot(*total[:2]))
        for place, (px, py, pz, energy) in enumerate(jet):
            eta, phi = math.asinh(pz / math.hypot(px, py)), math.atan2(py, px)
            expected = {
                "part_px": px,
                "part_energy": energy,
                "part_pt": math.hypot(px, py),
                "part_eta": eta,
                "part_phi": phi,
                "part_deta": (eta - axis) * math.copysign(1, axis),
                "part_dphi": math.remainder(phi - math.atan2(total[1], total[0]), 2 * math.pi),
                "part_mass": math.sqrt(energy**2 - px**2 - py**2 - pz**2),
            }
            row = int(batch.ptr[number]) + place
            for name, value in expected.items():
                assert float(found[name][row]) == pytest.approx(value, abs=1e-6), name
        of_jet = {name: float(function(rows)[number]) for name, function in OF_JETS.items()}
        assert of_jet["jet_pt"] == pytest.approx(math.hypot(*total[:2]))
        assert of_jet["jet_eta"] == pytest.approx(axis)
        assert of_jet["jet_phi"] == pytest.approx(math.atan2(total[1], total[0]))
        assert of_jet["jet_energy"] == pytest.approx(total[3])
        assert of_jet["jet_nparticles"] == len(jet)


def test_along_the_beam() -> None:
    jets = Constituents([[1.0, 0.0, 1.0, 2.0], [0.0, 0.0, 3.0, 3.0]], [0, 2])
    rows = Rows(cluster(jets).batch())
    assert OF_PARTICLES["part_deta"](rows).isfinite().all()

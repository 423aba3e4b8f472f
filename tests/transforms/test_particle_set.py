"""Columns by hand and constituent by constituent, and what must not matter."""

import math

import pytest
import torch
from torch_geometric.data import Batch

from pyg_jets import Constituents, cluster
from pyg_jets.jets import kinematics
from pyg_jets.jets.trees.jet_tree import FEATURES
from pyg_jets.transforms import ParticleSet
from pyg_jets.transforms.features.of_momenta import OF_MOMENTA

ALL = tuple(OF_MOMENTA)
ABSOLUTE = ("px", "py", "pz", "energy", "eta", "phi", "cos_theta", "energy_share")


def test_by_hand() -> None:
    # Two massless particles of pt 3 and 1 at phi = 0 and 1, in the transverse plane.
    p4 = [[3.0, 0.0, 0.0, 3.0], [math.cos(1), math.sin(1), 0.0, 1.0]]
    columns = ("pt", "energy_share", "z", "pt_share", "d_eta", "phi_hat", "phi_turned", "delta_r")
    tree = ParticleSet(columns)(cluster(Constituents(p4, [0, 2]))[0])
    jet = 3 + math.cos(1), math.sin(1)
    pt, angle = math.hypot(*jet), math.atan2(jet[1], jet[0])
    expected = [
        [3, 3 / 4, 3 / 4, 3 / pt, 0, -1 / 4, 1 / 4, angle],
        [1, 1 / 4, 1 / 4, 1 / pt, 0, 3 / 4, -3 / 4, 1 - angle],
        [0] * 8,
    ]
    # The principal axis, which joins both, points up, and the harder one is above.
    torch.testing.assert_close(tree.particles, torch.tensor(expected))
    assert tree.particle_slot.tolist() == [0, 1, 0]
    assert tree.particles.dtype == torch.float32


def test_constituent_by_constituent(toy_jets: Constituents) -> None:
    batch = ParticleSet(ALL)(cluster(toy_jets).batch())
    rows = iter(batch.particles[batch.is_leaf].double())
    for jet in toy_jets:
        axis = jet.p4.sum(0)
        scalar = kinematics.pt(jet.p4).sum()
        d_phi = kinematics.delta_phi(kinematics.phi(jet.p4), kinematics.phi(axis))
        position = torch.stack((kinematics.rapidity(jet.p4), d_phi), 1)
        z = kinematics.pt(jet.p4) / scalar
        centroid = (z[:, None] * position).sum(0)
        for p4, place in zip(jet.p4, position, strict=True):
            row = dict(zip(ALL, next(rows), strict=True))
            close = {
                "z": kinematics.pt(p4) / scalar,
                "pt": kinematics.pt(p4),
                "pt_share": kinematics.pt(p4) / kinematics.pt(axis),
                "delta_r": kinematics.delta_r(p4, axis),
                "d_eta": kinematics.eta(p4) - kinematics.eta(axis),
                "d_phi": place[1],
                "y_hat": place[0] - centroid[0],
                "phi_hat": place[1] - centroid[1],
                "cos_to_jet": p4[:3] @ axis[:3] / p4[:3].norm() / axis[:3].norm(),
            }
            for name, value in close.items():
                torch.testing.assert_close(row[name], value, rtol=1e-5, atol=1e-6)
            turned = torch.stack((row["y_turned"], row["phi_turned"]))
            torch.testing.assert_close(
                turned.norm(), (place - centroid).norm(), rtol=1e-5, atol=1e-6
            )


@pytest.mark.parametrize("frame", ["jet", "laboratory"])
def test_momenta_are_in_the_frame_of_the_features(frame: str, toy_jets: Constituents) -> None:
    batch = cluster(toy_jets, frame=frame).batch()  # type: ignore[arg-type]
    both = ("eta", "phi", "energy", "pt")
    batch = ParticleSet((*both, "pz", "cos_theta"))(batch)
    leaf = batch.is_leaf
    x = batch.x[leaf][:, [FEATURES.index(name) for name in both]]
    torch.testing.assert_close(batch.particles[leaf, :4], x, rtol=1e-5, atol=1e-5)
    momentum = batch.x[leaf, FEATURES.index("p")]
    torch.testing.assert_close(
        batch.particles[leaf, 5] * momentum, batch.particles[leaf, 4], rtol=1e-4, atol=1e-4
    )


def test_slots_are_in_falling_pt(toy_jets: Constituents) -> None:
    batch = ParticleSet(["pt"])(cluster(toy_jets).batch())
    for number in range(7):
        tree = batch[number]
        pt, slot = tree.particles[tree.is_leaf, 0], tree.particle_slot[tree.is_leaf]
        assert torch.equal(pt[slot.argsort()], pt.sort(descending=True).values)
        assert sorted(slot.tolist()) == list(range(len(slot)))
        assert (tree.particle_slot[~tree.is_leaf] == 0).all()


def test_one_tree_a_batch_and_pygs_collation_agree(toy_jets: Constituents) -> None:
    trees, transform = cluster(toy_jets), ParticleSet(ALL)
    together = transform(trees.batch())
    collated = Batch.from_data_list([transform(tree) for tree in trees])
    for field in ("particles", "particle_slot"):
        torch.testing.assert_close(together[field], collated[field], rtol=1e-5, atol=1e-6)
        torch.testing.assert_close(together[3][field], transform(trees[3])[field])


def test_rotation_about_the_beam_and_boost_do_not_matter(
    toy_jets: Constituents, moved_jets: Constituents
) -> None:
    columns = [name for name in ALL if name not in {"d_eta", "cos_to_jet", *ABSOLUTE}]
    for names in (columns, [*columns, "px", "py", "pz", "energy"]):
        expected = ParticleSet(names)(cluster(toy_jets).batch()).particles
        moved = ParticleSet(names)(cluster(moved_jets).batch()).particles
        torch.testing.assert_close(moved, expected, rtol=1e-4, atol=1e-5)


def test_along_the_beam_nothing_is_infinite() -> None:
    p4 = [[0.0, 0.0, 5.0, 5.0], [3.0, 0.0, 0.0, 3.0]]
    tree = ParticleSet(ALL)(cluster(Constituents(p4, [0, 2]))[0])
    assert tree.particles.isfinite().all()
    assert tree.particles[0, ALL.index("d_eta")] == 0


def test_gradients_are_finite(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    batch.p4.requires_grad_()
    ParticleSet(ALL)(batch).particles.sum().backward()
    assert batch.p4.grad.isfinite().all()


@pytest.mark.parametrize(("columns", "got"), [([], "none"), (["z", "mass"], r"\['mass'\]")])
def test_columns_are_checked(columns: list[str], got: str) -> None:
    with pytest.raises(ValueError, match=rf"'columns' must be some of px, .* \(got {got}\)"):
        ParticleSet(columns)


def test_representation() -> None:
    assert repr(ParticleSet(["z", "pt"])) == "ParticleSet(z, pt)"


def test_no_jets_and_jets_in_two_frames(toy_jets: Constituents) -> None:
    trees, laboratory = (cluster(toy_jets, frame=frame) for frame in ("jet", "laboratory"))
    assert ParticleSet(["px"])(trees.batch([])).particles.shape == (0, 1)
    mixed = Batch.from_data_list([trees[3], laboratory[4]])
    with pytest.raises(ValueError, match=r"must be in one frame \(got jet, laboratory\)"):
        ParticleSet(["px"])(mixed)

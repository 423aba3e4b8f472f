import numpy as np
import pytest
import torch

from pyg_jets.datasets.formats._piece import Piece, renumbered
from pyg_jets.jets.constituents import Partons

ONE, TWO, ZERO = [3.0, 0, 0, 3], [2.0, 1, 0, 2.5], [0.0] * 4


def test_padding_never_becomes_a_particle() -> None:
    p4 = np.array([[ONE, ZERO, ZERO], [ONE, ZERO, TWO]])
    pid = np.array([[22, np.nan, np.nan], [1, 0.5, 2]])
    jets = Piece(p4, particles={"pid": pid}, jets={"label": np.array([1, 0])}).constituents()
    assert jets.ptr.tolist() == [0, 1, 3]
    assert jets.p4.tolist() == [ONE, ONE, TWO]
    assert jets.pid is not None
    assert jets.pid.tolist() == [22, 1, 2]
    masked = Piece(p4, real=np.array([[True, True, False], [False, False, True]])).constituents()
    assert masked.p4.tolist() == [ONE, TWO]


def test_jets_without_particles_are_left_out_with_what_is_theirs() -> None:
    partons = Partons(
        torch.tensor([ONE, TWO, ONE], dtype=torch.float64),
        torch.tensor([0, 1, 2, 2, 3]),
        torch.tensor([1, 2, 3], dtype=torch.int32),
        torch.tensor([-23] * 3, dtype=torch.int32),
    )
    piece = Piece(
        np.array([ONE, ZERO, TWO]),
        np.array([1, 1, 0, 1]),
        jets={"event": np.array([5, 6, 7, 8])},
        partons=partons,
    )
    jets = piece.constituents()
    assert len(piece) == 4
    assert len(jets) == 2
    assert jets.event is not None
    assert jets.event.tolist() == [5, 8]
    assert jets.partons is not None
    assert jets.partons.pid.tolist() == [1, 3]
    assert len(Piece(np.zeros((2, 3, 4))).constituents()) == 0


def test_jets_are_numbered_as_in_the_file() -> None:
    p4 = np.array([ONE, [1.0, 0, 0, -1], ONE])
    with pytest.raises(ValueError, match=r"jet 2: momenta"):
        Piece(p4, np.array([1, 0, 1, 1])).constituents()
    assert renumbered("jet 1: x of jet 1", [4, 7]) == "jet 7: x of jet 1"
    assert renumbered("the jet 1", [4, 7]) == "the jet 1"


def test_columns_go_where_they_belong() -> None:
    p4 = np.array([[ONE, ZERO], [ZERO, ZERO], [ONE, TWO]])
    particles = {
        "charge": np.array([[1.0, 0], [0, 0], [-1, 0]]),
        "d0": np.arange(6.0).reshape(3, 2),
    }
    jets = {"weight": np.array([1, 2, 0.5]), "tau_1": np.array([3, 4, 5]), "label": np.ones(3)}
    some = Piece(p4, particles=particles, jets=jets).constituents()
    assert some.charge is not None
    assert some.weight is not None
    assert some.label is not None
    assert some.charge.tolist() == [1, -1, 0]
    assert some.particle_columns["d0"].tolist() == [0, 4, 5]
    assert some.weight.tolist() == [1, 0.5]
    assert some.jet_columns["tau_1"].tolist() == [3, 5]
    assert some.label.tolist() == [1, 1]

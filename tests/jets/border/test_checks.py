"""What cannot be is refused with a remedy; what is real passes, however it was rounded."""

import warnings
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from pyg_jets import Constituents, datasets
from pyg_jets.jets.border.checks import check_borders, check_momenta
from pyg_jets.observables import jet_mass

SHARED = Path(__file__).parents[4] / "shared" / "data"
KINDS = ("w", "top", "qcd", "quark", "gluon")


def _far() -> Tensor:
    """Particles of one jet, ahead of the middle of the detector."""
    jets = datasets.sample("top")
    return next(jet.p4 for jet in jets if float(jet.p4[:, 2].min()) > 1)


def _one(p4: Tensor) -> None:
    check_momenta(p4, torch.tensor([0, len(p4)]))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("stored", [torch.float64, torch.float32, torch.float16])
def test_rounded_jets_pass(kind: str, stored: torch.dtype) -> None:
    jets = datasets.sample(kind)
    check_momenta(jets.p4.to(stored).double(), jets.ptr)


def test_rounded_light_particles_pass() -> None:
    """Nothing but rounding tells E from |p|."""
    momenta = torch.randn(100_000, 3, dtype=torch.float64, generator=torch.Generator())
    p4 = torch.cat((momenta, momenta.norm(dim=1, keepdim=True)), 1)
    for stored in (torch.float64, torch.float32, torch.float16):
        _one(p4.to(stored).double())
    for scale in (1e-160, 1e150):
        _one(scale * p4)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data are not here")
@pytest.mark.parametrize(
    "name",
    ["delphes_atlas/w.npz", "delphes_jets/top.npz", "real/coffea_pfnano.root",
     "real/JetClassII_example.parquet", "real/sophon_events_delphes_example.root"],
)  # fmt: skip
def test_jets_from_elsewhere_pass(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        assert len(datasets.read(SHARED / name)) > 0


def test_the_tolerance_is_where_it_is_said_to_be() -> None:
    _one(torch.tensor([[1.0, 0, 0, 1 - 0.99e-3]]).double())
    with pytest.raises(ValueError, match=r"energy >= \|p\|, but for rounding"):
        _one(torch.tensor([[1.0, 0, 0, 1 - 1.01e-3]]).double())
    with pytest.raises(ValueError, match=r"energy >= \|p\|"):
        _one(1e-160 * torch.tensor([[1.0, 0, 0, 0.99]]).double())


def test_other_orders_and_units_are_named() -> None:
    p4 = _far()
    pt, phi = p4[:, :2].norm(dim=1), torch.atan2(p4[:, 1], p4[:, 0])
    eta, mass = torch.asinh(p4[:, 2] / pt), 0.139 * torch.ones_like(pt)
    wrong = {
        r"these look like \(E, px, py, pz\), then p4\[:, \[1, 2, 3, 0\]\]": p4[:, [3, 0, 1, 2]],
        r"these look like \(pt, eta, phi, m\), which": torch.stack((pt, eta, phi, mass), 1),
        "these look like momenta in MeV beside energies in GeV": p4 * torch.tensor([1e3] * 3 + [1]),
        r"the columns are \(px, py, pz, E\), all in GeV": p4 * torch.tensor([1, 1, 1, 1e-7]),
    }
    for message, momenta in wrong.items():
        with pytest.raises(ValueError, match=f"jet 0: momenta must have .*: {message}"):
            _one(momenta.double())
    # One wrong energy, or numbers of half a byte less, are no matter of units.
    low, rough = p4.clone(), p4.to(torch.bfloat16).double()
    low[1, 3] *= 0.05
    for momenta in (low, rough):
        with pytest.raises(ValueError, match=r"are \(px, py, pz, E\), all in GeV"):
            _one(momenta)
    with pytest.raises(ValueError, match=r"look like \(pt, eta, phi, E\)"):
        _one(torch.tensor([[2.0, 1.0, 3.0, 3.1]]).double())


def test_masses_of_what_passes_are_finite() -> None:
    p4 = torch.tensor([[1.0, 0, 0, 1.1], [0, 1, 0, 1.2]]).double()
    with pytest.warns(UserWarning, match="every jet has more than"):
        jet = Constituents(0.8e151 * p4, [0, 2])
    assert float(jet_mass(jet)) == pytest.approx(0.8e151 * np.sqrt(2.3**2 - 2))
    with pytest.raises(ValueError, match=r"jet 0: .*below 1e151 GeV, .*at its constituent 1\)"):
        _one(0.9e151 * p4)


def test_the_jet_and_the_particle_are_named() -> None:
    p4 = torch.tensor([[1.0, 0, 0, 1], [2.0, 0, 0, 2], [0, 0, 0, 0]]).double()
    with pytest.raises(ValueError, match=r"jet 1: .*not be zero .*constituent 1\): .*from_padded"):
        check_momenta(p4, torch.tensor([0, 1, 3]))


def test_borders() -> None:
    p4 = torch.ones(3, 4)
    check_borders(p4, torch.tensor([0, 1, 3]))
    for ptr, message in (
        ([0, 3, 3], "jet 1: .*an empty jet"),
        ([0, 2], "run from 0 to 3"),
        ([0, 2, 1, 3], "runs backwards"),
        ([[0, 3]], r"\(num_jets \+ 1,\)"),
    ):
        with pytest.raises(ValueError, match=message):
            check_borders(p4, torch.tensor(ptr))


def test_units_that_are_suspicious() -> None:
    jets = datasets.sample("w")[:3]
    with pytest.warns(UserWarning, match=r"every jet has more than 100,000 GeV: .*MeV by 1000"):
        Constituents(jets.p4 * 1000, jets.ptr)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Constituents(torch.cat((jets.p4[:1], 1000 * jets.p4[:1])), [0, 1, 2])
        Constituents(np.empty((0, 4)), [0])


def test_energies_of_another_unit_than_momenta() -> None:
    """Jets of 50 GeV, whose energies in MeV are below what every energy in MeV is above."""
    p4 = torch.tensor([[30.0, 0, 0, 30], [20.0, 0, 5, 21]]).double()
    with pytest.warns(UserWarning, match=r"more than 100 times the energy .*MeV by 1000"):
        Constituents(p4 * torch.tensor([1, 1, 1, 1000]), [0, 2])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # One of two jets; a particle nearly at rest in a jet that is not; all of it at rest.
        Constituents(torch.cat((p4, p4 * torch.tensor([1, 1, 1, 1000]))), [0, 2, 4])
        Constituents([[30.0, 0, 0, 30], [1e-4, 0, 0, 1]], [0, 2])
        Constituents([[0.0, 0, 0, 1]], [0, 1])


def test_one_event_for_all() -> None:
    jets = datasets.sample("w")[:4]
    with pytest.warns(UserWarning, match="all jets have the event number 8: .*split by event"):
        Constituents(jets.p4, jets.ptr, event=[8] * 4)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Constituents(jets.p4, jets.ptr, event=[8, 8, 8, 9])
        Constituents(jets[:2].p4, jets[:2].ptr, event=[8, 8])

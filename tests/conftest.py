"""Jets for all tests: a small seeded toy, and the C++ reference where it is at hand."""

from pathlib import Path

import numpy as np
import pytest
import torch

from pyg_jets import Constituents

SHARED = Path(__file__).parents[1].parent / "shared"


@pytest.fixture(autouse=True)
def _seeded() -> None:
    """Every test draws the same numbers, alone or among others."""
    torch.manual_seed(0)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference data beside the checkout."""
    if not SHARED.exists():
        pytest.skip("the reference data are not beside the checkout")
    return SHARED


@pytest.fixture(scope="session")
def reference_arrays(shared: Path) -> dict[str, np.ndarray]:
    """Arrays of FastJet 3.5.2 and fjcontrib for 162 jets."""
    with np.load(shared / "data" / "reference_substructure.npz") as file:
        return {name: file[name] for name in file.files}


@pytest.fixture(scope="session")
def reference(reference_arrays: dict[str, np.ndarray]) -> Constituents:
    """The 162 reference jets."""
    p4 = np.stack([reference_arrays[name] for name in ("px", "py", "pz", "E")], axis=1)
    return Constituents(p4, reference_arrays["offsets"])


@pytest.fixture(scope="session")
def toy_jets() -> Constituents:
    """Jets of 1, 2, 3, 5, 8, 12, 20 particles within about 0.8 of an axis, labels 0 and 1."""
    generator = torch.Generator().manual_seed(7)
    jets = []
    for n in (1, 2, 3, 5, 8, 12, 20):
        pt = 1 + 50 * torch.rand(n, generator=generator, dtype=torch.float64)
        phi, eta = 2.9 + torch.rand(2, n, generator=generator, dtype=torch.float64) * 0.8
        pz = pt * torch.sinh(eta - 2.5)
        energy = (pt**2 + pz**2 + 0.02).sqrt()
        jets.append(torch.stack((pt * phi.cos(), pt * phi.sin(), pz, energy), dim=1))
    return Constituents.from_list(jets, label=[0, 1, 0, 1, 0, 1, 0])

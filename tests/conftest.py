"""Jets for all tests: a seeded toy, a shower with what a network has learnt, the C++ reference."""

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from pyg_jets import Constituents, JetTreeDataset, cluster, fit, lund_coordinates
from pyg_jets.attribution.gradients import node_gradients
from pyg_jets.simulation import ToyJets, ToyShower
from pyg_jets.taggers import RecNN, Tagger
from tests.written import write_momenta_parquet, write_momenta_root

Method = Callable[[Tagger, Any], Tensor]

LONGEST = (
    "study/test_study.py",
    "study/test_full_study.py",
    "contracts/test_killed.py",
    "datasets/test_fuzz.py",
    "jobs/test_over_shards.py",
    "training/test_lightning_module.py",
    "cli/test_own_kinds.py",
    "test_examples.py",
)
"""Files that begin first, so that no process waits for another's at the end."""

SHARED = Path(__file__).parents[1].parent / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first; the order within a file stays."""
    tests = Path(__file__).parent
    places = {tests / name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(LONGEST)))


@pytest.fixture(autouse=True, scope="session")
def _interruptible() -> None:
    """A shell's background job ignores SIGINT, and so would the tests of Ctrl-C."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


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


@pytest.fixture(scope="session")
def shower() -> ToyShower:
    return ToyShower()


@pytest.fixture(scope="session")
def training_jets(shower: ToyShower) -> tuple[JetTreeDataset, JetTreeDataset]:
    train, val = (shower.jets(jets, seed) for jets, seed in ((5000, 1), (1000, 2)))
    return cluster(train.constituents), cluster(val.constituents)


@pytest.fixture(scope="session")
def trained(training_jets: tuple[JetTreeDataset, JetTreeDataset]) -> Tagger:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        tagger = RecNN(hidden_channels=24)
    train, val = training_jets
    return fit(tagger, train, val, epochs=7, lr=1e-2, batch_size=64, progress=False).tagger


@pytest.fixture(scope="session")
def planted(shower: ToyShower) -> ToyJets:
    return shower.jets(3000, seed=3)


@pytest.fixture(scope="session")
def planted_trees(planted: ToyJets) -> JetTreeDataset:
    return cluster(planted.constituents)


@pytest.fixture(scope="session")
def ln_kt() -> Method:
    """An attribution that does not look at the network."""

    def method(_: Tagger, batch: Any) -> Tensor:
        coordinates = lund_coordinates(batch)
        values = torch.zeros(batch.num_nodes, dtype=torch.float64)
        values[coordinates.node] = coordinates.ln_kt
        return values

    return method


@pytest.fixture(scope="session")
def gradient_x_state() -> Method:
    """What moves the logit by its sign, not the size of a gradient alone."""

    def method(tagger: Tagger, batch: Any) -> Tensor:
        by_node, _ = node_gradients(tagger, batch)
        return (by_node * tagger.states(tagger.view(batch)).detach()).sum(1)

    return method


@pytest.fixture(scope="session")
def own_kinds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``hbb.root`` and ``qcd.parquet``: quarks and gluons of the toy shower."""
    pytest.importorskip("uproot")
    pytest.importorskip("pyarrow")
    folder = tmp_path_factory.mktemp("own_kinds")
    jets = ToyShower(min_kt=2.0).jets(2400, 3).constituents
    assert jets.label is not None
    write_momenta_root(folder / "hbb.root", jets[jets.label == 1])
    write_momenta_parquet(folder / "qcd.parquet", jets[jets.label == 0])
    return folder

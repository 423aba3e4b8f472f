"""A network that has learnt the toy shower; a larger sample than the bundled one."""

from pathlib import Path

import pytest
import torch

from pyg_jets import Constituents, cluster, fit
from pyg_jets.datasets import sample
from pyg_jets.simulation import ToyShower
from pyg_jets.study import TaskExplained, explain_task, methods_named
from pyg_jets.taggers import RecNN, Tagger


@pytest.fixture(scope="session")
def shower() -> ToyShower:
    return ToyShower(min_kt=2.0)


@pytest.fixture(scope="session")
def toy_tagger(shower: ToyShower) -> Tagger:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        tagger = RecNN(hidden_channels=24)
    train, val = (cluster(shower.jets(n, seed).constituents) for n, seed in ((4000, 1), (500, 2)))
    return fit(tagger, train, val, epochs=5, lr=1e-2, batch_size=64, progress=False).tagger


@pytest.fixture(scope="session")
def explained(toy_tagger: Tagger, shower: ToyShower) -> TaskExplained:
    test = cluster(shower.jets(900, 5).constituents)
    methods = methods_named(["saliency", "lrp"], toy_tagger)
    return explain_task(toy_tagger, test, "quark-gluon", methods, jets=300, nulls=3)


@pytest.fixture(scope="session")
def larger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the bundled W and QCD jets and 300 more of each, on the beam's other side."""
    folder = tmp_path_factory.mktemp("jets") / "larger"
    folder.mkdir()
    turn = torch.tensor([-1.0, -1.0, 1.0, 1.0], dtype=torch.float64)
    for kind in ("w", "qcd"):
        jets = sample(kind)
        some = jets[:300]
        assert some.event is not None
        more = Constituents(
            some.p4 * turn,
            some.ptr,
            pid=some.pid,
            charge=some.charge,
            event=some.event + 10**9,
            partons=some.partons,
        )
        Constituents.concat([jets, more]).save(folder / f"{kind}.safetensors")
    return folder

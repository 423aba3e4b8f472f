"""A larger sample than the bundled one."""

from pathlib import Path

import pytest
import torch

from pyg_jets import Constituents
from pyg_jets.datasets import sample


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

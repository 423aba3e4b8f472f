"""Which network a published file is of."""

from pathlib import Path

import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.taggers import LundNet, ParT, ParticleNet
from pyg_jets.taggers.published import from_published
from tests.part_files import part_state


def test_told_by_the_file(shared: Path, tmp_path: Path, toy_jets: Constituents) -> None:
    weights = shared / "data" / "weights"
    torch.save(part_state(7, 10), tmp_path / "ParT.pt")
    batch = cluster(toy_jets).batch()
    for path, network, outputs in (
        (weights / "ParticleNet_kin.pt", ParticleNet, (7, 10)),
        (weights / "W_QCD_500GeV_LundNet5_state.pt", LundNet, (7,)),
        (tmp_path / "ParT.pt", ParT, (7, 10)),
    ):
        tagger = from_published(path)
        assert type(tagger) is network
        assert tagger(batch).shape == outputs
    torch.save({"weight": torch.zeros(3)}, tmp_path / "other.pt")
    with pytest.raises(ValueError, match="a published ParticleNet, ParT or LundNet"):
        from_published(tmp_path / "other.pt")
    with pytest.raises(FileNotFoundError, match=r"no\.pt"):
        from_published(tmp_path / "no.pt")

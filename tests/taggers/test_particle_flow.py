"""Both flow networks constituent by constituent, and their initial parameters."""

import math

import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.taggers import EFN, PFN
from pyg_jets.transforms import ParticleSet


@pytest.mark.parametrize("kind", [EFN, PFN])
def test_constituent_by_constituent(kind: type[EFN | PFN], toy_jets: Constituents) -> None:
    tagger = kind(hidden_channels=6, dense_channels=5)
    batch = ParticleSet(["z", "y_hat", "phi_hat"])(cluster(toy_jets).batch())
    for number, embedding in enumerate(tagger.embed(batch)):
        tree, total = batch[number], torch.zeros(6)
        for z, y, phi in tree.particles[tree.is_leaf]:
            if kind is EFN:
                angles = torch.stack((y, phi)) / 0.2
                total = total + z * tagger.phi(angles).relu()
            else:
                total = total + tagger.phi(torch.stack((z, y, phi))).relu()
        torch.testing.assert_close(embedding, total)


def test_initial_parameters_are_he_uniform() -> None:
    layer = PFN().phi[2]
    assert isinstance(layer, torch.nn.Linear)
    limit = math.sqrt(6 / 100)
    assert 0.99 * limit < layer.weight.abs().max() <= limit
    assert (layer.bias == 0).all()
